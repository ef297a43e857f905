"""Every screen in light and in dark: axe finds nothing serious or critical (WCAG 2.2)."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from browser.conftest import Visits
from testkit.browser import serious_violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("", "お支払い"), ("usage", "使用量"), ("bills", "請求"), ("account", "セキュリティ"),
        ("nowhere", "見つかりませんでした"),
    ],
    ids=["home", "usage", "bills", "account", "not-found"],
)  # fmt: skip
async def test_a_customers_screen_is_sound(visits: Visits, path: str, heading: str) -> None:
    portal = await visits.portal("hinata-denki", "denki03@example.jp")

    await portal.open(path)

    await portal.heading(heading)
    assert await serious_violations(portal.page) == []


async def test_the_usage_table_is_sound(visits: Visits) -> None:
    portal = await visits.portal("hinata-denki", "denki03@example.jp")
    await portal.open("usage")

    await portal.page.get_by_role("radio", name="30分").click()
    await portal.page.get_by_role("radio", name="表", exact=True).click()

    await expect(portal.page.get_by_role("rowheader", name="合計")).to_be_visible()
    assert await serious_violations(portal.page) == []


@pytest.mark.parametrize(
    ("slug", "email"),
    [
        ("hinata-denki", "denki03@example.jp"),
        ("aoba-suido", "suido03@example.jp"),
        ("minori-gas", "gas03@example.jp"),
    ],
)
async def test_an_opened_bill_is_sound(visits: Visits, slug: str, email: str) -> None:
    portal = await visits.portal(slug, email)
    await portal.open("bills")

    await portal.page.locator("main li a").first.click()
    await portal.heading("料金の内訳")
    for line in await portal.page.locator("details > summary").all():
        await line.click()

    assert await serious_violations(portal.page) == []


@pytest.mark.parametrize(
    ("path", "heading"),
    [("login", "マイページにログイン"), ("forgot", "パスワードの再設定")],
    ids=["login", "forgot"],
)
async def test_a_page_before_the_login_is_sound(visits: Visits, path: str, heading: str) -> None:
    portal = await visits.portal("minori-gas")

    await portal.open(path)

    await portal.heading(heading)
    assert await serious_violations(portal.page) == []


async def test_the_staffs_login_is_sound(visits: Visits) -> None:
    console = await visits.console("minori-gas", None)

    await console.open()

    await console.heading("業務コンソールにログイン")
    assert await serious_violations(console.page) == []


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("", "いま対応が必要なもの"), ("billing-runs", "請求処理"), ("jobs", "ジョブ"), ("inbox", "受信箱"),
        ("parked", "保留レコード"), ("account", "セキュリティ"),
    ],
    ids=["home", "billing-runs", "jobs", "inbox", "parked", "account"],
)  # fmt: skip
async def test_a_staff_screen_is_sound(visits: Visits, path: str, heading: str) -> None:
    console = await visits.console("hinata-denki")

    await console.open(path)

    await console.heading(heading)
    await expect(console.page.locator("[aria-busy=true]")).to_have_count(0)
    assert await serious_violations(console.page) == []


async def test_every_tab_of_the_customer_page_is_sound(visits: Visits) -> None:
    console = await visits.console("hinata-denki")
    await console.search("ワタナベミ")
    await expect(console.page.get_by_role("link", name="100000000001")).to_be_visible()
    found = await serious_violations(console.page)
    await console.page.get_by_role("link", name="100000000001").click()

    tabs, panel = console.page.get_by_role("tab"), console.page.get_by_role("tabpanel")
    await expect(tabs).to_have_count(6)
    for tab in await tabs.all():
        await tab.click()
        await expect(panel.locator("table, h2, [role=slider]").first).to_be_visible()
        found += await serious_violations(console.page)

    assert found == []


async def test_a_bill_and_a_run_on_the_console_are_sound(visits: Visits) -> None:
    console = await visits.console("aoba-suido")
    await console.open("billing-runs")
    await console.page.get_by_role("rowheader").get_by_role("link").first.click()
    await console.heading(re.compile("^請求処理 .*分$"))
    found = await serious_violations(console.page)
    await console.search("200000000002")
    await console.page.get_by_role("tab", name="請求").click()
    await console.page.get_by_role("rowheader").get_by_role("link").first.click()
    await console.heading(re.compile("^請求 "))
    found += await serious_violations(console.page)

    assert found == []


async def test_the_dialogs_of_the_console_are_sound(visits: Visits) -> None:
    console = await visits.console("aoba-suido")
    found = []
    for path in ("billing-runs", "inbox"):
        await console.open(path)
        await expect(console.page.get_by_role("row").nth(1)).to_be_visible()
        await console.page.keyboard.press("F9")
        await expect(console.page.get_by_role("dialog")).to_be_visible()
        found += await serious_violations(console.page)

    assert found == []
