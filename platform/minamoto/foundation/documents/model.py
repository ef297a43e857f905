"""What a bill and a usage notice say, complete: whoever holds one of these can print it without asking.

Everything here goes through msgspec to JSON and back unchanged, so a snapshot can be printed again.
The ways of paying are structs with a tag, because that is how msgspec tells the members of a union apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from minamoto.kernel.periods import Period
from minamoto.kernel.yen import Yen


class Service(StrEnum):
    """What is supplied and charged apart."""

    ELECTRICITY = "electricity"
    GAS = "gas"
    WATER = "water"
    SEWER = "sewer"


@dataclass(frozen=True, slots=True)
class Issuer:
    """The utility, as a qualified invoice names it; ``registration_number`` is ``T`` and 13 digits.

    ``postcode`` is seven digits; ``hours`` says when the phone is answered.
    """

    name: str
    registration_number: str
    postcode: str
    address: tuple[str, ...]
    phone: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the paper is posted to; ``honorific`` is 様 for people, 御中 for organisations."""

    name: str
    postcode: str
    address: tuple[str, ...]
    honorific: str = "様"


@dataclass(frozen=True, slots=True)
class MeterReading:
    """Two register values as they stand on the meter, and what lies between them (before any multiplier).

    ``estimated`` marks a value set by the utility (認定) instead of being read.
    """

    previous_day: date
    previous: str
    present_day: date
    present: str
    meter_number: str = ""
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One line of the breakdown, all columns ready to print; ``reduced`` marks a reduced tax rate."""

    label: str
    quantity: str
    unit_price: str
    amount: str
    reduced: bool = False


@dataclass(frozen=True, slots=True)
class MonthUsage:
    """Usage of one billing month (``month`` is any day in it); None where there was none to measure."""

    month: date
    usage: Decimal | None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class DayUsage:
    """Usage of one day; None where data is missing."""

    day: date
    usage: Decimal | None


@dataclass(frozen=True, slots=True)
class ServiceSection:
    """All that one service contributes to a bill or a notice.

    ``point_number`` is the bare number (22 digits for electricity, 17 for gas, the utility's own for
    water). ``contract`` is the size contracted, such as 30A or 口径20mm. ``history`` runs from the same
    month of last year to this one, the oldest first: 13 months, or 7 periods of two months.
    """

    service: Service
    plan_name: str
    contract: str
    point_number: str
    period: Period
    usage: Decimal
    unit: str
    lines: tuple[ChargeLine, ...]
    subtotal: Yen
    reading: MeterReading | None = None
    year_ago_usage: Decimal | None = None
    next_reading_day: date | None = None
    history: tuple[MonthUsage, ...] = ()
    daily: tuple[DayUsage, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """What a qualified invoice states for one rate: total with tax, the tax in it, the rate in per cent."""

    rate_percent: Decimal
    total: Yen
    tax: Yen
    reduced: bool = False


class PaymentSlip(Struct, frozen=True, tag_field="kind", tag="slip"):
    """A bill that is paid at a counter; the payload is the 44 digits of the convenience-store bar code.

    Without a payload (an amount above the stores' limit) the slip serves bank counters alone.
    ``usable_until`` is the last day on which a store takes it.
    """

    barcode_payload: str | None
    usable_until: date
    public_money: bool = False
    revenue_stamp: bool = False


class DirectDebit(Struct, frozen=True, tag_field="kind", tag="direct_debit"):
    """A bill that is drawn from an account; ``account`` is already masked (見本銀行 本店 普通 ***1234)."""

    debit_day: date
    account: str


class CardPayment(Struct, frozen=True, tag_field="kind", tag="card"):
    """A bill that is charged to a card; ``card`` is already masked."""

    charge_day: date
    card: str


Payment = PaymentSlip | DirectDebit | CardPayment


@dataclass(frozen=True, slots=True)
class BillDocument:
    """A bill (請求書), with its payment slip when it is paid by one.

    ``billed_month`` is any day of the month it is for; ``title`` replaces the form's own heading, such as
    納入通知書 for a public utility. ``payment_methods`` and ``notes`` are sentences for the customer.
    """

    issuer: Issuer
    recipient: Recipient
    customer_number: str
    invoice_number: str
    billed_month: date
    issued_on: date
    due_on: date
    total: Yen
    tax_totals: tuple[TaxTotal, ...]
    sections: tuple[ServiceSection, ...]
    payment: Payment
    payment_methods: tuple[str, ...] = ()
    message: str = ""
    notes: tuple[str, ...] = ()
    title: str | None = None
    portal_url: str | None = None


@dataclass(frozen=True, slots=True)
class UsageNoticeDocument:
    """A usage notice (検針票・ご使用量のお知らせ): what was used and what will be charged for it.

    ``payment_note`` says how and when the amount will be collected.
    """

    issuer: Issuer
    recipient: Recipient
    customer_number: str
    billed_month: date
    read_on: date
    total: Yen
    tax_totals: tuple[TaxTotal, ...]
    sections: tuple[ServiceSection, ...]
    payment_note: str = ""
    message: str = ""
    notes: tuple[str, ...] = ()
    title: str | None = None
    portal_url: str | None = None
