"""Shapes of the console: billing runs and the first screen."""

from __future__ import annotations

from datetime import date, datetime

from minamoto.faces.console.schemas.jobs import Job, JobError, JobState, Progress
from minamoto.faces.presentation.model import (
    Cursor,
    OpaqueId,
    Request,
    ServiceKind,
    Shape,
    YearMonth,
    YenAmount,
)


class BillingRunRequest(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which contracts to bill: all that are due in the month, unless narrowed."""

    posting_month: YearMonth
    services: tuple[ServiceKind, ...] = ()


class BillingRunResult(Shape, frozen=True, kw_only=True):
    """What a run did; the tax inside is summed on the run's own page only."""

    agreements_due: int
    assessed: int
    already_assessed: int
    held: int
    bills_issued: int
    amount_yen: YenAmount
    tax_yen: YenAmount | None


class HeldReason(Shape, frozen=True, kw_only=True):
    """Why agreements were held back, and how many."""

    code: str
    label: str
    count: int


class HeldAgreement(Shape, frozen=True, kw_only=True):
    """One agreement that was held back."""

    customer_id: OpaqueId
    customer_number: str
    service: ServiceKind
    reason_code: str
    reason: str


class BillingRun(Shape, frozen=True, kw_only=True):
    """One run and how far it has come. ``held`` lists at most the first hundred."""

    id: OpaqueId
    job_id: OpaqueId
    state: JobState
    posting_month: YearMonth
    services: list[ServiceKind]
    started_by: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    progress: Progress
    result: BillingRunResult | None
    held_reasons: list[HeldReason]
    held: list[HeldAgreement]
    error: JobError | None


class BillingRunPage(Shape, frozen=True, kw_only=True):
    """One page of runs, newest first; the rows leave ``held`` empty."""

    items: list[BillingRun]
    next_cursor: Cursor | None


class ConsoleCounts(Shape, frozen=True, kw_only=True):
    """How much work waits in each queue."""

    customers_open: int
    bills_unpaid: int
    bills_overdue: int
    agreements_unbilled: int
    bills_held: int
    records_parked: int
    messages_quarantined: int
    receipts_unidentified: int
    jobs_running: int
    jobs_failed: int


class ConsoleHome(Shape, frozen=True, kw_only=True):
    """The first screen of a working day."""

    as_of: datetime
    business_day: date
    counts: ConsoleCounts
    recent_jobs: list[Job]
    latest_billing_run: BillingRun | None
