"""Plainly fictional bills and notices: one each for power, gas, and water with sewerage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from minamoto.foundation.documents.model import (
    BillDocument,
    ChargeLine,
    DayUsage,
    DirectDebit,
    Issuer,
    MeterReading,
    MonthUsage,
    PaymentSlip,
    Recipient,
    Service,
    ServiceSection,
    TaxTotal,
    UsageNoticeDocument,
)
from minamoto.foundation.formats.gs1_128 import SlipPayload
from minamoto.kernel.periods import Period, add_months
from minamoto.kernel.yen import Yen

POWER = Issuer(
    name="みなもと電力株式会社",
    registration_number="T8000000000001",
    postcode="1000001",
    address=("東京都千代田区見本町一丁目1番1号",),
    phone="0120-000-000",
    hours="平日9時～17時",
)
GAS = replace(POWER, name="源市都市ガス株式会社", address=("東京都源市見本町一丁目2番3号",))
WATER = replace(
    POWER,
    name="源市上下水道局",
    registration_number="T7000000000002",
    postcode="1000002",
    address=("東京都源市中央二丁目1番1号",),
    phone="03-0000-0000",
)
HANAKO = Recipient(
    name="源田 花子",
    postcode="1000001",
    address=("東京都源市見本町三丁目4番5号", "コーポみなもと 203号室"),
)
SLIP_RULES = (
    "コンビニエンスストア、金融機関の窓口、スマートフォン決済でお支払いいただけます。",
    "お支払期限を過ぎますと、延滞利息（年10％）を申し受けることがあります。",
)


def months(last: date, usages: list[int | str | None], *, step: int = 1) -> tuple[MonthUsage, ...]:
    first = add_months(last, -step * (len(usages) - 1))
    return tuple(
        MonthUsage(add_months(first, step * place), None if usage is None else Decimal(usage))
        for place, usage in enumerate(usages)
    )


def days(period: Period, pattern: list[str]) -> tuple[DayUsage, ...]:
    return tuple(
        DayUsage(period.start + timedelta(days=place), Decimal(pattern[place % len(pattern)]))
        for place in range(period.days)
    )


def slip(amount: Yen, *, public: bool = False) -> PaymentSlip:
    payload = SlipPayload("912345", "000000000000452087500", 0, date(2026, 12, 31), False, amount)
    return PaymentSlip(payload.digits(), date(2026, 12, 31), public_money=public)


POWER_SECTION = ServiceSection(
    service=Service.ELECTRICITY,
    plan_name="従量電灯B",
    contract="30A",
    point_number="0300111234567890123456",
    period=Period(date(2026, 10, 13), date(2026, 11, 12)),
    usage=Decimal(312),
    unit="kWh",
    lines=(
        ChargeLine("基本料金", "30A", "311.75", "935.25"),
        ChargeLine("電力量料金 第1段階", "120kWh", "29.80", "3,576.00"),
        ChargeLine("電力量料金 第2段階", "180kWh", "36.40", "6,552.00"),
        ChargeLine("電力量料金 第3段階", "12kWh", "40.49", "485.88"),
        ChargeLine("燃料費調整額", "312kWh", "-2.50", "-780.00"),
        ChargeLine("再生可能エネルギー発電促進賦課金", "312kWh", "4.18", "1,304"),
        ChargeLine("口座振替割引", "", "", "-55.00"),
    ),
    subtotal=Yen(12_018),
    reading=MeterReading(date(2026, 10, 13), "14,205", date(2026, 11, 12), "14,517", "A-0012345"),
    year_ago_usage=Decimal(298),
    next_reading_day=date(2026, 12, 14),
    history=months(date(2026, 11, 1), [298, 342, 421, 455, 388, 301, 246, 238, 297, 402, 431, 318, 312]),
)

POWER_BILL = BillDocument(
    issuer=POWER,
    recipient=HANAKO,
    customer_number="03-00123-45678",
    invoice_number="2026-11-00004521",
    billed_month=date(2026, 11, 1),
    issued_on=date(2026, 11, 16),
    due_on=date(2026, 12, 11),
    total=Yen(12_018),
    tax_totals=(TaxTotal(Decimal(10), Yen(12_018), Yen(1_092)),),
    sections=(POWER_SECTION,),
    payment=slip(Yen(12_018)),
    payment_methods=SLIP_RULES,
    message="冬の節電プログラムを12月1日から受け付けます。くわしくはお客さまページをご覧ください。",
    portal_url="https://portal.example.jp/b/inv_5f0k2v9q1h3xw",
)

GAS_SECTION = ServiceSection(
    service=Service.GAS,
    plan_name="一般契約料金",
    contract="料金表B",
    point_number="03001234567890123",
    period=Period(date(2026, 10, 8), date(2026, 11, 9)),
    usage=Decimal(30),
    unit="m3",
    lines=(
        ChargeLine("基本料金", "1か月", "1,056.00", "1,056.00"),
        ChargeLine("従量料金（原料費調整後の単位料金）", "30m3", "130.46", "3,913.80"),
    ),
    subtotal=Yen(4_969),
    reading=MeterReading(date(2026, 10, 8), "1,204", date(2026, 11, 9), "1,234", "G-998877"),
    year_ago_usage=Decimal(27),
    next_reading_day=date(2026, 12, 8),
    history=months(date(2026, 11, 1), [27, 36, 48, 52, 45, 38, 29, 22, 17, None, 15, 21, 30]),
)

GAS_BILL = replace(
    POWER_BILL,
    issuer=GAS,
    total=Yen(4_969),
    tax_totals=(TaxTotal(Decimal(10), Yen(4_969), Yen(451)),),
    sections=(GAS_SECTION,),
    payment=DirectDebit(date(2026, 12, 28), "見本銀行 本店 普通 ***1234"),
    payment_methods=("残高不足にご注意ください。振替日の前日までにご入金をお願いします。",),
    message="ガス警報器の有効期限をご確認ください。",
)

WATER_SECTION = ServiceSection(
    service=Service.WATER,
    plan_name="一般用",
    contract="口径20mm",
    point_number="012-34567-8",
    period=Period(date(2026, 9, 5), date(2026, 11, 5)),
    usage=Decimal(59),
    unit="m3",
    lines=(
        ChargeLine("基本料金", "2か月", "1,170", "2,340"),
        ChargeLine("従量料金 1～5m3", "10m3", "0", "0"),
        ChargeLine("従量料金 6～10m3", "10m3", "22", "220"),
        ChargeLine("従量料金 11～20m3", "20m3", "128", "2,560"),
        ChargeLine("従量料金 21～30m3", "19m3", "163", "3,097"),
        ChargeLine("消費税等相当額", "10%", "", "821"),
    ),
    subtotal=Yen(9_038),
    reading=MeterReading(date(2026, 9, 5), "412", date(2026, 11, 5), "471", "20-123456"),
    year_ago_usage=Decimal(61),
    next_reading_day=date(2027, 1, 6),
    history=months(date(2026, 11, 1), [61, 57, 55, 58, 62, 66, 59], step=2),
)

SEWER_SECTION = ServiceSection(
    service=Service.SEWER,
    plan_name="一般汚水",
    contract="",
    point_number="012-34567-8",
    period=Period(date(2026, 9, 5), date(2026, 11, 5)),
    usage=Decimal(59),
    unit="m3",
    lines=(
        ChargeLine("基本料金（8m3まで）", "2か月", "560", "1,120"),
        ChargeLine("従量料金 9～20m3", "24m3", "110", "2,640"),
        ChargeLine("従量料金 21～30m3", "19m3", "140", "2,660"),
        ChargeLine("消費税等相当額", "10%", "", "642"),
    ),
    subtotal=Yen(7_062),
    year_ago_usage=Decimal(61),
    next_reading_day=date(2027, 1, 6),
)

WATER_BILL = replace(
    POWER_BILL,
    issuer=WATER,
    title="上下水道料金 納入通知書",
    total=Yen(16_100),
    due_on=date(2026, 12, 25),
    tax_totals=(TaxTotal(Decimal(10), Yen(16_100), Yen(1_463)),),
    sections=(WATER_SECTION, SEWER_SECTION),
    payment=slip(Yen(16_100), public=True),
    payment_methods=SLIP_RULES[:1],
    message="お引っ越しのときは、5日前までにご連絡ください。",
    portal_url=None,
)

POWER_NOTICE = UsageNoticeDocument(
    issuer=POWER,
    recipient=HANAKO,
    customer_number="03-00123-45678",
    billed_month=date(2026, 11, 1),
    read_on=date(2026, 11, 12),
    total=Yen(12_018),
    tax_totals=(TaxTotal(Decimal(10), Yen(12_018), Yen(1_092)),),
    sections=(
        replace(
            POWER_SECTION,
            daily=days(POWER_SECTION.period, ["9.8", "10.2", "11.6", "8.9", "12.4", "14.1", "10.5"]),
        ),
    ),
    payment_note="令和8年12月11日に口座振替によりご請求する予定です。",
    message="燃料費調整単価は、令和8年8月の平均燃料価格をもとに算定しています。",
    portal_url="https://portal.example.jp/",
)

WATER_NOTICE = replace(
    POWER_NOTICE,
    issuer=WATER,
    total=Yen(16_100),
    tax_totals=(TaxTotal(Decimal(10), Yen(16_100), Yen(1_463)),),
    sections=(WATER_SECTION, SEWER_SECTION),
    payment_note="納入通知書を12月上旬にお送りします。",
    portal_url=None,
)
