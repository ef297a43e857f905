"""Shapes shared by the audiences. Every field is always present; what is not known is null."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

DecimalText = Annotated[
    str, Meta(pattern=r"^-?[0-9]+(\.[0-9]+)?$", description="An exact decimal, never rounded for display.")
]
YenAmount = Annotated[int, Meta(description="Whole yen; negative when owed to the customer.")]
YearMonth = Annotated[
    str, Meta(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$", description="A calendar month.")
]
OpaqueId = Annotated[str, Meta(min_length=3, max_length=40, description="An opaque id; never parse it.")]
Cursor = Annotated[str, Meta(max_length=400, description="Where the next page begins; never parse it.")]

ServiceKind = Literal["electricity", "gas", "water", "sewer"]
QuantityUnit = Literal["kWh", "m3"]
LanguageCode = Literal["ja", "en"]
OccupancyState = Literal["not_yet_open", "open", "closed"]
BillState = Literal["unpaid", "pending", "partly_paid", "paid", "overdue", "cancelled"]
LineKind = Literal["fixed", "usage", "adjustment", "levy", "discount", "minimum", "tax", "other"]
Grain = Literal["half_hour", "hour", "day", "month", "year"]
PointState = Literal["measured", "estimated", "partial", "missing"]
PaymentState = Literal["started", "pending", "succeeded", "failed", "cancelled"]
PaymentMethod = Literal["card", "convenience_store", "direct_debit", "bank_transfer", "smartphone", "other"]
Severity = Literal["info", "warning", "serious"]
TargetKind = Literal["bill", "customer", "job", "billing_run", "inbox_message", "usage"]


class Shape(Struct, frozen=True, kw_only=True):
    """What every answer is built from: frozen, filled by name."""


class Request(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every request body is built from: an unknown field is an error, not a silence."""


class FieldProblem(Shape, frozen=True, kw_only=True):
    """One field that was wrong."""

    pointer: str
    message: str


class Problem(Shape, frozen=True, kw_only=True):
    """An error as RFC 9457 problem details; ``type`` is stable, ``detail`` is in the caller's language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    pointer: str | None = None
    errors: tuple[FieldProblem, ...] = ()
    request_id: str | None = None


class Target(Shape, frozen=True, kw_only=True):
    """Where a screen should lead."""

    kind: TargetKind
    id: OpaqueId


class Alert(Shape, frozen=True, kw_only=True):
    """Something the reader should know, already in the reader's language."""

    code: str
    severity: Severity
    title: str
    message: str
    target: Target | None


class Span(Shape, frozen=True, kw_only=True):
    """Days from ``start`` up to but not including ``end``; ``last_day`` is what bills print."""

    start: date
    end: date
    last_day: date
    days: int


class UsageAmount(Shape, frozen=True, kw_only=True):
    """How much of a service was used."""

    service: ServiceKind
    quantity: DecimalText
    unit: QuantityUnit


class Branding(Shape, frozen=True, kw_only=True):
    """What a screen needs to know about the utility before anybody logs in."""

    slug: str
    name: str
    name_en: str
    services: list[ServiceKind]
    language: LanguageCode
    phone: str | None
    demonstration: bool


class SessionStep(Shape, frozen=True, kw_only=True):
    """What logging in led to. ``challenge`` is sent back with the code."""

    state: Literal["authenticated", "code_required"]
    method: Literal["email_code", "totp"] | None
    challenge: str | None


