"""The relay wakes workers at least once, and again when nobody answered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from minamoto.foundation.jobs import operations
from minamoto.foundation.jobs.model import DueJob
from minamoto.foundation.jobs.relay import relay, send_due
from minamoto.foundation.storage.transactions import tenant_transaction
from testkit.clock import MovingClock
from testkit.tenants import TestTenant
from testkit.waiting import until

ALL = 100_000
RESEND = timedelta(seconds=60)


class _Waker:
    """Keeps what was sent; fails while ``broken``."""

    def __init__(self, *, waiting: int = 0) -> None:
        self.sent: list[DueJob] = []
        self.waiting = waiting
        self.broken = False

    def wake(self, jobs: Sequence[DueJob]) -> None:
        if self.broken:
            raise ConnectionError
        self.sent += jobs

    def backlog(self) -> int:
        return self.waiting

    def of(self, tenant: TestTenant) -> list[int]:
        return [each.job_id for each in self.sent if each.tenant_id == tenant.tenant_id]


async def _request(tenant: TestTenant, clock: MovingClock) -> int:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        asked = await operations.request_job(
            name="test.relayed", idempotency_key="one", arguments={}, now=clock.now()
        )
    return asked.job_id


async def test_sends_once_and_again_when_overdue(tenant: TestTenant, clock: MovingClock) -> None:
    job_id = await _request(tenant, clock)
    waker = _Waker()

    await send_due(waker=waker, now=clock.now(), resend_after=RESEND, limit=ALL)
    await send_due(waker=waker, now=clock.now() + RESEND - timedelta(seconds=1), limit=ALL)
    before = waker.of(tenant)
    await send_due(waker=waker, now=clock.now() + RESEND, limit=ALL)

    assert (before, waker.of(tenant)) == ([job_id], [job_id, job_id])


async def test_marks_nothing_as_sent_when_the_broker_fails(tenant: TestTenant, clock: MovingClock) -> None:
    job_id = await _request(tenant, clock)
    waker = _Waker()
    waker.broken = True
    with pytest.raises(ConnectionError):
        await send_due(waker=waker, now=clock.now(), limit=ALL)

    waker.broken = False
    await send_due(waker=waker, now=clock.now(), limit=ALL)

    assert waker.of(tenant) == [job_id]


async def test_two_relays_share_the_work(tenant: TestTenant, clock: MovingClock) -> None:
    job_id = await _request(tenant, clock)
    wakers = [_Waker() for _ in range(4)]

    await asyncio.gather(*(send_due(waker=each, now=clock.now(), limit=ALL) for each in wakers))

    assert [job for each in wakers for job in each.of(tenant)] == [job_id]


async def test_waits_while_many_messages_are_not_taken(tenant: TestTenant, clock: MovingClock) -> None:
    await _request(tenant, clock)
    waker = _Waker(waiting=200)

    sent = await send_due(waker=waker, now=clock.now(), limit=200)

    assert (sent, waker.sent) == (0, [])


async def test_goes_on_after_the_broker_was_away(tenant: TestTenant, clock: MovingClock) -> None:
    job_id = await _request(tenant, clock)
    waker, stop = _Waker(), asyncio.Event()
    waker.broken = True
    relaying = asyncio.create_task(relay(waker=waker, clock=clock, stop=stop, poll_s=0.001))
    await asyncio.sleep(0)

    waker.broken = False

    async def sent() -> bool:
        return waker.of(tenant) == [job_id]

    await until(sent, what="the relay to send")
    stop.set()
    await relaying
