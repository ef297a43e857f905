"""Long work: billing runs and jobs, and the counts of the first screen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import cast

from minamoto.faces.console.rules import estimated_finish, say
from minamoto.faces.console.schemas import (
    BillingRun,
    BillingRunPage,
    BillingRunResult,
    ConsoleCounts,
    ConsoleHome,
    HeldAgreement,
    HeldReason,
    Job,
    JobError,
    JobPage,
    JobState,
    Progress,
    ResultFigure,
)
from minamoto.faces.presentation.model import OpaqueId, ServiceKind, Target, Viewer, in_japan
from minamoto.foundation.exchange import queries as exchange
from minamoto.foundation.identity import queries as identity
from minamoto.foundation.jobs import queries as jobs
from minamoto.foundation.jobs.model import JobFailure, JobPosition
from minamoto.foundation.jobs.model import JobState as InnerState
from minamoto.foundation.jobs.queries import JobView
from minamoto.foundation.tenancy import queries as tenancy
from minamoto.journeys.monthly_cycle.due import plan_bounds
from minamoto.kernel.errors import NotFound
from minamoto.kernel.periods import Period
from minamoto.money.billing import queries as billing
from minamoto.money.billing.queries import BillingRun as Run
from minamoto.money.receipts import queries as receipts
from minamoto.supply.contracts import queries as contracts

BILLING_JOB = "billing.run"
HELD_SHOWN = 100
UNBILLED_LOOKED_FOR = timedelta(days=35)
WHOLE_TENANT = 1_000_000_000
NEWEST_RUNS = 20
"""A running job is looked for among so many of the newest runs: few run at once."""
_STATES: Mapping[InnerState, JobState] = {
    "waiting": "queued",
    "running": "running",
    "done": "succeeded",
    "failed": "failed",
    "cancelled": "cancelled",
}
_INNER: Mapping[JobState, InnerState] = {shown: inner for inner, shown in _STATES.items()}


def _moment(moment: datetime | None) -> datetime | None:
    return None if moment is None else in_japan(moment)


async def _people(staff_ids: Collection[int | None]) -> dict[int, str]:
    """Return the display names of staff, of those that are known."""
    found = [await identity.staff_by_id(each) for each in staff_ids if each is not None]
    return {each.id: each.display_name for each in found if each is not None}


def _failure(viewer: Viewer, failure: JobFailure | None) -> JobError | None:
    if failure is None:
        return None
    return JobError(code=failure.code, message=viewer.text(failure.ja, failure.en))


def _job(viewer: Viewer, job: JobView, people: Mapping[int, str], now: datetime) -> Job:
    return Job(
        id=viewer.opaque.write("job", job.job_id),
        kind=job.name,
        title=say(job.name, viewer.language),
        state=_STATES[job.state],
        progress=_progress(viewer, job, job.progress_done, job.progress_total, now),
        started_by=None if job.requested_by is None else people.get(job.requested_by),
        created_at=in_japan(job.created_at),
        started_at=_moment(job.started_at),
        finished_at=_moment(job.finished_at),
        attempts=job.attempts,
        result=[
            ResultFigure(code=code, label=say(code, viewer.language), value=_figure(viewer, value))
            for code, value in (job.result or {}).items()
            if isinstance(value, (str, int)) and not code.endswith("_id")
        ],
        error=_failure(viewer, job.failure) if job.state == "failed" else None,
        target=_target(viewer, job),
    )


def _figure(viewer: Viewer, value: str | int) -> str:
    """Return one figure of a result in words: a yes or no, a count, or a code."""
    if isinstance(value, bool):
        return viewer.text("はい", "yes") if value else viewer.text("いいえ", "no")
    return f"{value:,}" if isinstance(value, int) else say(value, viewer.language)


def _target(viewer: Viewer, job: JobView) -> Target | None:
    message = job.arguments.get("message_id")
    if isinstance(message, int):
        return Target(kind="inbox_message", id=viewer.opaque.write("msg", message))
    if job.name == BILLING_JOB:
        return Target(kind="billing_run", id=viewer.opaque.write("run", job.job_id))
    return None


def _progress(viewer: Viewer, job: JobView, done: int, total: int | None, now: datetime) -> Progress:
    finish = None
    if job.state == "running":
        finish = estimated_finish(started_at=job.started_at, now=now, done=done, total=total)
    return Progress(
        done=done,
        total=total,
        phase=say(job.progress_phase or job.state, viewer.language),
        message=None,
        estimated_finish_at=_moment(finish),
    )


async def job_page(
    viewer: Viewer, *, state: JobState | None, cursor: str | None, limit: int, now: datetime
) -> JobPage:
    """Return one page of jobs, the newest first.

    :raises WrongCursor: when the cursor was not given out here.
    """
    before = viewer.read_moment_cursor("job", cursor)
    page = await jobs.list_jobs(
        state=None if state is None else _INNER[state],
        before=None if before is None else JobPosition(*before),
        limit=limit,
    )
    people = await _people({each.requested_by for each in page.items})
    following = page.next_before
    return JobPage(
        items=[_job(viewer, each, people, now) for each in page.items],
        next_cursor=viewer.write_cursor("job", following.created_at, following.job_id) if following else None,
    )


async def job(viewer: Viewer, job_id: OpaqueId, *, now: datetime) -> Job:
    """Return one job.

    :raises NotFound: when there is none of this tenant.
    """
    found = await jobs.find_job(viewer.opaque.read("job", job_id))
    if found is None:
        raise NotFound
    people = await _people({found.requested_by})
    return _job(viewer, found, people, now)


async def billing_run_page(
    viewer: Viewer, *, cursor: str | None, limit: int, now: datetime
) -> BillingRunPage:
    """Return one page of billing runs, the newest first. A run is known by the job that works it.

    :raises WrongCursor: when the cursor was not given out here.
    """
    before = viewer.read_moment_cursor("run", cursor)
    page = await jobs.list_jobs(
        names=[BILLING_JOB], before=None if before is None else JobPosition(*before), limit=limit
    )
    following = page.next_before
    return BillingRunPage(
        items=[await _run(viewer, each, now, whole=False) for each in page.items],
        next_cursor=viewer.write_cursor("run", following.created_at, following.job_id) if following else None,
    )


async def billing_run(viewer: Viewer, job_id: int, *, now: datetime) -> BillingRun:
    """Return one billing run with what it held back.

    :raises NotFound: when there is none of this tenant.
    """
    work = await jobs.find_job(job_id)
    if work is None or work.name != BILLING_JOB:
        raise NotFound
    return await _run(viewer, work, now, whole=True)


async def run_behind(viewer: Viewer, run_id: int | None) -> OpaqueId | None:
    """Return how the console names the run that issued a bill, if a job worked it."""
    run = None if run_id is None else await billing.billing_run(run_id)
    return None if run is None or run.job_id is None else viewer.opaque.write("run", run.job_id)


async def _planned(work: JobView) -> Run | None:
    """Return what a job planned, once it has: named by its result, or found among the newest runs."""
    known = (work.result or {}).get("run_id")
    if isinstance(known, int):
        return await billing.billing_run(known)
    if work.started_at is None:
        return None
    newest = await billing.billing_runs_before(before=None, limit=NEWEST_RUNS)
    return next((each for each in newest if each.job_id == work.job_id), None)


async def _run(viewer: Viewer, work: JobView, now: datetime, *, whole: bool) -> BillingRun:
    run = await _planned(work)
    people = await _people({work.requested_by})
    reasons = await billing.held_reasons_of(run.id) if run and run.held_count else {}
    return BillingRun(
        id=viewer.opaque.write("run", work.job_id),
        job_id=viewer.opaque.write("job", work.job_id),
        state=_STATES[work.state],
        posting_month=str(work.arguments.get("posting_month", ""))[:7],
        services=[cast("ServiceKind", each) for each in work.arguments.get("services", ())],
        started_by=None if work.requested_by is None else people.get(work.requested_by),
        created_at=in_japan(work.created_at),
        started_at=_moment(work.started_at),
        finished_at=_moment(work.finished_at),
        progress=_run_progress(viewer, work, run, now),
        result=await _result(run, with_tax=whole) if run and work.state == "done" else None,
        held_reasons=[
            HeldReason(code=code, label=say(code, viewer.language), count=count)
            for code, count in reasons.items()
        ],
        held=await _held(viewer, run.id) if whole and run and run.held_count else [],
        error=_failure(viewer, work.failure) if work.state == "failed" else None,
    )


def _run_progress(viewer: Viewer, work: JobView, run: Run | None, now: datetime) -> Progress:
    if run is None or not run.chunks:
        return _progress(viewer, work, work.progress_done, work.progress_total, now)
    return _progress(viewer, work, run.done_count, run.due_count, now)


async def _result(run: Run, *, with_tax: bool) -> BillingRunResult:
    return BillingRunResult(
        agreements_due=run.due_count,
        assessed=run.due_count - run.held_count,
        already_assessed=0,
        held=run.held_count,
        bills_issued=run.issued_count,
        amount_yen=run.amount_yen,
        tax_yen=await billing.tax_of_run(run.id) if with_tax else None,
    )


async def _held(viewer: Viewer, run_id: int) -> list[HeldAgreement]:
    rows = await billing.held_bills_of(run_id, limit=HELD_SHOWN)
    agreements = await contracts.agreements_by_id([each.agreement_id for each in rows], viewer.today)
    customers = await contracts.customers_by_id([each.customer_id for each in agreements.values()])
    shown = []
    for each in rows:
        agreement = agreements[each.agreement_id]
        detail = str(each.detail.get("detail", "")) if each.detail else ""
        reason = say(each.reason_code, viewer.language)
        shown.append(
            HeldAgreement(
                customer_id=viewer.opaque.write("cus", agreement.customer_id),
                customer_number=customers[agreement.customer_id].customer_number,
                service=cast("ServiceKind", agreement.service),
                reason_code=each.reason_code,
                reason=viewer.text(f"{reason}（{detail}）", f"{reason} ({detail})") if detail else reason,
            )
        )
    return shown


async def _count_unbilled(viewer: Viewer, services: tuple[str, ...]) -> int:
    """Return how many usages that ended of late, in months this system bills, have no bill yet."""
    first = date.fromisoformat(
        str(await tenancy.setting("billing.first_posting_month", on=viewer.today, default="2000-01-01"))
    )
    start = max(first, viewer.today - UNBILLED_LOOKED_FOR)
    if start > viewer.today:
        return 0
    bounds = await plan_bounds(
        usage_ends=Period(start, viewer.today + timedelta(days=1)),
        services=services,
        customers_per_chunk=WHOLE_TENANT,
    )
    return sum(due for _, _, due in bounds)


async def home(viewer: Viewer, *, services: tuple[str, ...], now: datetime) -> ConsoleHome:
    """Return the counts of the work queues and what ran last."""
    states = await jobs.count_jobs()
    messages = await exchange.count_messages()
    parked = await exchange.count_parked()
    recent = await job_page(viewer, state=None, cursor=None, limit=5, now=now)
    runs = await billing_run_page(viewer, cursor=None, limit=1, now=now)
    unpaid, overdue = await receipts.count_unpaid_invoices(viewer.today)
    return ConsoleHome(
        as_of=in_japan(now),
        business_day=viewer.today,
        counts=ConsoleCounts(
            customers_open=await contracts.count_open_customers(viewer.today),
            bills_unpaid=unpaid,
            bills_overdue=overdue,
            agreements_unbilled=await _count_unbilled(viewer, services),
            bills_held=await billing.count_held_bills(),
            records_parked=parked.get("parked", 0),
            messages_quarantined=messages.get("quarantined", 0),
            receipts_unidentified=await receipts.count_unidentified_receipts(),
            jobs_running=states.get("running", 0) + states.get("waiting", 0),
            jobs_failed=states.get("failed", 0),
        ),
        recent_jobs=recent.items,
        latest_billing_run=runs.items[0] if runs.items else None,
    )
