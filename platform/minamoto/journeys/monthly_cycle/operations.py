"""Asking for a billing run."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.jobs import queries as job_queries
from minamoto.foundation.jobs.model import RequestedJob
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.foundation.tenancy import queries as tenancy
from minamoto.journeys.monthly_cycle.actors import JOB_NAME, write_arguments
from minamoto.kernel.business_days import next_business_day
from minamoto.kernel.errors import Conflict, InvalidInput
from minamoto.kernel.periods import Period, add_months, first_of_month
from minamoto.money.billing.model import RunPlan

DEFAULT_DUE_DAYS = 30


class BillingRunUnderWay(Conflict):
    """A run of the month is being worked; a second one would only wait for it."""

    code = "billing-run-under-way"
    ja = "この月の請求処理が実行中です。終わってからもう一度お試しください。"
    en = "A billing run of this month is under way. Please try again when it is over."


class PostingMonthAhead(InvalidInput):
    """The posting month has not begun."""

    code = "posting-month-ahead"
    ja = "計上月は今月までの月を指定してください。"
    en = "The posting month must not lie ahead."


async def request_billing_run(
    *,
    posting_month: date,
    services: tuple[str, ...],
    run_key: str,
    requested_by: int | None,
    today: date,
    now: datetime,
) -> RequestedJob:
    """Ask for a run over all usage that ended by the posting month's end and is not billed yet.

    Usage from before the tenant's first billing month (setting ``billing.first_posting_month``) is left
    alone: it belongs to the system that went before. The due day is counted from today, for a month that is
    billed late must not fall due before it is issued, and moved to the next business day.

    :raises PostingMonthAhead: when the month has not begun.
    :raises BillingRunUnderWay: when another run of the month is being worked.
    """
    month = first_of_month(posting_month)
    if month > today:
        raise PostingMonthAhead(pointer="/posting_month")
    settings = await tenancy.settings_on(today)
    first = date.fromisoformat(str(settings.get("billing.first_posting_month", "2000-01-01")))
    assessed_on = min(today, add_months(month, 1) - timedelta(days=1))
    plan = RunPlan(
        run_key=run_key,
        usage_ends=Period(min(first, month), min(add_months(month, 1), today + timedelta(days=1))),
        services=services,
        assessed_on=assessed_on,
        due_on=next_business_day(
            today + timedelta(days=int(settings.get("billing.due_days", DEFAULT_DUE_DAYS)))
        ),
        posting_month=month,
    )
    arguments = write_arguments(plan)
    # Two who ask at once take turns, so that the second sees what the first asked for.
    await connection().execute(
        "select pg_advisory_xact_lock(hashtextextended('billing-run:' || $1::int, 0))", tenant_id()
    )
    if await job_queries.another_under_way(name=JOB_NAME, idempotency_key=run_key):
        raise BillingRunUnderWay
    return await jobs.request_job(
        name=JOB_NAME, idempotency_key=run_key, arguments=arguments, now=now, requested_by=requested_by
    )
