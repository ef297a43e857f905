"""The life of a claim in the database. Every function runs inside the tenant's open transaction.

``attempts`` tells one claim from the next: what a worker writes is bound to its own number, so a worker
that lost its claim changes nothing any more. Moments come from the workers' clocks: a lease must be far
longer than these differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from minamoto.foundation.jobs.model import JobFailure
from minamoto.foundation.storage.transactions import connection, tenant_id


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker may run until the claim ends."""

    tenant_id: int
    job_id: int
    attempt: int
    name: str
    arguments: Mapping[str, Any]
    cancel_requested: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come."""

    done: int = 0
    total: int | None = None
    phase: str | None = None


_CLAIM = """
update jobs
set state = 'running', attempts = attempts + 1, claimed_until = $4, started_at = coalesce(started_at, $3)
where tenant_id = $1 and id = $2 and state in ('waiting', 'running')
      and (claimed_until is null or claimed_until <= $3)
returning name, arguments, attempts, cancel_requested_at is not null as cancel_requested
"""
_POSTPONE = "update job_dispatch set due_at = $3 where tenant_id = $1 and job_id = $2"
_FORGET = "delete from job_dispatch where tenant_id = $1 and job_id = $2"
_FORGET_FINISHED = """
delete from job_dispatch
where tenant_id = $1 and job_id = $2
      and not exists (select from jobs where tenant_id = $1 and id = $2 and state in ('waiting', 'running'))
"""
_RENEW = """
update jobs set claimed_until = $4, progress_done = $5, progress_total = $6, progress_phase = $7
where tenant_id = $1 and id = $2 and attempts = $3 and state = 'running'
returning cancel_requested_at is not null
"""
_FINISH = """
update jobs
set state = $4, result = $5::jsonb, failure_code = $6, failure = $7::jsonb, claimed_until = null,
    finished_at = $8
where tenant_id = $1 and id = $2 and attempts = $3 and state = 'running'
"""
_GIVE_BACK = """
update jobs
set state = 'waiting', attempts = attempts - $4, claimed_until = $5,
    failure_code = coalesce($6, failure_code), failure = coalesce($7::jsonb, failure)
where tenant_id = $1 and id = $2 and attempts = $3 and state = 'running'
"""


async def claim(*, job_id: int, now: datetime, until: datetime) -> Claim | None:
    """Claim a job that is due and held by nobody, or return nothing."""
    tenant, link = tenant_id(), connection()
    row = await link.fetchrow(_CLAIM, tenant, job_id, now, until)
    if row is None:
        await link.execute(_FORGET_FINISHED, tenant, job_id)
        return None
    # Should this worker die, the relay wakes another when the claim ends.
    await link.execute(_POSTPONE, tenant, job_id, until)
    return Claim(
        tenant_id=tenant,
        job_id=job_id,
        attempt=row["attempts"],
        name=row["name"],
        arguments=msgspec.json.decode(row["arguments"]),
        cancel_requested=row["cancel_requested"],
    )


async def renew(claim: Claim, *, progress: Progress, until: datetime) -> bool | None:
    """Lengthen a claim and write progress; return whether to stop, or nothing when the claim is lost."""
    link = connection()
    cancel: bool | None = await link.fetchval(
        _RENEW,
        claim.tenant_id,
        claim.job_id,
        claim.attempt,
        until,
        progress.done,
        progress.total,
        progress.phase,
    )
    if cancel is not None:
        await link.execute(_POSTPONE, claim.tenant_id, claim.job_id, until)
    return cancel


async def finish(
    claim: Claim,
    *,
    state: str,
    now: datetime,
    result: Mapping[str, Any] | None = None,
    failure: JobFailure | None = None,
) -> bool:
    """Write a job's end and delete its dispatch; return false when the claim is lost."""
    link = connection()
    status = await link.execute(
        _FINISH,
        claim.tenant_id,
        claim.job_id,
        claim.attempt,
        state,
        _encoded(result),
        failure.code if failure else None,
        _encoded(failure),
        now,
    )
    if status == "UPDATE 0":
        return False
    await link.execute(_FORGET, claim.tenant_id, claim.job_id)
    return True


async def give_back(
    claim: Claim, *, not_before: datetime, counted: bool, failure: JobFailure | None = None
) -> bool:
    """Put a job back to waiting, not claimable before a moment; return false when the claim is lost.

    An attempt that was not ``counted`` leaves the number as it was before.
    """
    link = connection()
    status = await link.execute(
        _GIVE_BACK,
        claim.tenant_id,
        claim.job_id,
        claim.attempt,
        0 if counted else 1,
        not_before,
        failure.code if failure else None,
        _encoded(failure),
    )
    if status == "UPDATE 0":
        return False
    await link.execute(_POSTPONE, claim.tenant_id, claim.job_id, not_before)
    return True


def _encoded(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
