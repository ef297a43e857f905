"""Writes of jobs: asking for one, asking it to stop, and running what is due in this process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec

from minamoto.foundation.jobs.model import DueJob, Outcome, RequestedJob
from minamoto.foundation.jobs.relay import due_jobs
from minamoto.foundation.jobs.running import Runner
from minamoto.foundation.storage.ids import next_id
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import Conflict, NotFound
from minamoto.kernel.moments import Clock


class JobKeyReused(Conflict):
    """The key was used before, for the same job with other arguments."""

    code = "idempotency-key-reused"
    ja = "同じ受付キーが別の内容で使われています。"
    en = "The idempotency key was used before with other arguments."


class JobNotFound(NotFound):
    """There is no such job."""

    code = "job-not-found"
    ja = "処理が見つかりませんでした。"
    en = "The job was not found."


class JobFinished(Conflict):
    """The job is over and cannot be stopped any more."""

    code = "job-finished"
    ja = "この処理はすでに終了しています。"
    en = "The job is already over."


_INSERT = """
insert into jobs (tenant_id, id, name, idempotency_key, arguments, state, claimed_until, requested_by,
                  created_at)
values ($1, $2, $3, $4, $5::jsonb, 'waiting', $6, $7, $8)
on conflict (tenant_id, name, idempotency_key) do nothing
"""
_KNOWN = """
select id, arguments = $4::jsonb as same from jobs
where tenant_id = $1 and name = $2 and idempotency_key = $3
"""
_DISPATCH = "insert into job_dispatch (tenant_id, job_id, due_at) values ($1, $2, $3)"
_CANCEL = """
update jobs
set state = case when state = 'waiting' then 'cancelled' else state end,
    finished_at = case when state = 'waiting' then $3 else finished_at end,
    cancel_requested_at = coalesce(cancel_requested_at, $3)
where tenant_id = $1 and id = $2 and state in ('waiting', 'running')
returning state
"""


async def request_job(
    *,
    name: str,
    idempotency_key: str,
    arguments: Mapping[str, Any],
    now: datetime,
    requested_by: int | None = None,
    not_before: datetime | None = None,
) -> RequestedJob:
    """Write a job and its dispatch in the caller's tenant transaction; the same key twice is one job.

    ``arguments`` are JSON, without personal data; ``requested_by`` is a staff id; ``not_before`` puts the
    work off. A worker is woken after the commit, so a rolled back request leaves nothing.

    :raises JobKeyReused: when the key was used before with other arguments.
    """
    tenant, link = tenant_id(), connection()
    encoded = msgspec.json.encode(dict(arguments)).decode()
    job_id = await next_id()
    status = await link.execute(
        _INSERT, tenant, job_id, name, idempotency_key, encoded, not_before, requested_by, now
    )
    if status == "INSERT 0 0":
        known = await link.fetchrow(_KNOWN, tenant, name, idempotency_key, encoded)
        if known is None or not known["same"]:
            raise JobKeyReused
        return RequestedJob(job_id=known["id"], is_new=False)
    await link.execute(_DISPATCH, tenant, job_id, not_before or now)
    return RequestedJob(job_id=job_id, is_new=True)


async def cancel_job(*, job_id: int, now: datetime) -> None:
    """Stop a waiting job at once; ask a running one to stop at its next safe place.

    :raises JobNotFound: when there is no such job.
    :raises JobFinished: when it is over.
    """
    tenant, link = tenant_id(), connection()
    state = await link.fetchval(_CANCEL, tenant, job_id, now)
    if state == "cancelled":
        await link.execute("delete from job_dispatch where tenant_id = $1 and job_id = $2", tenant, job_id)
    if state is not None:
        return
    if await link.fetchval("select true from jobs where tenant_id = $1 and id = $2", tenant, job_id):
        raise JobFinished
    raise JobNotFound


async def drain(*, clock: Clock, tenant_ids: Collection[int]) -> int:
    """Run in this process every job of the tenants that is due, and what these ask for; return how many ran.

    For command lines, onboarding and tests, which have no worker beside them. A failed attempt that waits
    for its next one is left waiting. No transaction may be open.
    """
    runner = Runner(clock=clock)
    tried: set[DueJob] = set()
    ran = 0
    while True:
        due = await due_jobs(tenant_ids=tenant_ids, now=clock.now())
        fresh = [each for each in due if each not in tried]
        if not fresh:
            return ran
        for each in fresh:
            tried.add(each)
            outcome = await runner.run(tenant_id=each.tenant_id, job_id=each.job_id)
            ran += outcome is not Outcome.NOT_CLAIMED
