"""A printed bill says what the document says, can be scanned, and keeps to its paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pypdfium2
import pytest

from minamoto.foundation.documents.model import (
    BillDocument,
    CardPayment,
    ChargeLine,
    PaymentSlip,
    Recipient,
    TaxTotal,
)
from minamoto.foundation.documents.render import FontMissing, render_bill
from minamoto.foundation.formats.gs1_128 import SlipPayloadMalformed, parse_slip_payload
from minamoto.kernel.yen import Yen
from unit.foundation.documents import reading, samples

BILLS = {
    "electricity": samples.POWER_BILL,
    "gas": samples.GAS_BILL,
    "water": samples.WATER_BILL,
}


@pytest.fixture(scope="module")
def power(font_dir: Path) -> bytes:
    return render_bill(samples.POWER_BILL, font_dir=font_dir)


@pytest.mark.parametrize("kind", BILLS)
def test_the_text_of_each_bill_is_as_agreed(kind: str, font_dir: Path) -> None:
    pdf = render_bill(BILLS[kind], font_dir=font_dir)

    text = "\n".join(reading.page_texts(pdf)) + "\n"

    assert text == reading.agreed_text(f"bill_{kind}", text)


@pytest.mark.parametrize("kind", BILLS)
def test_each_bill_is_one_page(kind: str, font_dir: Path) -> None:
    pdf = render_bill(BILLS[kind], font_dir=font_dir)

    assert len(reading.page_texts(pdf)) == 1


@pytest.mark.parametrize("dpi", [300, 400, 600])
def test_the_bar_code_is_read_back_at_print_resolution(power: bytes, dpi: int) -> None:
    page = reading.printed_page(power, dpi=dpi)

    codes = reading.codes_on(page)

    digits = "".join(letter for letter in codes["Code128"] if letter.isdigit())
    assert isinstance(samples.POWER_BILL.payment, PaymentSlip)
    assert digits == samples.POWER_BILL.payment.barcode_payload
    assert parse_slip_payload(digits).amount == samples.POWER_BILL.total


def test_the_portal_is_reached_by_its_code(power: bytes) -> None:
    codes = reading.codes_on(reading.printed_page(power, dpi=300))

    assert codes["QRCode"] == samples.POWER_BILL.portal_url


def test_a_qualified_invoice_states_what_the_law_asks(power: bytes) -> None:
    text = reading.squeezed(power)

    for fact in (
        "みなもと電力株式会社",
        "登録番号T8000000000001",
        "令和8年11月分",
        "10%対象（税込）12,018円",
        "うち消費税等1,092円",
        "源田花子様",
    ):
        assert fact in text


def test_dates_are_written_in_the_era(power: bytes) -> None:
    text = reading.squeezed(power)

    assert "令和8年12月11日（金）" in text
    assert "令和8年10月13日～11月11日（30日間）" in text
    assert "次回検針予定日令和8年12月14日" in text


def test_the_supply_point_number_is_grouped(power: bytes) -> None:
    assert "03-0011-1234-5678-9012-3456" in reading.squeezed(power)


@pytest.mark.parametrize("name", ["髙橋 一郎", "𠮷野 二郎", "渡邉 三郎", "山﨑 四郎", "渡邉\U000e0102 五郎"])
def test_rare_characters_are_printed(name: str, font_dir: Path) -> None:
    document = replace(samples.GAS_BILL, recipient=replace(samples.HANAKO, name=name))

    text = reading.squeezed(render_bill(document, font_dir=font_dir))

    assert name.replace(" ", "").replace("\U000e0102", "") in text.replace("\U000e0102", "")


def lines(count: int) -> tuple[ChargeLine, ...]:
    return tuple(
        ChargeLine(f"調整項目 その{place}", "312kWh", "1.23", "383.76") for place in range(1, count + 1)
    )


def with_lines(count: int) -> BillDocument:
    section = replace(samples.POWER_SECTION, lines=lines(count))
    return replace(samples.POWER_BILL, sections=(section,))


LONG = Recipient(
    "特定非営利活動法人みなもと地域エネルギー推進協議会連合会 東日本第二支部 代表 源田 花子",
    "1000001",
    (
        "東京都源市見本町三丁目4番5号 みなもとインターナショナルビジネスセンタービルディング",
        "東館 第二別棟 12階 1203号室 共同事務所内",
    ),
    "御中",
)


def test_a_long_name_and_fourteen_lines_keep_to_one_page_with_a_scannable_slip(font_dir: Path) -> None:
    pdf = render_bill(replace(with_lines(14), recipient=LONG), font_dir=font_dir)

    pages = reading.page_texts(pdf)
    assert len(pages) == 1
    assert "調整項目 その14" in pages[0]
    page = reading.printed_page(pdf, dpi=300)
    assert "Code128" in reading.codes_on(page)
    assert not reading.ink_below(page, 4, dpi=300)


@pytest.mark.parametrize("count", [20, 60])
def test_a_breakdown_too_long_for_the_page_moves_to_its_own_and_leaves_the_slip(
    count: int, font_dir: Path
) -> None:
    pdf = render_bill(replace(with_lines(count), recipient=LONG), font_dir=font_dir)

    pages = reading.page_texts(pdf)
    assert len(pages) == 2 if count == 20 else len(pages) >= 2
    assert "料金の内訳は次のページをご覧ください。" in pages[0]
    assert "払込票" in pages[0]
    assert "調整項目 その1\n" not in pages[0]
    assert f"調整項目 その{count}" in pages[-1]
    assert "Code128" in reading.codes_on(reading.printed_page(pdf, dpi=300))


def test_two_services_with_charts_keep_the_slip_on_the_first_page(font_dir: Path) -> None:
    daily = samples.POWER_NOTICE.sections[0]
    document = replace(samples.POWER_BILL, sections=(daily, samples.GAS_SECTION))

    pdf = render_bill(document, font_dir=font_dir)

    first, second = reading.page_texts(pdf)
    assert "電気・ガス料金 ご請求書" in first
    assert "切り取り線" in first
    assert "ガスのご使用量の推移" in second
    assert "電気の日別ご使用量" in second
    assert "Code128" in reading.codes_on(reading.printed_page(pdf, dpi=300))


def test_the_same_document_always_gives_the_same_bytes(power: bytes, font_dir: Path) -> None:
    assert render_bill(samples.POWER_BILL, font_dir=font_dir) == power


@pytest.mark.parametrize("kind", BILLS)
def test_a_bill_kept_as_json_is_the_same_bill(kind: str) -> None:
    kept = msgspec.json.encode(BILLS[kind])

    assert msgspec.json.decode(kept, type=BillDocument) == BILLS[kind]


def test_a_bill_is_tagged_and_titled_for_screen_readers(power: bytes) -> None:
    document = pypdfium2.PdfDocument(power)

    assert document.get_metadata_value("Title") == "電気料金 ご請求書"
    assert document.is_tagged()


def test_markup_in_a_name_is_printed_and_never_obeyed(font_dir: Path) -> None:
    name = '<img src="file:///etc/hostname"><b>源田</b> & 花子'
    document = replace(samples.GAS_BILL, recipient=replace(samples.HANAKO, name=name))

    text = reading.squeezed(render_bill(document, font_dir=font_dir))

    assert name.replace(" ", "") in text


def test_two_rates_are_totalled_apart_and_the_reduced_one_is_marked(font_dir: Path) -> None:
    totals = (
        TaxTotal(Decimal(10), Yen(10_000), Yen(909)),
        TaxTotal(Decimal(8), Yen(2_018), Yen(149), reduced=True),
    )
    document = replace(samples.POWER_BILL, tax_totals=totals)

    text = reading.squeezed(render_bill(document, font_dir=font_dir))

    assert "10%対象（税込）10,000円うち消費税等909円8%対象（税込）※2,018円うち消費税等149円" in text
    assert "※は軽減税率対象です。" in text


def test_a_card_payer_gets_no_slip(font_dir: Path) -> None:
    document = replace(samples.POWER_BILL, payment=CardPayment(date(2026, 12, 10), "****4242"))

    text = reading.squeezed(render_bill(document, font_dir=font_dir))

    assert "カード請求日令和8年12月10日（木）" in text
    assert "領収日付印" not in text


def test_an_amount_above_the_stores_limit_is_for_bank_counters(font_dir: Path) -> None:
    payment = PaymentSlip(None, date(2026, 12, 31))
    document = replace(samples.POWER_BILL, total=Yen(412_018), payment=payment)

    pdf = render_bill(document, font_dir=font_dir)

    assert "コンビニエンスストアではお取り扱いできません" in reading.squeezed(pdf)
    assert "Code128" not in reading.codes_on(reading.printed_page(pdf, dpi=300))


def test_a_revenue_stamp_gets_its_place_only_when_asked(font_dir: Path) -> None:
    assert isinstance(samples.POWER_BILL.payment, PaymentSlip)
    stamped = replace(
        samples.POWER_BILL, payment=msgspec.structs.replace(samples.POWER_BILL.payment, revenue_stamp=True)
    )

    assert "収入印紙" in reading.squeezed(render_bill(stamped, font_dir=font_dir))
    assert "収入印紙" not in reading.squeezed(render_bill(samples.POWER_BILL, font_dir=font_dir))


def test_english_readers_get_english_words(font_dir: Path) -> None:
    pdf = render_bill(samples.POWER_BILL, language="en", font_dir=font_dir)

    text = " ".join("\n".join(reading.page_texts(pdf)).split())
    for words in (
        "Electricity bill",
        "Amount due",
        "12,018 yen",
        "Pay by",
        "Fri 11 Dec 2026",
        "November 2026",
    ):
        assert words in text
    before_slip, _, slip = text.partition("切り取り線")
    assert "令和" not in before_slip
    assert "令和8年12月31日" in slip


def test_a_malformed_payload_stops_the_bill(font_dir: Path) -> None:
    broken = replace(samples.POWER_BILL, payment=PaymentSlip("91123", date(2026, 12, 31)))

    with pytest.raises(SlipPayloadMalformed):
        render_bill(broken, font_dir=font_dir)


def test_a_folder_without_fonts_is_reported(tmp_path: Path) -> None:
    with pytest.raises(FontMissing) as caught:
        render_bill(samples.POWER_BILL, font_dir=tmp_path)

    assert "BIZUDPGothic_400Regular.ttf" in caught.value.message("ja")
