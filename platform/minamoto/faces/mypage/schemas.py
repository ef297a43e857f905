"""Shapes of the customers' portal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from minamoto.faces.presentation.model import (
    Alert,
    BillSummary,
    Branding,
    DecimalText,
    LanguageCode,
    OccupancyState,
    OpaqueId,
    PaymentState,
    QuantityUnit,
    Request,
    ServiceKind,
    Shape,
    Span,
    YenAmount,
)


class MypageLogin(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a customer logs in with."""

    email: Annotated[str, Meta(min_length=3, max_length=254)]
    password: Annotated[str, Meta(min_length=1, max_length=200)]


class MypagePasswordReset(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose password shall be reset; the answer is the same whether the address is known or not."""

    email: Annotated[str, Meta(min_length=3, max_length=254)]


class MypageUser(Shape, frozen=True, kw_only=True):
    """The person who is logged in."""

    id: OpaqueId
    display_name: str
    email: str
    language: LanguageCode


class MypageSession(Shape, frozen=True, kw_only=True):
    """Who is logged in (nobody: null) at which utility."""

    user: MypageUser | None
    tenant: Branding
    permissions: list[str]
    sso_url: str | None
    expires_at: datetime | None


class MypageCustomer(Shape, frozen=True, kw_only=True):
    """One customer number that this login may see."""

    id: OpaqueId
    number: str
    name: str
    nickname: str | None
    address: str
    state: OccupancyState
    opened_on: date | None
    closed_on: date | None
    services: list[ServiceKind]
    plan_names: list[str]
    supply_point_number: str | None
    payment_method_name: str | None


class MypageCustomers(Shape, frozen=True, kw_only=True):
    """All customer numbers of this login, open ones first."""

    items: list[MypageCustomer]


class HomeUsage(Shape, frozen=True, kw_only=True):
    """How much so far this period, and the same number of days before."""

    service: ServiceKind
    unit: QuantityUnit
    period: Span
    counted: Span | None
    quantity: DecimalText
    last_year_quantity: DecimalText | None
    previous_period_quantity: DecimalText | None


class HomeOwed(Shape, frozen=True, kw_only=True):
    """What is owed and by when."""

    total_yen: YenAmount
    overdue_yen: YenAmount
    next_due_on: date | None
    unpaid_bills: list[BillSummary]


class MypageHome(Shape, frozen=True, kw_only=True):
    """The answer to the three questions of the first screen."""

    customer: MypageCustomer
    as_of: datetime
    usage: list[HomeUsage]
    owed: HomeOwed
    latest_bill: BillSummary | None
    alerts: list[Alert]


class PaymentRequest(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How and after that where to: ``return_path`` is a path of this site, never another one."""

    return_path: Annotated[str, Meta(pattern=r"^/[A-Za-z0-9_\-]+/[A-Za-z0-9_\-./]*$", max_length=300)]
    method: Literal["card", "convenience_store"] = "card"


class PaymentStarted(Shape, frozen=True, kw_only=True):
    """Where the browser goes to pay."""

    payment_id: OpaqueId
    state: PaymentState
    redirect_url: str


class PaymentView(Shape, frozen=True, kw_only=True):
    """How a payment stands."""

    id: OpaqueId
    bill_id: OpaqueId
    bill_number: str
    amount_yen: YenAmount
    method: Literal["card", "convenience_store"]
    state: PaymentState
    message: str | None
    started_at: datetime
    settled_at: datetime | None
