"""A real Chromium, what it complains about, and the two applications as the people at them see them."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    async_playwright,
    expect,
)

from testkit.demonstration import ROOT

_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_AXE = ROOT / "portal_frontend" / "node_modules" / "axe-core" / "axe.min.js"
_AT_REST = "() => Promise.all(document.getAnimations().map((each) => each.finished))"
_AXE_RUN = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" | ")}`)"""

expect.set_options(timeout=20_000)

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium, or the one that Playwright brings where there is no other."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(_ARGUMENTS)
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def new_page(browser: Browser, size: dict[str, int], complaints: Complaints) -> AsyncIterator[Page]:
    """A page of a fresh profile that speaks Japanese, without moving parts."""
    context = await browser.new_context(
        viewport=ViewportSize(width=size["width"], height=size["height"]),
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    complaints.listen(page)
    yield page
    await context.close()


@dataclass
class Complaints:
    """What a browser complained about; `expected` are answers that the test itself provokes."""

    found: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Collect errors of scripts and of the console, lost requests, and answers that refuse."""
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("console", self._on_console)
        page.on("requestfailed", self._on_request_failed)
        page.on("response", self._on_response)

    def expect(self, pattern: str) -> None:
        """Take complaints that match as wanted."""
        self.expected.append(re.compile(pattern))

    def remaining(self) -> list[str]:
        """Return what nobody expected."""
        return [text for text in self.found if not any(each.search(text) for each in self.expected)]

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium writes a line for every refused answer; `_on_response` has it with its address.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.found.append(f"console: {message.text}")

    def _on_request_failed(self, request: Request) -> None:
        # Leaving a page gives up what it was still asking for: that is the browser's doing, no fault.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"request: {request.method} {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.found.append(f"response: {response.status} {response.request.method} {response.url}")


async def serious_violations(page: Page) -> list[str]:
    """Return axe's serious and critical findings on the page, in light and in dark."""
    found = []
    await page.evaluate(_AXE.read_text("utf-8"))  # not a script of the page: its own policy stays in force
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await page.evaluate(_AT_REST)
        found += [f"{scheme}: {each}" for each in await page.evaluate(_AXE_RUN)]
    await page.emulate_media(color_scheme="light")
    return found


@dataclass
class Face:
    """One of the two applications of a utility, in one browser page."""

    page: Page
    address: str
    password: str

    async def open(self, path: str = "") -> None:
        """Go to an address of the application."""
        await self.page.goto(f"{self.address}/{path}")

    async def heading(self, text: str | re.Pattern[str]) -> None:
        """Wait until a heading of the screen says so."""
        await expect(self.page.get_by_role("heading", name=text).first).to_be_visible()

    async def _enter(self, label: str, name: str, password: str | None) -> None:
        await self.page.get_by_label(label, exact=True).fill(name)
        await self.page.get_by_label("パスワード", exact=True).fill(password or self.password)
        await self.page.get_by_role("button", name="ログイン", exact=True).click()


@dataclass
class Portal(Face):
    """The customers' pages."""

    async def log_in(self, email: str, password: str | None = None) -> None:
        """Fill the login and send it."""
        await self._enter("メールアドレス", email, password)

    async def enter(self, email: str) -> None:
        """Log in and wait for the first page."""
        await self.open()
        await self.log_in(email)
        await expect(self.page.get_by_role("heading", name="お支払い")).to_be_visible()


@dataclass
class Console(Face):
    """The staff's screens."""

    async def log_in(self, name: str, password: str | None = None) -> None:
        """Fill the login and send it."""
        await self._enter("ログイン名", name, password)

    async def enter(self, name: str = "kanri") -> None:
        """Log in and wait for the first screen."""
        await self.open()
        await self.log_in(name)
        await self.heading("いま対応が必要なもの")

    async def go_to(self, place: str) -> None:
        """Go to a place of the menu; what waits there may be counted behind its name."""
        menu = self.page.get_by_role("navigation")
        await menu.get_by_role("link", name=re.compile(rf"^{place}( \d+)?$")).click()
        await self.heading(place)

    async def search(self, text: str) -> None:
        """Press F2, type and send."""
        await self.page.keyboard.press("F2")
        box = self.page.get_by_role("searchbox")
        await expect(box).to_be_focused()
        await box.fill(text)
        await self.page.keyboard.press("Enter")
