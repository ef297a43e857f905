"""Turns a bill's facts into the forms' own words and columns. Pure: the same facts give the same document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from minamoto.foundation.documents.model import (
    BillDocument,
    CardPayment,
    ChargeLine,
    DirectDebit,
    Issuer,
    MeterReading,
    MonthUsage,
    Payment,
    PaymentSlip,
    Recipient,
    Service,
    ServiceSection,
    TaxTotal,
    UsageNoticeDocument,
)
from minamoto.journeys.bill_documents.gathering import BillFacts, ServiceFacts
from minamoto.kernel.errors import Language
from minamoto.kernel.periods import Period, add_months
from minamoto.kernel.quantities import unscaled
from minamoto.kernel.yen import Yen
from minamoto.money.billing.model import Slip, printed_number

_UNITS = {"kWh": "kWh", "m3": "m³"}
_YEAR_DAYS = 365
_SAME_SEASON_DAYS = 45
_CONTRACT_ATTRIBUTES = (
    ("ampere", "{}A", "{}A"),
    ("diameter_mm", "口径{}mm", "{} mm"),
    ("kva", "{}kVA", "{}kVA"),
)
_PUBLIC = {"water", "sewer"}


def bill_document(facts: BillFacts, *, slip: Slip | None, language: Language) -> BillDocument:
    """Return the bill; ``slip`` is its live payment slip when it is paid by one."""
    invoice = facts.invoice
    return BillDocument(
        issuer=_issuer(facts),
        recipient=_recipient(facts),
        customer_number=facts.customer_number,
        invoice_number=printed_number(invoice.fiscal_year, invoice.number),
        billed_month=invoice.period_to,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        total=Yen(invoice.amount_yen),
        tax_totals=_tax_totals(facts),
        sections=tuple(_section(each, language) for each in facts.services),
        payment=_payment(facts, slip),
        message=_settled_note(facts, language),
    )


def usage_notice_document(facts: BillFacts, *, language: Language) -> UsageNoticeDocument:
    """Return the usage notice."""
    invoice = facts.invoice
    return UsageNoticeDocument(
        issuer=_issuer(facts),
        recipient=_recipient(facts),
        customer_number=facts.customer_number,
        billed_month=invoice.period_to,
        read_on=invoice.period_to,
        total=Yen(invoice.amount_yen),
        tax_totals=_tax_totals(facts),
        sections=tuple(_section(each, language) for each in facts.services),
        payment_note=_payment_note(facts, language),
    )


def _issuer(facts: BillFacts) -> Issuer:
    settings = facts.settings
    return Issuer(
        name=facts.tenant.legal_name,
        registration_number=facts.invoice.registration_number,
        postcode=str(settings.get("display.postcode", "0000000")),
        address=(str(settings.get("display.address", "")),),
        phone=str(settings.get("display.phone", "")),
        hours=str(settings.get("display.hours", "平日 9時〜17時")),
    )


def _recipient(facts: BillFacts) -> Recipient:
    place = facts.address
    first = f"{place.prefecture}{place.city}{place.town}{place.block}"
    second = " ".join(each for each in (place.building, place.room) if each)
    return Recipient(
        name=facts.party.name,
        postcode=place.postcode,
        address=(first, second) if second else (first,),
        honorific="御中" if str(facts.party.kind) == "company" else "様",
    )


def _tax_totals(facts: BillFacts) -> tuple[TaxTotal, ...]:
    return tuple(
        TaxTotal(each.rate_percent, Yen(each.taxable_yen), Yen(each.tax_yen))
        for each in facts.invoice.tax_totals
    )


def _payment(facts: BillFacts, slip: Slip | None) -> Payment:
    invoice = facts.invoice
    public = any(each.assessment.service in _PUBLIC for each in facts.services)
    if facts.payer_method == "direct_debit":
        return DirectDebit(debit_day=invoice.due_on, account="ご登録の口座")
    if facts.payer_method == "card":
        return CardPayment(charge_day=invoice.due_on, card="マイページからのカード払い")
    return PaymentSlip(
        barcode_payload=slip.payload if slip is not None else None,
        usable_until=slip.expires_on if slip is not None else invoice.due_on,
        public_money=public,
        revenue_stamp=stamp_needed(facts),
    )


def _settled_note(facts: BillFacts, language: Language) -> str:
    """Say that nothing is to be paid any more on a bill first printed after it was paid or cancelled."""
    invoice = facts.invoice
    if facts.open_yen > 0 or invoice.amount_yen == 0:
        return ""
    if invoice.cancelled_on is not None:
        return (
            "この請求は取り消されています。お支払いの必要はありません。"
            if language == "ja"
            else "This bill has been cancelled. There is nothing to pay."
        )
    return (
        "この請求はお支払い済みです。あらためてお支払いいただく必要はありません。"
        if language == "ja"
        else "This bill has been paid. There is nothing more to pay."
    )


def stamp_needed(facts: BillFacts) -> bool:
    """Tell whether a receipt needs a revenue stamp: private ones, from 50,000 yen before tax (印紙税法)."""
    from_yen = int(facts.settings.get("billing.stamp_from_yen", 0))
    before_tax = facts.invoice.amount_yen - sum(each.tax_yen for each in facts.invoice.tax_totals)
    return from_yen > 0 and before_tax >= from_yen


def _payment_note(facts: BillFacts, language: Language) -> str:
    due = facts.invoice.due_on
    if language == "en":
        return f"Due on {due:%Y-%m-%d}."
    if facts.payer_method == "direct_debit":
        return f"{due.month}月{due.day}日にご登録の口座から振り替えます。"
    return f"お支払い期限は{due.year}年{due.month}月{due.day}日です。"


def _section(facts: ServiceFacts, language: Language) -> ServiceSection:
    assessment, steps = facts.assessment, facts.assessment.steps
    period = Period(assessment.period_from, assessment.period_to)
    # Sewer is computed from the water of the same tap: readings and chart stand there once.
    own = assessment.service != "sewer" or facts.point.service == "sewer"
    unit = "kWh" if assessment.service == "electricity" else "m³"
    return ServiceSection(
        service=Service(assessment.service),
        plan_name=steps["label"][language],
        contract=_contract(facts.agreement.attributes, language),
        point_number=facts.point.point_number,
        period=period,
        usage=_determined_usage(assessment.determinants),
        unit=unit,
        lines=_lines(steps, language),
        subtotal=Yen(assessment.amount_yen),
        reading=_reading(facts, period) if own else None,
        year_ago_usage=_year_ago(facts, period) if own else None,
        next_reading_day=_next_reading(facts, period) if own else None,
        history=tuple(MonthUsage(month=each.period.end, usage=each.exact) for each in facts.history if own),
    )


def _determined_usage(determinants: Mapping[str, Any]) -> Decimal:
    return sum((Decimal(str(each)) for each in determinants["usage"].values()), Decimal(0))


def _contract(attributes: Mapping[str, Any], language: Language) -> str:
    parts = [
        (ja if language == "ja" else en).format(attributes[name])
        for name, ja, en in _CONTRACT_ATTRIBUTES
        if name in attributes
    ]
    households = attributes.get("households")
    if households:
        parts.append(f"{households}戸" if language == "ja" else f"{households} households")
    return "・".join(parts)


def _lines(steps: Mapping[str, Any], language: Language) -> tuple[ChargeLine, ...]:
    """Return a line per step, as printed: quantity, unit price, exact amount."""
    found = []
    months = {line["month"] for line in steps["lines"]} - {0}
    for line in steps["lines"]:
        single = len(line["steps"]) == 1
        if single and Decimal(line["amount"]) == 0:
            continue  # a top-up or rider that came to nothing is no line of a bill
        for step in line["steps"]:
            label = step["label"][language]
            if len(months) > 1 and line["month"]:
                label += f"（{line['month']}か月目）" if language == "ja" else f" (month {line['month']})"
            quantity = Decimal(step["quantity"])
            times = "" if line["households"] == 1 else f" × {line['households']}戸"
            found.append(
                ChargeLine(
                    label=label + times,
                    quantity=f"{_plain(quantity)} {_UNITS.get(step['unit'], step['unit'])}".strip(),
                    unit_price=_money(step["unit_price"]),
                    # A line of one step is printed as rounded, such as the levy (1円未満切り捨て).
                    amount=_money(line["amount"] if single else step["amount"]),
                )
            )
    return tuple(found)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _money(text: str) -> str:
    """Write yen with the sen that the tariff keeps: ``3,576.00`` as it is, whole numbers without a point."""
    value = Decimal(text)
    return (
        f"{int(value):,}"
        if value == int(value) and "." not in text
        else f"{value.quantize(Decimal('0.01')):,f}"
    )


def _reading(facts: ServiceFacts, period: Period) -> MeterReading | None:
    present = next((each for each in facts.readings if each.read_on == period.end), None)
    previous = next((each for each in facts.readings if each.read_on <= period.start), None)
    if present is None or present.value is None or previous is None or previous.value is None:
        return None
    return MeterReading(
        previous_day=previous.read_on,
        previous=f"{unscaled(previous.value, previous.scale):f}",
        present_day=present.read_on,
        present=f"{unscaled(present.value, present.scale):f}",
        meter_number=present.serial,
        estimated=str(present.kind) == "estimate",
    )


def _next_reading(facts: ServiceFacts, period: Period) -> date | None:
    """Return the next regular reading day: the same day, as many months on; none after closing."""
    if facts.agreement.closed_on is not None and facts.agreement.closed_on <= period.end:
        return None
    return add_months(period.end, max(1, int(facts.assessment.determinants["months"] or 1)))


def _year_ago(facts: ServiceFacts, period: Period) -> Decimal | None:
    """Return the usage of the period a year before: the one that ended within half a season of that day."""
    wanted = period.end - timedelta(days=_YEAR_DAYS)
    near = [each for each in facts.history if abs((each.period.end - wanted).days) <= _SAME_SEASON_DAYS // 3]
    return near[0].exact if near else None
