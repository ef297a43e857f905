"""A customer sees a month's bill, understands it, pays it and sees it paid; staff see the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from playwright.async_api import Locator, Page, expect

from browser.conftest import Visits

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Customer:
    """Somebody of the sample data, and what their utility offers."""

    slug: str
    email: str
    number: str
    grains: tuple[str, ...]
    lines: tuple[str, ...]


CUSTOMERS = [
    Customer(
        "hinata-denki", "denki01@example.jp", "100000000001", ("30分", "時間", "日", "月", "年"),
        ("基本料金", "電力量料金", "燃料費調整額", "再エネ発電賦課金"),
    ),
    Customer("aoba-suido", "suido01@example.jp", "200000000001", ("月", "年"), ("基本料金", "従量料金")),
    Customer("minori-gas", "gas01@example.jp", "300000000001", ("月", "年"), ("ガス料金", "原料費調整額")),
]  # fmt: skip
every_utility = pytest.mark.parametrize("customer", CUSTOMERS, ids=lambda each: each.slug)


@every_utility
async def test_home_answers_how_much_what_is_owed_and_whether_anything_is_wrong(
    visits: Visits, customer: Customer
) -> None:
    portal = await visits.portal(customer.slug, customer.email)

    page = portal.page
    await expect(page.get_by_role("heading", name=re.compile("の使用量"))).to_be_in_viewport(ratio=1)
    await expect(page.get_by_role("heading", name="お支払い")).to_be_in_viewport(ratio=1)
    await expect(page.get_by_role("heading", name="お知らせ")).to_be_in_viewport(ratio=1)
    await expect(page.get_by_text("前年の同じ日数")).to_be_visible()


@every_utility
async def test_usage_is_shown_at_every_grain_as_a_chart_and_as_a_table(
    visits: Visits, customer: Customer
) -> None:
    portal = await visits.portal(customer.slug, customer.email)

    page = portal.page
    await page.get_by_role("link", name="使用量", exact=True).click()
    grains = page.get_by_role("radiogroup", name="表示のまとめ方").get_by_role("radio")
    await expect(grains).to_have_text(list(customer.grains))
    for grain in customer.grains:
        await page.get_by_role("radio", name=grain, exact=True).click()
        await expect(page.get_by_role("radio", name=grain, exact=True)).to_be_checked()
        await expect(page.get_by_role("slider")).to_have_accessible_name(re.compile("の使用量"))
        await page.get_by_role("radio", name="表", exact=True).click()
        await expect(page.get_by_role("columnheader").first).to_have_text(grain)
        await expect(page.get_by_role("rowheader", name="合計")).to_be_visible()
        await page.get_by_role("radio", name="グラフ", exact=True).click()


@every_utility
async def test_a_bill_explains_each_line_by_its_steps_and_comes_as_a_document(
    visits: Visits, customer: Customer
) -> None:
    portal = await visits.portal(customer.slug, customer.email)
    page = portal.page
    await page.get_by_role("link", name="請求", exact=True).click()
    await page.locator("main li a").first.click()
    await portal.heading("料金の内訳")

    for name in customer.lines:
        line = page.locator("details").filter(has=page.locator("summary", has_text=name)).first
        await line.locator("summary").click()
        await expect(line.get_by_text(re.compile("= .*円")).first).to_be_visible()

    for name in ("請求書（PDF）", "使用量のお知らせ（PDF）"):
        address = await page.get_by_role("link", name=name).get_attribute("href")
        document = await page.request.get(f"{visits.demo.address}{address}")
        assert document.headers["content-type"] == "application/pdf"
        assert (await document.body()).startswith(b"%PDF-")


@every_utility
async def test_the_lines_of_a_bill_add_up_to_its_amount(visits: Visits, customer: Customer) -> None:
    portal = await visits.portal(customer.slug, customer.email)
    await portal.open("bills")
    await portal.page.locator("main li a").first.click()
    await portal.heading("料金の内訳")

    claims = portal.page.locator("section section").filter(has_text="小計")
    whole = await portal.page.locator("section .figure").first.inner_text()
    subtotals = []
    for claim in await claims.all():
        lines = await claim.locator(
            ":scope > ul > li > .figure, :scope > ul > li summary .figure"
        ).all_inner_texts()
        subtotals.append(_yen(await claim.locator(":scope > p.figure span").last.inner_text()))
        assert abs(sum(map(_yen, lines)) - subtotals[-1]) < 1
    assert sum(subtotals) == _yen(whole)


def _yen(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9.−]", "", text).replace("−", "-"))


@every_utility
async def test_a_bill_paid_by_card_is_seen_paid_by_customer_and_staff(
    visits: Visits, customer: Customer
) -> None:
    portal = await visits.portal(customer.slug, customer.email)

    await portal.open("bills")
    await expect(portal.page.locator("main li a").first).to_be_visible()
    paid = [await _pay_next(portal.page)]
    while await _unpaid(portal.page).count():
        paid.append(await _pay_next(portal.page))

    await portal.open()
    await expect(portal.page.get_by_text("お支払いが必要な請求はありません")).to_be_visible()
    console = await visits.console(customer.slug)
    await console.search(customer.number)
    await console.page.get_by_role("tab", name="収納").click()
    for number, amount in paid:
        row = console.page.get_by_role("row").filter(has_text=number)
        await expect(row).to_contain_text("消込済み")
        await expect(row).to_contain_text(amount)
        await expect(row).to_contain_text("クレジットカード")
    await console.page.get_by_role("tab", name="元帳").click()
    newest = console.page.get_by_role("row").nth(1)
    await expect(newest).to_contain_text("収納")
    await expect(newest.get_by_role("cell").last).to_have_text("0円")


def _unpaid(page: Page) -> Locator:
    return page.locator("main li a").filter(has_text=re.compile("お支払い前|期限超過"))


async def _pay_next(page: Page) -> tuple[str, str]:
    """Pay the first unpaid bill of the list and come back to it; return its number and amount."""
    await _unpaid(page).first.click()
    pay = page.get_by_role("button", name=re.compile("^カードで"))
    amount = (await pay.inner_text()).removeprefix("カードで ").removesuffix(" を支払う")
    await pay.click()
    await page.get_by_label("カード番号").fill("4242 4242 4242 4242")
    await page.get_by_role("button", name="支払う", exact=True).click()
    await expect(page.get_by_role("heading", name="お支払いが完了しました")).to_be_visible()
    number = (await page.get_by_text(re.compile(r"^請求番号 ")).inner_text()).removeprefix("請求番号 ")
    await page.get_by_role("link", name="請求に戻る").click()
    await expect(page.get_by_text("お支払い済み", exact=True).first).to_be_visible()
    await expect(pay).to_have_count(0)
    await page.get_by_role("link", name="請求の一覧").click()
    await expect(page.get_by_role("heading", name="請求", exact=True)).to_be_visible()
    await expect(page.locator("main li a").first).to_be_visible()
    return number, amount
