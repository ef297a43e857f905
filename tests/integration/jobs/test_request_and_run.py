"""A job is asked for once, runs to an end, and what came of it stays."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from minamoto.foundation.jobs import operations, queries
from minamoto.foundation.jobs.model import FailedJob, JobPosition, Outcome
from minamoto.foundation.jobs.ports import JobContext, job
from minamoto.foundation.jobs.queries import JobView
from minamoto.foundation.jobs.running import Runner
from minamoto.foundation.storage.engine import ENGINE
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.errors import Conflict, OutsidePartyFailed
from testkit.clock import MovingClock
from testkit.tenants import TestTenant

LEASE = timedelta(seconds=60)


class _Refused(Conflict):
    code = "sample-refused"
    ja = "{number}番は処理できません。"
    en = "Number {number} cannot be handled."


Behaviour = Callable[[JobContext], Awaitable[Mapping[str, Any]]]
_behaviours: dict[int, Behaviour] = {}
_failed: list[FailedJob] = []


async def _note_failure(failed: FailedJob) -> None:
    await connection().execute("select 1")
    _failed.append(failed)


@job("test.behave", max_attempts=3, on_failure=_note_failure)
async def _behave(context: JobContext) -> Mapping[str, Any]:
    return await _behaviours[context.job_id](context)


async def _request(tenant: TestTenant, clock: MovingClock, behaviour: Behaviour | None = None) -> int:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        requested = await operations.request_job(
            name="test.behave",
            idempotency_key="one",
            arguments={"number": 7},
            now=clock.now(),
            requested_by=5,
        )
    if behaviour is not None:
        _behaviours[requested.job_id] = behaviour
    return requested.job_id


async def _see(tenant: TestTenant, job_id: int) -> JobView:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        found = await queries.find_job(job_id)
    assert found is not None
    return found


async def _dispatched(tenant: TestTenant) -> int:
    async with ENGINE.bare_connection() as link:
        count: int = await link.fetchval(
            "select count(*) from job_dispatch where tenant_id = $1", tenant.tenant_id
        )
    return count


async def _succeed(context: JobContext) -> Mapping[str, Any]:
    await context.progress(2, 2, "posting")
    return {"bills": 2, "month": "2026-10"}


async def _break(context: JobContext) -> Mapping[str, Any]:
    message = "the name of 見本 太郎 must not be kept"
    raise ValueError(message)


async def _request_and_fail(tenant: TestTenant, clock: MovingClock) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await operations.request_job(name="test.behave", idempotency_key="one", arguments={}, now=clock.now())
        raise _Refused(number=1)


async def test_a_request_rolled_back_leaves_nothing(tenant: TestTenant, clock: MovingClock) -> None:
    with pytest.raises(_Refused):
        await _request_and_fail(tenant, clock)

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        assert (await queries.list_jobs()).items == ()
    assert await _dispatched(tenant) == 0


async def test_the_same_key_at_the_same_time_is_one_job(tenant: TestTenant, clock: MovingClock) -> None:
    jobs = await asyncio.gather(*(_request(tenant, clock) for _ in range(12)))

    assert len(set(jobs)) == 1
    assert await _dispatched(tenant) == 1


async def test_the_same_key_with_other_arguments_is_refused(tenant: TestTenant, clock: MovingClock) -> None:
    await _request(tenant, clock)

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        with pytest.raises(operations.JobKeyReused):
            await operations.request_job(
                name="test.behave", idempotency_key="one", arguments={"number": 8}, now=clock.now()
            )


async def test_a_job_runs_to_its_result_and_leaves_the_outbox(tenant: TestTenant, clock: MovingClock) -> None:
    job_id = await _request(tenant, clock, _succeed)

    ran = await operations.drain(clock=clock, tenant_ids=[tenant.tenant_id])

    seen = await _see(tenant, job_id)
    assert ran == 1
    assert (seen.state, seen.result, seen.attempts) == ("done", {"bills": 2, "month": "2026-10"}, 1)
    assert (seen.progress_done, seen.progress_total, seen.progress_phase) == (2, 2, "posting")
    assert (seen.arguments, seen.requested_by, seen.failure) == ({"number": 7}, 5, None)
    assert (seen.started_at, seen.finished_at) == (clock.now(), clock.now())
    assert await _dispatched(tenant) == 0


async def test_draining_runs_what_the_jobs_ask_for_too(tenant: TestTenant, clock: MovingClock) -> None:
    async def ask(context: JobContext) -> Mapping[str, Any]:
        async with tenant_transaction(tenant_id=context.tenant_id):
            asked = await operations.request_job(
                name="test.behave", idempotency_key="two", arguments={}, now=context.clock.now()
            )
        _behaviours[asked.job_id] = _succeed
        return {"asked": asked.job_id}

    job_id = await _request(tenant, clock, ask)

    ran = await operations.drain(clock=clock, tenant_ids=[tenant.tenant_id])

    first = await _see(tenant, job_id)
    assert ran == 2
    assert first.result is not None
    assert (await _see(tenant, first.result["asked"])).state == "done"


async def test_another_tenant_neither_sees_nor_runs_the_job(
    tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    job_id = await _request(tenant, clock, _succeed)

    outcome = await Runner(clock=clock).run(tenant_id=other_tenant.tenant_id, job_id=job_id)

    async with tenant_transaction(tenant_id=other_tenant.tenant_id):
        assert await queries.find_job(job_id) is None
    assert outcome is Outcome.NOT_CLAIMED
    assert (await _see(tenant, job_id)).state == "waiting"


async def test_a_job_put_off_waits_for_its_moment(tenant: TestTenant, clock: MovingClock) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        later = clock.now() + timedelta(hours=1)
        asked = await operations.request_job(
            name="test.behave", idempotency_key="later", arguments={}, now=clock.now(), not_before=later
        )
    _behaviours[asked.job_id] = _succeed
    early = await operations.drain(clock=clock, tenant_ids=[tenant.tenant_id])
    woken_early = await Runner(clock=clock).run(tenant_id=tenant.tenant_id, job_id=asked.job_id)

    clock.advance(timedelta(hours=1))
    in_time = await operations.drain(clock=clock, tenant_ids=[tenant.tenant_id])

    assert (early, woken_early, in_time) == (0, Outcome.NOT_CLAIMED, 1)


async def test_progress_is_seen_while_the_job_runs_even_inside_its_transaction(
    tenant: TestTenant, clock: MovingClock
) -> None:
    at_work, may_end = asyncio.Event(), asyncio.Event()

    async def work(context: JobContext) -> Mapping[str, Any]:
        async with tenant_transaction(tenant_id=context.tenant_id):
            await context.progress(40, 100, "rating")
            await context.progress(41, 100)
            at_work.set()
            await may_end.wait()
        return {}

    job_id = await _request(tenant, clock, work)
    running = asyncio.create_task(Runner(clock=clock).run(tenant_id=tenant.tenant_id, job_id=job_id))
    await at_work.wait()

    during = await _see(tenant, job_id)
    may_end.set()
    await running
    after = await _see(tenant, job_id)

    assert (during.state, during.progress_done, during.progress_total) == ("running", 40, 100)
    assert (after.state, after.progress_done, after.progress_phase) == ("done", 41, "rating")


async def test_a_second_message_does_nothing_while_the_job_runs_and_after(
    tenant: TestTenant, clock: MovingClock
) -> None:
    runs: list[int] = []
    second: list[Outcome] = []

    async def work(context: JobContext) -> Mapping[str, Any]:
        runs.append(context.attempt)
        if len(runs) == 1:
            second.append(await Runner(clock=clock).run(tenant_id=context.tenant_id, job_id=context.job_id))
        return {}

    job_id = await _request(tenant, clock, work)

    first = await Runner(clock=clock).run(tenant_id=tenant.tenant_id, job_id=job_id)
    third = await Runner(clock=clock).run(tenant_id=tenant.tenant_id, job_id=job_id)

    assert (first, second, third) == (Outcome.DONE, [Outcome.NOT_CLAIMED], Outcome.NOT_CLAIMED)
    assert runs == [1]


async def test_an_unforeseen_error_is_tried_again_and_then_fails_without_personal_data(
    tenant: TestTenant, clock: MovingClock
) -> None:
    job_id = await _request(tenant, clock, _break)
    states = []
    for _ in range(3):
        await operations.drain(clock=clock, tenant_ids=[tenant.tenant_id])
        states.append((await _see(tenant, job_id)).state)
        clock.advance(timedelta(minutes=1))

    seen = await _see(tenant, job_id)

    assert states == ["waiting", "waiting", "failed"]
    assert seen.failure is not None
    assert (seen.failure.code, dict(seen.failure.details)) == ("internal-error", {"error_type": "ValueError"})
    assert "太郎" not in str(seen)
    assert [each.job_id for each in _failed].count(job_id) == 1
    assert await _dispatched(tenant) == 0


async def test_an_anticipated_refusal_fails_at_once_with_its_words(
    tenant: TestTenant, clock: MovingClock
) -> None:
    async def refuse(context: JobContext) -> Mapping[str, Any]:
        raise _Refused(number=context.arguments["number"])

    job_id = await _request(tenant, clock, refuse)

    await operations.drain(clock=clock, tenant_ids=[tenant.tenant_id])

    failure = (await _see(tenant, job_id)).failure
    assert failure is not None
    assert (failure.code, failure.ja, dict(failure.details)) == (
        "sample-refused", "7番は処理できません。", {"number": "7"},
    )  # fmt: skip


async def test_a_job_recovers_with_the_outside_party(tenant: TestTenant, clock: MovingClock) -> None:
    async def once_away(context: JobContext) -> Mapping[str, Any]:
        if context.attempt == 1:
            raise OutsidePartyFailed
        return {"attempt": context.attempt}

    job_id = await _request(tenant, clock, once_away)
    await operations.drain(clock=clock, tenant_ids=[tenant.tenant_id])
    clock.advance(timedelta(seconds=5))

    await operations.drain(clock=clock, tenant_ids=[tenant.tenant_id])

    seen = await _see(tenant, job_id)
    assert (seen.state, seen.result, seen.failure) == ("done", {"attempt": 2}, None)


async def test_a_waiting_job_is_cancelled_at_once(tenant: TestTenant, clock: MovingClock) -> None:
    job_id = await _request(tenant, clock, _succeed)

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await operations.cancel_job(job_id=job_id, now=clock.now())

    ran = await operations.drain(clock=clock, tenant_ids=[tenant.tenant_id])
    assert (ran, (await _see(tenant, job_id)).state) == (0, "cancelled")
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        with pytest.raises(operations.JobFinished):
            await operations.cancel_job(job_id=job_id, now=clock.now())
        with pytest.raises(operations.JobNotFound):
            await operations.cancel_job(job_id=1, now=clock.now())


async def test_a_running_job_stops_at_its_next_safe_place(tenant: TestTenant, clock: MovingClock) -> None:
    at_work = asyncio.Event()

    async def work(context: JobContext) -> Mapping[str, Any]:
        at_work.set()
        while True:
            context.stop_if_cancelled()
            await asyncio.sleep(0)

    job_id = await _request(tenant, clock, work)
    short = timedelta(milliseconds=30)
    running = asyncio.create_task(
        Runner(clock=clock, lease=short).run(tenant_id=tenant.tenant_id, job_id=job_id)
    )
    await at_work.wait()

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await operations.cancel_job(job_id=job_id, now=clock.now())

    assert await running is Outcome.CANCELLED
    assert (await _see(tenant, job_id)).state == "cancelled"


async def test_jobs_are_listed_newest_first_page_by_page(tenant: TestTenant, clock: MovingClock) -> None:
    asked = []
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        for number in range(5):
            clock.advance(timedelta(seconds=number % 2))
            requested = await operations.request_job(
                name="test.listed", idempotency_key=str(number), arguments={}, now=clock.now()
            )
            asked.append((clock.now(), requested.job_id))

        seen: list[int] = []
        before: JobPosition | None = None
        while True:
            page = await queries.list_jobs(state="waiting", names=["test.listed"], before=before, limit=2)
            seen += [each.job_id for each in page.items]
            before = page.next_before
            if before is None:
                break

        assert await queries.count_jobs() == {"waiting": 5}
        assert (await queries.list_jobs(state="done")).items == ()
        by_key = await queries.find_job_by_key(name="test.listed", idempotency_key="3")
    assert seen == [job_id for _, job_id in sorted(asked, reverse=True)]
    assert by_key is not None
    assert by_key.job_id == asked[3][1]
