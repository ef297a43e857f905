"""A city waterworks with one billed usage of a test's choice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime

import pytest

from journeys.month import Utility, open_utility
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.moments import JST
from minamoto.kernel.periods import Period
from minamoto.money.billing.queries import Invoice
from minamoto.supply.readings.model import UsageSource
from minamoto.supply.readings.operations.usages import NewUsage, write_usages
from minamoto.worker.handlers import load_handlers
from testkit.clock import MovingClock
from testkit.servers import Servers

OCTOBER = date(2026, 10, 1)
Bill = Callable[[str, int], Awaitable[Invoice]]


@pytest.fixture
async def water(database: Servers) -> Utility:
    secrets.unlock(b"m" * 32)
    load_handlers()
    clock = MovingClock(datetime(2026, 10, 20, 9, 0, tzinfo=JST))
    return await open_utility(database.admin_url, "aoba_suido", clock, first_month=OCTOBER)


@pytest.fixture
def bill(water: Utility) -> Bill:
    """Bills a tap's usage of August and September, in m³, and returns the newest invoice."""

    async def bill(point: str, cubic_metres: int) -> Invoice:
        async with tenant_transaction(tenant_id=water.tenant_id):
            point_id = await connection().fetchval(
                "select id from service_points where point_number = $1", point
            )
            await write_usages(
                usages=[
                    NewUsage(
                        service_point_id=point_id, period=Period(date(2026, 8, 12), date(2026, 10, 12)),
                        quantity=cubic_metres, scale=0, source=UsageSource.REGISTER, details={},
                    )
                ],
                now=water.clock.now(),
            )  # fmt: skip
        run = await water.bill(OCTOBER, key=f"run-{point}")
        assert (run.issued_count, run.held_count) == (1, 0)
        return (await water.invoices())[-1]

    return bill
