"""Shapes of the console: search and the customer page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from minamoto.faces.presentation.model import (
    Alert,
    BillDetail,
    Cursor,
    DecimalText,
    OccupancyState,
    OpaqueId,
    PaymentMethod,
    QuantityUnit,
    Request,
    ServiceKind,
    Shape,
    YenAmount,
)

OccupancyFilter = Literal["open", "closed", "all"]


class CustomerSearch(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One box that takes anything. In a body, for names and telephone numbers stay out of addresses."""

    q: Annotated[str, Meta(min_length=1, max_length=100)]
    status: OccupancyFilter = "open"
    cursor: Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class CustomerHit(Shape, frozen=True, kw_only=True):
    """One customer number that was found, and by what."""

    customer_id: OpaqueId
    number: str
    name: str
    name_kana: str | None
    state: OccupancyState
    address: str
    phone: str | None
    services: list[ServiceKind]
    supply_point_number: str | None
    meter_number: str | None
    opened_on: date | None
    closed_on: date | None
    balance_yen: YenAmount
    matched_on: list[
        Literal["customer_number", "name", "kana", "phone", "address", "supply_point", "meter", "bill"]
    ]


class CustomerHits(Shape, frozen=True, kw_only=True):
    """One page of what was found."""

    items: list[CustomerHit]
    total: int
    next_cursor: Cursor | None


class RoleHolder(Shape, frozen=True, kw_only=True):
    """A person or company in a role at a customer number (user, owner, payer, ...)."""

    role: str
    role_name: str
    name: str
    name_kana: str | None
    phone: str | None
    email: str | None
    postal_address: str | None
    since: date | None


class ContractAttribute(Shape, frozen=True, kw_only=True):
    """One term of a contract, e.g. 契約アンペア 30 A."""

    code: str
    label: str
    value: str


class ContractView(Shape, frozen=True, kw_only=True):
    """One service agreement."""

    id: OpaqueId
    service: ServiceKind
    plan_code: str
    plan_name: str
    state: OccupancyState
    started_on: date
    ended_on: date | None
    attributes: list[ContractAttribute]


class ReadingView(Shape, frozen=True, kw_only=True):
    """One register value."""

    read_on: date
    kind: str
    kind_name: str
    value: DecimalText | None
    quantity: DecimalText | None
    unit: QuantityUnit
    estimated: bool
    note: str | None


class MeterView(Shape, frozen=True, kw_only=True):
    """One meter at a service point, with its newest readings first."""

    id: OpaqueId
    number: str
    service: ServiceKind
    unit: QuantityUnit
    installed_on: date
    removed_on: date | None
    certified_until: date | None
    multiplier: DecimalText
    size: str | None
    readings: list[ReadingView]


class ServicePointView(Shape, frozen=True, kw_only=True):
    """One service point with its meters."""

    id: OpaqueId
    number: str
    service: ServiceKind
    address: str
    route: str | None
    district: str | None
    meters: list[MeterView]


class CustomerCounts(Shape, frozen=True, kw_only=True):
    """What the tabs show beside their names."""

    contracts: int
    meters: int
    bills: int
    receipts: int
    postings: int


class ConsoleCustomer(Shape, frozen=True, kw_only=True):
    """The customer page: header, contract and meters."""

    id: OpaqueId
    number: str
    name: str
    name_kana: str | None
    party_kind: Literal["person", "organisation"]
    state: OccupancyState
    opened_on: date | None
    closed_on: date | None
    address: str
    services: list[ServiceKind]
    payment_method_name: str | None
    balance_yen: YenAmount
    overdue_yen: YenAmount
    alerts: list[Alert]
    roles: list[RoleHolder]
    contracts: list[ContractView]
    service_points: list[ServicePointView]
    counts: CustomerCounts


class ReceiptView(Shape, frozen=True, kw_only=True):
    """Money that came in."""

    id: OpaqueId
    received_on: date
    recorded_at: datetime
    amount_yen: YenAmount
    method: PaymentMethod
    method_name: str
    reference: str | None
    state: Literal["cleared", "partly_cleared", "unidentified", "refunded", "reversed"]
    bill_id: OpaqueId | None
    bill_number: str | None


class ReceiptPage(Shape, frozen=True, kw_only=True):
    """One page of receipts, newest first."""

    items: list[ReceiptView]
    total: int
    total_yen: YenAmount
    next_cursor: Cursor | None


class LedgerEntry(Shape, frozen=True, kw_only=True):
    """One posting: debit, credit, amount. ``balance_yen`` is what the customer owes after it."""

    id: OpaqueId
    posted_on: date
    recorded_at: datetime
    kind: str
    description: str
    debit_account: str
    debit_account_name: str
    credit_account: str
    credit_account_name: str
    amount_yen: YenAmount
    balance_yen: YenAmount
    bill_id: OpaqueId | None
    bill_number: str | None


class LedgerPage(Shape, frozen=True, kw_only=True):
    """One page of the customer's ledger, newest first."""

    items: list[LedgerEntry]
    total: int
    balance_yen: YenAmount
    next_cursor: Cursor | None


class AssessmentOrigin(Shape, frozen=True, kw_only=True):
    """Where a claim's figures came from, for staff."""

    service: ServiceKind
    tariff_code: str
    tariff_version: str
    origin: str
    assessed_at: datetime
    fingerprint: str


class ConsoleBill(Shape, frozen=True, kw_only=True):
    """A bill with what staff need beside what the customer sees."""

    bill: BillDetail
    customer_id: OpaqueId
    customer_name: str
    origins: list[AssessmentOrigin]
    billing_run_id: OpaqueId | None
