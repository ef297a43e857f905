"""Takes the README's pictures of the screens anew, from a demonstration of its own.

    PYTHONPATH=tests .venv/bin/python -m browser.pictures

Writes docs/pictures/screens/*.png: the portal at a phone's width, the console at a desktop's.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from testkit.browser import DESKTOP, PHONE, Complaints, Console, Portal, chromium, new_page
from testkit.demonstration import ROOT, Demonstration

FOLDER = ROOT / "docs" / "pictures" / "screens"
_BILL_HEIGHT = 1310


async def take_pictures(demo: Demonstration) -> None:
    """Take every picture from a served demonstration."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with chromium() as browser:
        await _of_the_portal(browser, demo)
        await _of_the_console(browser, demo)


async def _of_the_portal(browser: Browser, demo: Demonstration) -> None:
    async with new_page(browser, PHONE, Complaints()) as page:
        portal = Portal(page, f"{demo.address}/hinata-denki/mypage", demo.password)
        await portal.enter("denki01@example.jp")
        await _save(page, "portal-home")
        await page.get_by_role("link", name="使用量", exact=True).click()
        await expect(page.get_by_role("slider")).to_be_visible()
        await _save(page, "portal-usage")
        await page.get_by_role("link", name="請求", exact=True).click()
        await page.locator("main li a").first.click()
        await portal.heading("料金の内訳")
        await page.set_viewport_size({"width": PHONE["width"], "height": _BILL_HEIGHT})
        await page.locator("summary", has_text="電力量料金").click()
        await page.evaluate("scrollTo(0, 0)")
        await _save(page, "portal-bill")


async def _of_the_console(browser: Browser, demo: Demonstration) -> None:
    async with new_page(browser, DESKTOP, Complaints()) as page:
        console = Console(page, f"{demo.address}/aoba-suido/console", demo.password)
        await console.enter()
        await _save(page, "console-home")
        await console.search("200000000001")
        await page.get_by_role("tab", name="元帳").click()
        await expect(page.get_by_role("tabpanel").get_by_role("table")).to_be_visible()
        await _save(page, "console-customer")
        await console.go_to("請求処理")
        await page.get_by_role("rowheader").get_by_role("link").first.click()
        await console.heading(re.compile("^請求処理 .*分$"))
        await expect(page.get_by_role("heading", name="結果")).to_be_visible()
        await _save(page, "console-billing-run")


async def _save(page: Page, name: str) -> None:
    await page.evaluate("document.fonts.ready")
    await page.mouse.move(0, 0)
    await page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


def main() -> None:
    """Start a demonstration, take the pictures, and end it."""
    with tempfile.TemporaryDirectory(prefix="minamoto-pictures-") as folder:
        demo = Demonstration(folder=Path(folder) / "data")
        demo.start()
        try:
            asyncio.run(take_pictures(demo))
        finally:
            demo.stop()


if __name__ == "__main__":
    main()
