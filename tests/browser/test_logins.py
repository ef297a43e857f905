"""Who gets in, how, and what an address alone does not open."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from browser.conftest import Visits

pytestmark = pytest.mark.browser


async def test_five_wrong_passwords_lock_the_login_and_say_so(visits: Visits) -> None:
    portal = await visits.portal("minori-gas")
    visits.complaints.expect(r"response: 4\d\d POST .*/api/mypage/session$")
    await portal.open()
    alert = portal.page.get_by_role("alert")

    for _ in range(5):
        async with portal.page.expect_response(re.compile("/api/mypage/session$")):
            await portal.log_in("gas02@example.jp", "a-wrong-password")
        await expect(alert).to_be_visible()
    await portal.log_in("gas02@example.jp")

    await expect(alert).to_contain_text("しばらくログインできません")
    await expect(alert).to_contain_text("パスワードを再設定してください")


async def test_another_utilitys_bill_is_not_found(visits: Visits) -> None:
    visits.complaints.expect("response: 404 GET .*/api/mypage/bills/")
    gas = await visits.portal("minori-gas", "gas01@example.jp")
    await gas.open("bills")
    bill = await gas.page.locator("main li a").first.get_attribute("href")
    assert bill is not None
    power = await visits.portal("hinata-denki", "denki01@example.jp")

    await power.open(f"bills/{bill.rsplit('/', 1)[-1]}")

    await expect(power.page.get_by_text("見つかりませんでした", exact=True)).to_be_visible()


async def test_another_customers_bill_is_not_found(visits: Visits) -> None:
    visits.complaints.expect("response: 404 GET .*/api/mypage/bills/")
    neighbour = await visits.portal("minori-gas", "gas03@example.jp")
    await neighbour.open("bills")
    bill = await neighbour.page.locator("main li a").first.get_attribute("href")
    assert bill is not None
    portal = await visits.portal("minori-gas", "gas01@example.jp")

    await portal.open(f"bills/{bill.rsplit('/', 1)[-1]}")

    await expect(portal.page.get_by_text("見つかりませんでした", exact=True)).to_be_visible()


async def test_a_customers_session_opens_no_console(visits: Visits) -> None:
    portal = await visits.portal("minori-gas", "gas01@example.jp")

    answer = await portal.page.request.get(f"{visits.demo.address}/minori-gas/api/console/home")

    assert answer.status == 401


async def test_an_address_opened_while_logged_out_leads_to_the_login_and_back(visits: Visits) -> None:
    portal = await visits.portal("hinata-denki")
    await portal.open("bills")
    await portal.heading("マイページにログイン")

    await portal.log_in("denki01@example.jp")

    await portal.heading("請求")
    await expect(portal.page).to_have_url(f"{portal.address}/bills")


async def test_staff_come_back_to_the_address_they_opened(visits: Visits) -> None:
    console = await visits.console("hinata-denki", None)
    await console.open("inbox")
    await console.heading("業務コンソールにログイン")

    await console.log_in("kanri")

    await console.heading("受信箱")
    await expect(console.page).to_have_url(f"{console.address}/inbox")


async def test_the_portal_speaks_english_when_asked(visits: Visits) -> None:
    portal = await visits.portal("aoba-suido", "suido01@example.jp")
    await portal.open("account")

    await portal.page.get_by_role("radio", name="English").click()

    await portal.heading("Settings")
    await expect(portal.page.locator("html")).to_have_attribute("lang", "en")
    await portal.page.get_by_role("link", name="Home", exact=True).click()
    await expect(portal.page.get_by_text("Same days last year")).to_be_visible()


async def test_logging_in_needs_no_mouse(visits: Visits) -> None:
    portal = await visits.portal("hinata-denki")
    await portal.open()
    await expect(portal.page.get_by_label("メールアドレス")).to_be_focused()
    keyboard = portal.page.keyboard

    await keyboard.type("denki01@example.jp")
    await keyboard.press("Tab")
    await keyboard.type(visits.demo.password)
    await keyboard.press("Enter")
    await expect(portal.page.get_by_role("heading", name="お支払い")).to_be_visible()

    await keyboard.press("Tab")
    await expect(portal.page.locator(":focus")).to_be_visible()
    await portal.page.get_by_role("link", name="請求", exact=True).focus()
    await keyboard.press("Enter")
    await portal.heading("請求")


async def test_after_logging_out_the_back_button_shows_nothing(visits: Visits) -> None:
    portal = await visits.portal("hinata-denki", "denki01@example.jp")
    await portal.open("account")
    await portal.page.get_by_role("button", name="ログアウト", exact=True).click()
    await portal.heading("マイページにログイン")

    await portal.page.go_back()

    await portal.heading("マイページにログイン")
