"""The words printed on forms, Japanese first; every text that is the same on each utility's paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from minamoto.foundation.documents.model import Service
from minamoto.kernel.eras import era_date, era_month
from minamoto.kernel.periods import Period
from minamoto.kernel.yen import Yen

Language = Literal["ja", "en"]

_WEEKDAYS = "月火水木金土日"
_SERVICES: dict[Service, tuple[str, str]] = {
    Service.ELECTRICITY: ("電気", "Electricity"),
    Service.GAS: ("ガス", "Gas"),
    Service.WATER: ("水道", "Water"),
    Service.SEWER: ("下水道", "Sewerage"),
}
_POINTS: dict[Service, tuple[str, str]] = {
    Service.ELECTRICITY: ("供給地点特定番号", "Supply point number"),
    Service.GAS: ("供給地点特定番号", "Supply point number"),
    Service.WATER: ("水栓番号", "Service point number"),
    Service.SEWER: ("水栓番号", "Service point number"),
}
_ELECTRICITY_GROUPS = (2, 4, 4, 4, 4, 4)

# (Japanese, English) by key; keys are used by the pages of this room alone.
_TEXTS: dict[str, tuple[str, str]] = {
    "bill_title": ("{services}料金 ご請求書", "{services} bill"),
    "notice_title": ("{services}ご使用量のお知らせ", "{services} usage notice"),
    "month": ("{month}分", "{month}"),
    "registration": ("登録番号", "Registration no."),
    "issued_on": ("発行日", "Issued on"),
    "read_on": ("検針日", "Read on"),
    "phone": ("お問い合わせ", "Enquiries"),
    "greeting": (
        "いつもご利用いただき、ありがとうございます。ご請求金額は次のとおりです。",
        "Thank you for your custom. The amount due is as follows.",
    ),
    "notice_greeting": (
        "いつもご利用いただき、ありがとうございます。今回のご使用量をお知らせします。",
        "Thank you for your custom. Your usage for this period is as follows.",
    ),
    "amount_due": ("ご請求金額", "Amount due"),
    "amount_planned": ("ご請求予定金額", "Amount to be billed"),
    "tax_in": ("（税込）", "(tax included)"),
    "due_slip": ("お支払期限", "Pay by"),
    "due_debit": ("口座振替日", "Debit date"),
    "due_card": ("カード請求日", "Charge date"),
    "customer_number": ("お客さま番号", "Customer number"),
    "invoice_number": ("請求番号", "Invoice number"),
    "payment": ("お支払方法", "Payment"),
    "pay_slip": ("払込票", "Payment slip"),
    "pay_debit": ("口座振替　{account}", "Direct debit {account}"),
    "pay_card": ("クレジットカード　{card}", "Credit card {card}"),
    "period": ("ご使用期間", "Period"),
    "days": ("{days}日間", "{days} days"),
    "usage": ("ご使用量", "Usage"),
    "present": ("今回指針", "Present reading"),
    "previous": ("前回指針", "Previous reading"),
    "meter": ("計器番号", "Meter number"),
    "estimated": ("認定", "estimate"),
    "year_ago": ("前年同月", "Year ago"),
    "next_reading": ("次回検針予定日", "Next reading"),
    "breakdown": ("料金内訳", "Breakdown"),
    "quantity": ("数量", "Quantity"),
    "unit_price": ("単価（円）", "Unit price (yen)"),
    "line_amount": ("金額（円）", "Amount (yen)"),
    "subtotal": ("{service}料金 小計", "{service} subtotal"),
    "tax_heading": ("適用税率ごとの合計", "Totals per tax rate"),
    "tax_total": ("{rate}%対象（税込）", "{rate}% rate, tax incl."),
    "tax_inside": ("うち消費税等", "of which tax"),
    "reduced_mark": ("※", "*"),
    "reduced_note": ("※は軽減税率対象です。", "* reduced tax rate"),
    "history": ("{service}のご使用量の推移（{unit}）", "{service} usage by month ({unit})"),
    "daily": ("{service}の日別ご使用量（{unit}）", "{service} usage by day ({unit})"),
    "chart_alt": (
        "{service}の使用量の棒グラフ。今回{now}{unit}、前年同月{before}。",
        "{service} usage chart: {now} {unit} now, {before} a year ago.",
    ),
    "no_data": ("データなし", "no data"),
    "legend_now": ("今回", "now"),
    "legend_before": ("前年同月", "year ago"),
    "legend_other": ("その他の月", "other months"),
    "notes": ("お知らせ", "Notes"),
    "methods": ("お支払いについて", "How to pay"),
    "portal": (
        "ご使用量・料金の明細は\nこちらからご覧いただけます。",
        "See your usage and\nbills online.",
    ),
    "breakdown_over": (
        "料金の内訳は次のページをご覧ください。",
        "The breakdown is on the following page.",
    ),
    "cut_here": ("切り取り線", "cut here"),
    "slip": ("払込票", "Payment slip"),
    "slip_copy": ("払込票（控）", "Slip (store copy)"),
    "receipt": ("領収証", "Receipt"),
    "slip_public": ("納入済通知書", "Notice of payment"),
    "slip_copy_public": ("納付書（控）", "Payment form (store copy)"),
    "receipt_public": ("領収証書", "Receipt"),
    "for_center": ("コンビニエンスストア本部控", "For the chain"),
    "for_store": ("取扱店控", "For the store"),
    "for_customer": ("お客さま控", "For the customer"),
    "billed_month": ("ご請求月", "Month billed"),
    "payer": ("ご請求先", "Billed to"),
    "receiver": ("受取人", "Payee"),
    "amount": ("金額", "Amount"),
    "usable_until": ("取扱期限", "Usable until"),
    "stamp_mark": ("領収日付印", "Receipt stamp"),
    "revenue_stamp": ("収入印紙", "Revenue stamp"),
    "slip_rules": (
        "金額を訂正した場合、取扱期限を過ぎた場合、バーコードが読み取れない場合は、お取り扱いできません。",
        "Not accepted when altered, past its date, or when the bar code cannot be read.",
    ),
    "receipt_rules": (
        "領収日付印のないものは無効です。大切に保管してください。",
        "Not valid without the receipt stamp. Please keep it.",
    ),
    "no_barcode": (
        "この払込票はコンビニエンスストアではお取り扱いできません。金融機関の窓口でお支払いください。",
        "Convenience stores cannot take this slip. Please pay at a bank counter.",
    ),
}


class Wording:
    """Writes the fixed texts, dates and figures of a form in one language."""

    def __init__(self, language: Language) -> None:
        """Choose Japanese or English."""
        self.language = language
        self._index = 0 if language == "ja" else 1

    def text(self, key: str, **facts: str) -> str:
        """Return a fixed text with its facts filled in.

        :raises KeyError: when the key or a fact is missing; both are the code's own fault.
        """
        return _TEXTS[key][self._index].format(**facts)

    def service(self, service: Service) -> str:
        """Return a service's name as bills print it."""
        return _SERVICES[service][self._index]

    def services(self, services: Iterable[Service]) -> str:
        """Return the names of several services as one heading, 上下水道 for water with sewerage."""
        unique = list(dict.fromkeys(services))
        if self.language == "en":
            return " and ".join(
                self.service(each).lower() if at else self.service(each) for at, each in enumerate(unique)
            )
        if {Service.WATER, Service.SEWER} <= set(unique):
            others = [self.service(each) for each in unique if each not in (Service.WATER, Service.SEWER)]
            return "・".join([*others, "上下水道"])
        return "・".join(self.service(each) for each in unique)

    def point_label(self, service: Service) -> str:
        """Return what the number of the place is called for a service."""
        return _POINTS[service][self._index]

    def day(self, day: date) -> str:
        """Return ``令和8年11月20日`` or ``20 Nov 2026``."""
        return era_date(day) if self.language == "ja" else f"{day.day} {day:%b %Y}"

    def due_day(self, day: date) -> str:
        """Return a day with its weekday: ``令和8年12月11日（金）``."""
        if self.language == "ja":
            return f"{era_date(day)}（{_WEEKDAYS[day.weekday()]}）"
        return f"{day:%a} {self.day(day)}"

    def western_day(self, day: date) -> str:
        """Return ``2026年12月11日`` beside an era date; English has no need of it."""
        return f"{day.year}年{day.month}月{day.day}日" if self.language == "ja" else ""

    def month(self, month: date) -> str:
        """Return ``令和8年11月`` or ``November 2026``."""
        return era_month(month) if self.language == "ja" else f"{month:%B %Y}"

    def period(self, period: Period) -> str:
        """Return first and last day: ``令和8年10月20日～11月19日``, the era once where the year is one."""
        first, last = period.start, period.last_day
        if self.language == "en":
            return f"{self.day(first)} – {self.day(last)}"
        if first.year == last.year and era_date(first)[:2] == era_date(last)[:2]:
            return f"{era_date(first)}～{last.month}月{last.day}日"
        return f"{era_date(first)}～{era_date(last)}"

    def money(self, amount: Yen) -> str:
        """Return ``4,969円``, or ``¥4,969`` in English."""
        return str(amount) if self.language == "ja" else f"¥{amount.amount:,}"

    def quantity(self, value: Decimal | None) -> str:
        """Return a quantity with thousands parted, or a dash where there is none."""
        return "－" if value is None else f"{value:,f}"


def grouped_point_number(service: Service, number: str) -> str:
    """Return an electricity supply point number as ``03-0011-…`` in 2-4-4-4-4-4; others as they are."""
    if service is not Service.ELECTRICITY or len(number) != sum(_ELECTRICITY_GROUPS) or not number.isdigit():
        return number
    parts, place = [], 0
    for width in _ELECTRICITY_GROUPS:
        parts.append(number[place : place + width])
        place += width
    return "-".join(parts)


def unit_text(unit: str) -> str:
    """Return a unit as people write it: ``m3`` becomes ``m³``."""
    return unit.replace("m3", "m³")
