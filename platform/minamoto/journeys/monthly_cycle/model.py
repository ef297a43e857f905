"""Values of the monthly cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from minamoto.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class DueUsage:
    """Usage of an agreement that is not assessed yet, with the terms in force at its end.

    ``overlaps`` tells whether days of the period are assessed already under another period's start, as
    after a late reading; ``covered`` whether the agreement and one set of terms hold for the whole period;
    ``begins`` and ``ends`` whether the agreement starts or closes with it (開始・廃止), so that it may be
    prorated. Without a payer in force ``payer_account_id`` is 0 and ``payer_method`` empty; without terms
    ``tariff_code`` is empty: such usage is held, never passed over.
    """

    agreement_id: int
    customer_id: int
    payer_account_id: int
    payer_method: str
    service: str
    service_point_id: int
    usage_id: int
    period: Period
    quantity: Decimal
    source: str
    tariff_code: str
    attributes: Mapping[str, str | int]
    district: str
    covered: bool
    overlaps: bool = False
    begins: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What came of one chunk."""

    issued_count: int
    held_count: int
    amount_yen: int


@dataclass(frozen=True, slots=True)
class RunDates:
    """The days a run writes on its rows."""

    run_id: int
    assessed_on: date
    due_on: date
    posting_month: date
