"""A claim is a lease: lost with its worker, taken over when it ends, and written by its holder only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from minamoto.foundation.jobs import claims, operations, queries
from minamoto.foundation.jobs.model import FailedJob, Outcome
from minamoto.foundation.jobs.ports import JobContext, job
from minamoto.foundation.jobs.queries import JobView
from minamoto.foundation.jobs.relay import due_jobs
from minamoto.foundation.jobs.running import Runner
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from testkit.clock import MovingClock
from testkit.tenants import TestTenant
from testkit.waiting import until

LEASE = timedelta(seconds=60)
_gates: dict[int, asyncio.Event] = {}
_started: dict[int, asyncio.Event] = {}
_given_up: list[FailedJob] = []


async def _give_up(failed: FailedJob) -> None:
    _given_up.append(failed)


@job("test.hold", max_attempts=3, on_failure=_give_up)
async def _hold(context: JobContext) -> Mapping[str, Any]:
    if context.attempt == 1:
        _started[context.job_id].set()
        await _gates[context.job_id].wait()
    return {"by": context.attempt}


async def _request(tenant: TestTenant, clock: MovingClock, name: str = "test.hold") -> int:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        asked = await operations.request_job(name=name, idempotency_key="one", arguments={}, now=clock.now())
    _gates[asked.job_id], _started[asked.job_id] = asyncio.Event(), asyncio.Event()
    return asked.job_id


async def _claim_and_die(tenant: TestTenant, clock: MovingClock, job_id: int) -> None:
    """What a worker that is killed leaves behind."""
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        assert await claims.claim(job_id=job_id, now=clock.now(), until=clock.now() + LEASE)


async def _see(tenant: TestTenant, job_id: int) -> JobView:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        found = await queries.find_job(job_id)
    assert found is not None
    return found


async def test_another_worker_takes_over_when_the_lease_ends_and_not_before(
    tenant: TestTenant, clock: MovingClock
) -> None:
    job_id = await _request(tenant, clock)
    await _claim_and_die(tenant, clock, job_id)
    runner = Runner(clock=clock)

    clock.advance(LEASE - timedelta(seconds=1))
    early = await runner.run(tenant_id=tenant.tenant_id, job_id=job_id)
    due_early = await due_jobs(tenant_ids=[tenant.tenant_id], now=clock.now())
    clock.advance(timedelta(seconds=1))
    due = await due_jobs(tenant_ids=[tenant.tenant_id], now=clock.now())
    in_time = await runner.run(tenant_id=tenant.tenant_id, job_id=job_id)

    assert (early, due_early) == (Outcome.NOT_CLAIMED, [])
    assert ([each.job_id for each in due], in_time) == ([job_id], Outcome.DONE)
    assert (await _see(tenant, job_id)).result == {"by": 2}


async def test_a_job_whose_workers_die_again_and_again_is_given_up(
    tenant: TestTenant, clock: MovingClock
) -> None:
    job_id = await _request(tenant, clock)
    for _ in range(3):
        await _claim_and_die(tenant, clock, job_id)
        clock.advance(LEASE)

    outcome = await Runner(clock=clock).run(tenant_id=tenant.tenant_id, job_id=job_id)

    seen = await _see(tenant, job_id)
    assert (outcome, seen.state) == (Outcome.FAILED, "failed")
    assert seen.failure is not None
    assert seen.failure.code == "worker-lost"
    assert [each.failure.code for each in _given_up if each.job_id == job_id] == ["worker-lost"]


async def test_a_worker_that_lost_its_claim_changes_nothing(tenant: TestTenant, clock: MovingClock) -> None:
    job_id = await _request(tenant, clock)
    slow = asyncio.create_task(
        Runner(clock=clock, lease=LEASE).run(tenant_id=tenant.tenant_id, job_id=job_id)
    )
    await _started[job_id].wait()
    clock.advance(LEASE)

    other = await Runner(clock=clock).run(tenant_id=tenant.tenant_id, job_id=job_id)
    _gates[job_id].set()

    assert (other, await slow) == (Outcome.DONE, Outcome.CLAIM_LOST)
    assert (await _see(tenant, job_id)).result == {"by": 2}


async def test_a_handler_is_stopped_when_its_claim_was_lost(tenant: TestTenant, clock: MovingClock) -> None:
    job_id = await _request(tenant, clock)
    short = timedelta(milliseconds=30)
    slow = asyncio.create_task(
        Runner(clock=clock, lease=short).run(tenant_id=tenant.tenant_id, job_id=job_id)
    )
    await _started[job_id].wait()
    clock.advance(timedelta(hours=1))

    # The slow worker renews as long as it can; the other has to find a gap, as after a pause of a machine.
    other = Outcome.NOT_CLAIMED
    while other is Outcome.NOT_CLAIMED:
        clock.advance(timedelta(seconds=1))
        other = await Runner(clock=clock).run(tenant_id=tenant.tenant_id, job_id=job_id)

    assert (other, await slow) == (Outcome.DONE, Outcome.CLAIM_LOST)


async def test_a_running_job_keeps_its_claim_far_beyond_one_lease(
    tenant: TestTenant, clock: MovingClock
) -> None:
    job_id = await _request(tenant, clock)
    short = timedelta(milliseconds=30)
    running = asyncio.create_task(
        Runner(clock=clock, lease=short).run(tenant_id=tenant.tenant_id, job_id=job_id)
    )
    await _started[job_id].wait()

    async def renewed() -> bool:
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            claimed_until = await connection().fetchval(
                "select claimed_until from jobs where tenant_id = $1 and id = $2", tenant.tenant_id, job_id
            )
        return bool(claimed_until == clock.now() + short)

    others = []
    for _ in range(4):
        clock.advance(short / 2)
        await until(renewed, what="the claim to be renewed")
        others.append(await Runner(clock=clock).run(tenant_id=tenant.tenant_id, job_id=job_id))
    _gates[job_id].set()

    assert (await running, others) == (Outcome.DONE, [Outcome.NOT_CLAIMED] * 4)


async def test_a_stopping_worker_hands_its_job_over_without_counting_the_attempt(
    tenant: TestTenant, clock: MovingClock
) -> None:
    job_id = await _request(tenant, clock)
    stopping = Runner(clock=clock)
    running = asyncio.create_task(stopping.run(tenant_id=tenant.tenant_id, job_id=job_id))
    await _started[job_id].wait()

    stopping.release_all()
    outcome = await running

    seen = await _see(tenant, job_id)
    due = await due_jobs(tenant_ids=[tenant.tenant_id], now=clock.now())
    refused = await stopping.run(tenant_id=tenant.tenant_id, job_id=job_id)
    assert (outcome, seen.state, seen.attempts) == (Outcome.RELEASED, "waiting", 0)
    assert ([each.job_id for each in due], refused) == ([job_id], Outcome.NOT_CLAIMED)


async def test_a_job_cancelled_while_its_worker_was_dead_is_not_run(
    tenant: TestTenant, clock: MovingClock
) -> None:
    job_id = await _request(tenant, clock)
    await _claim_and_die(tenant, clock, job_id)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await operations.cancel_job(job_id=job_id, now=clock.now())
    clock.advance(LEASE)

    outcome = await Runner(clock=clock).run(tenant_id=tenant.tenant_id, job_id=job_id)

    assert (outcome, (await _see(tenant, job_id)).state) == (Outcome.CANCELLED, "cancelled")


async def test_a_job_nobody_knows_waits_for_a_worker_that_does_and_fails_in_the_end(
    tenant: TestTenant, clock: MovingClock
) -> None:
    job_id = await _request(tenant, clock, name="test.of-a-newer-version")

    outcomes = []
    for _ in range(8):
        outcomes.append(await Runner(clock=clock).run(tenant_id=tenant.tenant_id, job_id=job_id))
        clock.advance(timedelta(minutes=30))

    failure = (await _see(tenant, job_id)).failure
    assert outcomes == [Outcome.RETRY_LATER] * 7 + [Outcome.FAILED]
    assert failure is not None
    assert failure.code == "job-unknown"
