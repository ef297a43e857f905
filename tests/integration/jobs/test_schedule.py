"""Daily work is asked for once a day, whoever looks, for live tenants only."""

from __future__ import annotations

import asyncio
from datetime import time, timedelta

import asyncpg

from minamoto.foundation.jobs import queries
from minamoto.foundation.jobs.schedule import DailyJob, Schedule
from minamoto.foundation.storage.engine import connection_arguments
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.foundation.tenancy.queries import directory_entry
from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.tenants import TestTenant

NIGHTLY = DailyJob(name="test.nightly", at=time(2, 30))


async def _asked(tenant: TestTenant) -> list[str]:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        page = await queries.list_jobs(names=[NIGHTLY.name])
    return sorted(each.arguments["day"] for each in page.items)


async def _look(tenant: TestTenant, clock: MovingClock, schedule: Schedule | None = None) -> None:
    entry = await directory_entry(tenant.slug)
    await (schedule or Schedule((NIGHTLY,))).request_due(now=clock.now(), tenants=[entry])


async def test_is_asked_for_once_a_day_by_any_number_of_processes(
    tenant: TestTenant, clock: MovingClock
) -> None:
    one = Schedule((NIGHTLY,))
    for _ in range(2):
        await asyncio.gather(*(_look(tenant, clock) for _ in range(4)), _look(tenant, clock, one))
        clock.advance(timedelta(days=1))

    assert await _asked(tenant) == ["2026-10-01", "2026-10-02"]


async def test_waits_for_its_time_of_day_in_japan(tenant: TestTenant, clock: MovingClock) -> None:
    clock.set(clock.moment.replace(hour=2, minute=29))
    await _look(tenant, clock)
    before = await _asked(tenant)

    clock.advance(timedelta(minutes=1))
    await _look(tenant, clock)

    assert (before, await _asked(tenant)) == ([], ["2026-10-01"])


async def test_leaves_a_suspended_tenant_alone(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    link = await asyncpg.connect(**connection_arguments(database.admin_url))
    await link.execute(
        "update tenant_directory set state = 'suspended' where tenant_id = $1", tenant.tenant_id
    )
    await link.close()

    await _look(tenant, clock)

    assert await _asked(tenant) == []


async def test_looks_until_told_to_stop(tenant: TestTenant, clock: MovingClock) -> None:
    stop = asyncio.Event()
    nothing = Schedule(())
    looking = asyncio.create_task(nothing.keep(clock=clock, stop=stop, look_every_s=0.001))

    stop.set()

    await asyncio.wait_for(looking, 30)
