"""Shapes of the partners' API, version 1. A field may be added; none is renamed or removed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from minamoto.faces.presentation.model import (
    BillState,
    Cursor,
    DecimalText,
    Grain,
    LineKind,
    OpaqueId,
    PointState,
    QuantityUnit,
    ServiceKind,
    Shape,
    Span,
    TaxTotal,
    YearMonth,
    YenAmount,
)

PartnerFileState = Literal[
    "received", "processing", "applied", "partly_applied", "duplicate", "quarantined", "failed"
]


class PartnerBillLine(Shape, frozen=True, kw_only=True):
    """One line of a bill."""

    code: str
    kind: LineKind
    name: str
    service: ServiceKind
    quantity: DecimalText | None
    unit: str | None
    amount_yen_exact: DecimalText


class PartnerBill(Shape, frozen=True, kw_only=True):
    """A bill with its lines and per-rate totals."""

    id: OpaqueId
    number: str
    customer_number: str
    posting_month: YearMonth
    issued_on: date
    due_on: date | None
    period: Span
    amount_yen: YenAmount
    balance_yen: YenAmount
    state: BillState
    lines: list[PartnerBillLine]
    taxes: list[TaxTotal]


class PartnerBillPage(Shape, frozen=True, kw_only=True):
    """One page of bills, newest first."""

    items: list[PartnerBill]
    next_cursor: Cursor | None


class PartnerUsagePoint(Shape, frozen=True, kw_only=True):
    """Usage of one span of time."""

    starts_at: datetime
    ends_at: datetime
    quantity: DecimalText | None
    state: PointState


class PartnerUsage(Shape, frozen=True, kw_only=True):
    """Usage over time."""

    customer_number: str
    service: ServiceKind
    unit: QuantityUnit
    grain: Grain
    period: Span
    points: list[PartnerUsagePoint]


class PartnerFile(Shape, frozen=True, kw_only=True):
    """A file that was handed over, and what became of it."""

    id: OpaqueId
    kind: str
    file_name: str
    sha256: str
    state: PartnerFileState
    received_at: datetime
    records_total: int
    records_applied: int
    records_parked: int
