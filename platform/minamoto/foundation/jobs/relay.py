"""The relay: reads the outbox, which holds no data of a tenant, and wakes workers. At least once.

Any number of relays may run side by side. A row leaves the outbox only with the end of its job, so a
message that Redis lost is sent again when the row is overdue.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from minamoto.foundation.jobs.model import DueJob
from minamoto.foundation.jobs.ports import Waker
from minamoto.foundation.storage.engine import ENGINE
from minamoto.kernel.moments import Clock

RESEND_AFTER = timedelta(seconds=60)
"""How long a message may stay unanswered before it is sent again."""

_POLL_S = 0.5
_PAUSE_AFTER_ERROR_S = 2.0
_BATCH = 200

_log = structlog.get_logger(__name__)

_DUE = """
select tenant_id, job_id from job_dispatch where due_at <= $1 order by due_at limit $2 for update skip locked
"""
_DUE_OF_TENANTS = """
select tenant_id, job_id from job_dispatch
where tenant_id = any($1::int[]) and due_at <= $2 order by due_at, job_id limit $3
"""
_SENT = """
update job_dispatch set due_at = $3
from unnest($1::int[], $2::bigint[]) as sent (tenant_id, job_id)
where job_dispatch.tenant_id = sent.tenant_id and job_dispatch.job_id = sent.job_id
"""


async def due_jobs(*, tenant_ids: Collection[int], now: datetime, limit: int = _BATCH) -> list[DueJob]:
    """Return the jobs of some tenants that are due, the longest waiting first."""
    async with ENGINE.bare_connection() as link:
        rows = await link.fetch(_DUE_OF_TENANTS, list(tenant_ids), now, limit)
    return [DueJob(row["tenant_id"], row["job_id"]) for row in rows]


async def send_due(
    *, waker: Waker, now: datetime, resend_after: timedelta = RESEND_AFTER, limit: int = _BATCH
) -> int:
    """Wake workers for every job that is due, and return for how many.

    While ``limit`` messages wait to be taken nothing is sent: the outbox is the queue that lasts, and a
    slow day must not fill Redis with repeated messages. When the broker fails nothing is marked as sent.
    """
    if await asyncio.to_thread(waker.backlog) >= limit:
        return 0
    async with ENGINE.bare_connection() as link, link.transaction():
        rows = await link.fetch(_DUE, now, limit)
        if not rows:
            return 0
        due = [DueJob(row["tenant_id"], row["job_id"]) for row in rows]
        await asyncio.to_thread(waker.wake, due)
        await link.execute(
            _SENT, [each.tenant_id for each in due], [each.job_id for each in due], now + resend_after
        )
    return len(due)


async def relay(
    *,
    waker: Waker,
    clock: Clock,
    stop: asyncio.Event,
    resend_after: timedelta = RESEND_AFTER,
    poll_s: float = _POLL_S,
) -> None:
    """Wake workers for due jobs until ``stop`` is set. A broker or database that is away is waited for."""
    while not stop.is_set():
        pause = poll_s
        try:
            sent = await send_due(waker=waker, now=clock.now(), resend_after=resend_after)
            if sent:
                pause = 0.0
        except Exception as error:  # noqa: BLE001 - whatever is away may come back; nothing was marked as sent
            _log.warning("relay could not send", error_type=type(error).__name__)
            pause = max(poll_s, min(_PAUSE_AFTER_ERROR_S, 4 * poll_s))
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
