"""Reads of jobs, for screens."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from minamoto.foundation.jobs.model import JobFailure, JobPosition, JobState
from minamoto.foundation.storage.transactions import connection, tenant_id


@dataclass(frozen=True, slots=True)
class JobView:
    """One job as screens show it. ``attempts`` counts from one; a total not yet known is nothing.

    ``failure`` is set on a failed job, and on a waiting one after an attempt that failed.
    """

    job_id: int
    name: str
    state: JobState
    arguments: Mapping[str, Any]
    progress_done: int
    progress_total: int | None
    progress_phase: str | None
    result: Mapping[str, Any] | None
    failure: JobFailure | None
    attempts: int
    cancel_requested: bool
    requested_by: int | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobPage:
    """One page of jobs, newest first; ``next_before`` is nothing on the last page."""

    items: tuple[JobView, ...]
    next_before: JobPosition | None


_COLUMNS = """
id, name, state, arguments, progress_done, progress_total, progress_phase, result, failure, attempts,
cancel_requested_at is not null as cancel_requested, requested_by, created_at, started_at, finished_at
"""
_ONE = f"select {_COLUMNS} from jobs where tenant_id = $1 and id = $2"
_BY_KEY = f"select {_COLUMNS} from jobs where tenant_id = $1 and name = $2 and idempotency_key = $3"
_LIST = f"""
select {_COLUMNS} from jobs
where tenant_id = $1 and ($2::text is null or state = $2) and ($3::text[] is null or name = any($3))
      and ($4::timestamptz is null or (created_at, id) < ($4, $5))
order by created_at desc, id desc limit $6
"""


async def find_job(job_id: int) -> JobView | None:
    """Return a job of the open tenant, or nothing."""
    row = await connection().fetchrow(_ONE, tenant_id(), job_id)
    return None if row is None else _view(row)


async def find_job_by_key(*, name: str, idempotency_key: str) -> JobView | None:
    """Return the job that a request with this key led to, or nothing."""
    row = await connection().fetchrow(_BY_KEY, tenant_id(), name, idempotency_key)
    return None if row is None else _view(row)


async def list_jobs(
    *,
    state: JobState | None = None,
    names: Collection[str] | None = None,
    before: JobPosition | None = None,
    limit: int = 50,
) -> JobPage:
    """Return a page of jobs, newest first, of one state and some names when these are given."""
    rows = await connection().fetch(
        _LIST,
        tenant_id(),
        state,
        None if names is None else list(names),
        before.created_at if before else None,
        before.job_id if before else None,
        limit + 1,
    )
    items = tuple(_view(row) for row in rows[:limit])
    more = len(rows) > limit
    return JobPage(items, JobPosition(items[-1].created_at, items[-1].job_id) if more else None)


async def count_jobs() -> dict[JobState, int]:
    """Return how many jobs stand in each state; a state without any is left out."""
    rows = await connection().fetch(
        "select state, count(*) as n from jobs where tenant_id = $1 group by state", tenant_id()
    )
    return {row["state"]: row["n"] for row in rows}


def _view(row: asyncpg.Record) -> JobView:
    values = dict(row)
    values["job_id"] = values.pop("id")
    values["arguments"] = msgspec.json.decode(values["arguments"])
    values["result"] = None if values["result"] is None else msgspec.json.decode(values["result"])
    failure = values["failure"]
    values["failure"] = None if failure is None else msgspec.json.decode(failure, type=JobFailure)
    return JobView(**values)


async def another_under_way(*, name: str, idempotency_key: str) -> bool:
    """Tell whether a job of this name but another key waits or runs."""
    found: bool = await connection().fetchval(
        """
        select exists (select from jobs where tenant_id = $1 and name = $2 and idempotency_key <> $3
                       and state in ('waiting', 'running'))
        """,
        tenant_id(),
        name,
        idempotency_key,
    )
    return found