class CodeEntry(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The second factor."""

    challenge: Annotated[str, Meta(max_length=400)]
    code: Annotated[str, Meta(min_length=6, max_length=12)]


class PasswordResetConfirm(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new password with the token that was mailed."""

    token: Annotated[str, Meta(max_length=400)]
    new_password: Annotated[str, Meta(min_length=1, max_length=200)]


class BillSummary(Shape, frozen=True, kw_only=True):
    """A bill in one row."""

    id: OpaqueId
    number: str
    customer_id: OpaqueId
    customer_number: str
    posting_month: YearMonth
    issued_on: date
    due_on: date | None
    period: Span
    services: list[ServiceKind]
    usage: list[UsageAmount]
    amount_yen: YenAmount
    paid_yen: YenAmount
    balance_yen: YenAmount
    state: BillState
    paid_on: date | None
    payable_online: bool


class BillPage(Shape, frozen=True, kw_only=True):
    """One page of bills, newest first."""

    items: list[BillSummary]
    total: int
    next_cursor: Cursor | None


class BillStep(Shape, frozen=True, kw_only=True):
    """One step of a line's working, e.g. one tier. Money is exact, before rounding."""

    name: str
    from_quantity: DecimalText | None
    to_quantity: DecimalText | None
    quantity: DecimalText | None
    unit: str | None
    unit_price_yen: DecimalText | None
    amount_yen_exact: DecimalText
    note: str | None


class BillLine(Shape, frozen=True, kw_only=True):
    """One line of a bill; ``amount_yen`` is null where the tariff rounds only the sum of the lines."""

    code: str
    kind: LineKind
    name: str
    quantity: DecimalText | None
    unit: str | None
    unit_price_yen: DecimalText | None
    amount_yen: YenAmount | None
    amount_yen_exact: DecimalText
    note: str | None
    steps: list[BillStep]


class RegisterValues(Shape, frozen=True, kw_only=True):
    """What the meter showed at both ends."""

    meter_number: str
    previous_read_on: date | None
    previous_value: DecimalText | None
    current_read_on: date
    current_value: DecimalText
    multiplier: DecimalText
    estimated: bool


class BillClaim(Shape, frozen=True, kw_only=True):
    """The part of a bill that one service and plan make."""

    service: ServiceKind
    plan_name: str
    tariff_name: str
    supply_point_number: str | None
    contract_size: str | None
    period: Span
    quantity: DecimalText
    unit: QuantityUnit
    registers: list[RegisterValues]
    lines: list[BillLine]
    amount_yen: YenAmount
    tax_yen: YenAmount


class TaxTotal(Shape, frozen=True, kw_only=True):
    """One rate of consumption tax on a qualified invoice, rounded once."""

    rate_percent: DecimalText
    amount_including_tax_yen: YenAmount
    tax_yen: YenAmount


class Issuer(Shape, frozen=True, kw_only=True):
    """Who issues the qualified invoice."""

    name: str
    registration_number: str | None


class ChangeCause(Shape, frozen=True, kw_only=True):
    """One cause of the difference to the bill before, in yen."""

    kind: LineKind
    name: str
    difference_yen: YenAmount
    previous_quantity: DecimalText | None
    quantity: DecimalText | None
    unit: str | None


class BillChange(Shape, frozen=True, kw_only=True):
    """What changed since the bill before: figures, and one sentence made from them."""

    previous_bill_id: OpaqueId
    previous_amount_yen: YenAmount
    difference_yen: YenAmount
    causes: list[ChangeCause]
    sentence: str


class BillPayment(Shape, frozen=True, kw_only=True):
    """Money that was taken for a bill."""

    id: OpaqueId
    method: PaymentMethod
    amount_yen: YenAmount
    state: PaymentState
    paid_on: date | None


class BillDetail(Shape, frozen=True, kw_only=True):
    """A bill that explains itself."""

    summary: BillSummary
    issuer: Issuer
    claims: list[BillClaim]
    taxes: list[TaxTotal]
    change: BillChange | None
    payments: list[BillPayment]
    replaces_bill_id: OpaqueId | None
    replaced_by_bill_id: OpaqueId | None
    correction_reason: str | None


class UsageBand(Shape, frozen=True, kw_only=True):
    """A time-of-use band (時間帯)."""

    code: str
    name: str


class BandQuantity(Shape, frozen=True, kw_only=True):
    """How much was used in one band."""

    band: str
    quantity: DecimalText


class UsagePoint(Shape, frozen=True, kw_only=True):
    """One bar of the chart. ``quantity`` is null when nothing was measured."""

    starts_at: datetime
    ends_at: datetime
    day: date
    quantity: DecimalText | None
    state: PointState
    bands: list[BandQuantity]
    last_year_quantity: DecimalText | None
    amount_yen: YenAmount | None


class UsageSeries(Shape, frozen=True, kw_only=True):
    """Usage over time, with the same days of the year before and the bands of the plan."""

    customer_id: OpaqueId
    service: ServiceKind
    unit: QuantityUnit
    grain: Grain
    grains: list[Grain]
    period: Span
    known: Span | None
    bands: list[UsageBand]
    points: list[UsagePoint]
    total_quantity: DecimalText
    total_last_year_quantity: DecimalText | None
    total_bands: list[BandQuantity]
