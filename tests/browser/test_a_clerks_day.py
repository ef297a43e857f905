"""Staff find a customer, bill a month, and deal with files that cannot be used as they came."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest
from playwright.async_api import expect

from browser.conftest import Visits
from minamoto_adapters.electricity.sample_files import previous_day_file
from testkit.browser import Console

pytestmark = pytest.mark.browser

_TABS = (
    ("契約", "従量電灯B"),
    ("計器・検針", "HS0000001"),
    ("使用量", "合計"),
    ("請求", "2026-0000001"),
    ("収納", "消込済み"),
    ("元帳", "電気料金未収金"),
)
_UNKNOWN_METER = (
    "サービス,メーター番号,地点番号,レジスタ,検針日,指針,検針区分,未検針理由,備考\r\n"
    "1,WM9999999,,1,{day},123,01,,\r\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "100000000001",
        "渡邉見 太郎",
        "ワタナベミ",
        "わたなべみ",
        "03-0000-1000",
        "みなもと町1-1-1",
        "HS0000001",
    ],
    ids=["number", "name", "kana", "hiragana", "phone", "address", "meter"],
)
async def test_one_box_finds_a_customer_by(visits: Visits, text: str) -> None:
    console = await visits.console("hinata-denki", "madoguchi")

    await console.search(text)

    page = console.page
    hit = page.get_by_role("link", name="100000000001")
    record = page.get_by_role("heading", name="渡邉見 太郎")
    await expect(hit.or_(record).first).to_be_visible()
    if await hit.count():
        await expect(hit.first).to_be_focused()
        await page.keyboard.press("Enter")
    await expect(record).to_be_visible()


async def test_what_is_not_found_is_said_with_what_to_try(visits: Visits) -> None:
    console = await visits.console("hinata-denki", "madoguchi")

    await console.search("存在しない名前")

    await expect(console.page.get_by_text("見つかりませんでした")).to_be_visible()
    await expect(console.page.get_by_role("button", name="すべてを対象に検索")).to_be_visible()


async def test_the_customer_page_is_walked_by_number_keys(visits: Visits) -> None:
    console = await visits.console("hinata-denki")
    await console.search("100000000001")
    page = console.page
    await expect(page.get_by_role("tab", name="契約")).to_be_visible()

    for key, (name, content) in enumerate(_TABS, start=1):
        await page.keyboard.press(str(key))

        await expect(page.get_by_role("tab", name=re.compile(name))).to_have_attribute(
            "aria-selected", "true"
        )
        await expect(page.get_by_role("tabpanel")).to_contain_text(content)


async def test_a_billing_run_is_started_watched_and_found_among_the_jobs(visits: Visits) -> None:
    console = await visits.console("aoba-suido")
    page = console.page
    await console.go_to("請求処理")

    await page.keyboard.press("F9")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("請求処理を始めますか")
    await dialog.get_by_role("button", name="始める").click()

    await console.heading(re.compile("^請求処理 .*分$"))
    await expect(page.get_by_role("status").filter(has_text="完了")).to_be_visible()
    await expect(page.locator("main")).to_contain_text("調定済み")
    await page.get_by_role("link", name="ジョブを開く").click()
    await console.heading("結果")
    await page.get_by_role("link", name="ジョブの一覧へ").click()
    row = page.get_by_role("row").filter(has_text="管理 太郎").first
    await expect(row).to_contain_text("請求処理")
    await expect(row).to_contain_text("完了")


async def test_a_clerk_without_the_permission_is_offered_no_billing_run(visits: Visits) -> None:
    console = await visits.console("aoba-suido", "madoguchi")

    await console.open("billing-runs")

    await console.heading("請求処理")
    await expect(console.page.get_by_role("button", name="請求処理を始める")).to_have_count(0)


async def test_a_broken_zip_is_quarantined_with_its_reason(visits: Visits) -> None:
    console = await visits.console("hinata-denki")
    whole = previous_day_file(
        day=date(2026, 9, 1),
        point_numbers=["0300111122223333000001"],
        values=np.ones((1, 48), np.int32),
        section=9,
    )

    await _upload(console, "30分電力量（前日分）", whole.name, whole.content[: len(whole.content) // 2])
    await console.heading(whole.name)

    page = console.page
    await expect(page.get_by_role("status").filter(has_text="隔離")).to_be_visible()
    await expect(page.get_by_text("受け取れなかった理由")).to_be_visible()
    await expect(page.locator("main")).to_contain_text(re.compile(f"{whole.name}.*(壊れ|途中|読み取れ|展開)"))


async def test_an_unknown_meter_is_parked_with_its_reason_and_can_be_replayed(visits: Visits) -> None:
    console = await visits.console("aoba-suido")
    content = _UNKNOWN_METER.format(day="2026-09-01").encode()

    await _upload(console, "検針端末の検針データ", "unknown-meter.csv", content)
    await console.heading("unknown-meter.csv")

    page = console.page
    await expect(page.get_by_role("status").filter(has_text="一部保留")).to_be_visible()
    parked = page.get_by_role("row").filter(has_text="unknown-meter.csv")
    await expect(parked).to_contain_text("メーターが見つかりません")
    await page.get_by_role("button", name=re.compile("再処理する")).click()
    await expect(page.get_by_text("再処理を受け付けました")).to_be_visible()
    await expect(page.get_by_role("definition").filter(has_text=re.compile("^2$"))).to_be_visible()
    await expect(parked).to_contain_text("メーターが見つかりません")
    await console.go_to("保留レコード")
    await expect(page.get_by_role("row").filter(has_text="unknown-meter.csv").first).to_be_visible()


async def test_the_same_file_again_is_told_as_a_duplicate(visits: Visits) -> None:
    console = await visits.console("minori-gas")
    content = _UNKNOWN_METER.replace("1,WM", "2,GM").format(day="2026-09-01").encode()
    await _upload(console, "検針端末の検針データ", "twice.csv", content)
    await console.heading("twice.csv")
    await expect(console.page.get_by_role("status").filter(has_text="一部保留")).to_be_visible()

    await _upload(console, "検針端末の検針データ", "twice.csv", content)

    await expect(console.page.get_by_text("同じファイルをすでに受信しています")).to_be_visible()
    await console.page.get_by_role("link", name="最初に受信したものを開く").click()
    await console.heading("twice.csv")


async def _upload(console: Console, kind: str, name: str, content: bytes) -> None:
    """Take a file in by hand through the inbox."""
    page = console.page
    await console.go_to("受信箱")
    await page.keyboard.press("F9")
    dialog = page.get_by_role("dialog")
    option = dialog.get_by_role("option", name=kind).first
    await dialog.get_by_label("種類").select_option(await option.get_attribute("value"))
    await dialog.get_by_label("ファイル").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    await dialog.get_by_role("button", name="取り込む").click()
