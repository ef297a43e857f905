"""An electricity retailer and a waterworks with billed months, made once for tests that only read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pytest

from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.journeys.monthly_cycle import operations as monthly_cycle
from minamoto.kernel.moments import JST
from minamoto.kernel.periods import Period
from minamoto.supply.readings.model import (
    ConfirmedUsage,
    ConfirmedUsageBatch,
    IntervalBatch,
    Stage,
    UsageSource,
)
from minamoto.supply.readings.operations.confirmed import store_confirmed_usage
from minamoto.supply.readings.operations.intervals import store_intervals
from minamoto.supply.readings.operations.usages import NewUsage, write_usages
from minamoto.worker.handlers import load_handlers
from testkit.clock import MovingClock
from testkit.onboarding import PackTenant, onboard
from testkit.servers import Servers
from testkit.tenants import TestTenant
from testkit.web import MASTER_KEY

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=JST)
HALF_HOURS = 48
PLAIN = "0300111122223333000001"
BY_TIME = "0300111122223333000004"


@dataclass(frozen=True)
class Utility:
    """A tenant with its customers' row ids by customer number."""

    tenant_id: int
    slug: str
    customers: Mapping[str, int]

    @property
    def tenant(self) -> TestTenant:
        """The tenant as the web's test kit names it."""
        return TestTenant(self.tenant_id, self.slug)


@pytest.fixture
def clock() -> MovingClock:
    """Stands at the day after the second billing run."""
    return MovingClock(NOW)


@pytest.fixture(scope="session")
async def denki(database: Servers) -> Utility:
    """Two billed months of three customers, and half hours of two of them to the day before."""
    tenant = await _onboard(database, "hinata_denki")
    await _store_confirmed(
        tenant, date(2026, 10, 1), date(2026, 9, 3), date(2026, 10, 3), [260, 310, 290, 300]
    )
    await _store_confirmed(
        tenant, date(2026, 11, 1), date(2026, 10, 3), date(2026, 11, 3), [248, 355, 290, 310]
    )
    await _store_half_hours(tenant, Period(date(2026, 9, 3), date(2026, 11, 3)), Stage.CONFIRMED)
    await _store_half_hours(tenant, Period(date(2026, 11, 3), date(2026, 11, 21)), Stage.FIRM)
    await _store_half_hours(tenant, Period(date(2025, 11, 3), date(2025, 11, 21)), Stage.CONFIRMED)
    await _bill(tenant, ("electricity",), date(2026, 10, 1), datetime(2026, 10, 20, 9, 0, tzinfo=JST))
    await _bill(tenant, ("electricity",), date(2026, 11, 1), datetime(2026, 11, 20, 9, 0, tzinfo=JST))
    return tenant


@pytest.fixture(scope="session")
async def suido(database: Servers) -> Utility:
    """One billed period of two months of one customer."""
    tenant = await _onboard(database, "aoba_suido")
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        point = await connection().fetchval(
            "select id from service_points where tenant_id = $1 and point_number = '1000002'",
            tenant.tenant_id,
        )
        await write_usages(
            usages=[
                NewUsage(
                    service_point_id=point,
                    period=Period(date(2026, 8, 12), date(2026, 10, 12)),
                    quantity=59,
                    scale=0,
                    source=UsageSource.REGISTER,
                    details={},
                )
            ],
            now=NOW,
        )
    await _bill(tenant, ("water", "sewer"), date(2026, 10, 1), datetime(2026, 10, 20, 9, 0, tzinfo=JST))
    return tenant


async def _onboard(database: Servers, pack: str) -> Utility:
    secrets.unlock(MASTER_KEY)
    load_handlers()
    made: PackTenant = await onboard(database.admin_url, pack)
    async with tenant_transaction(tenant_id=made.tenant_id):
        rows = await connection().fetch(
            "select customer_number, id from customers where tenant_id = $1", made.tenant_id
        )
    return Utility(made.tenant_id, made.slug, {row["customer_number"]: row["id"] for row in rows})


async def _store_confirmed(
    tenant: Utility, month: date, start: date, end: date, quantities: Sequence[int]
) -> None:
    batch = ConfirmedUsageBatch(
        service="electricity",
        revision=0,
        scale=0,
        rows=tuple(
            ConfirmedUsage(
                point_number=f"0300111122223333{number:06d}",
                usage_month=month,
                sort_code="1",
                period=Period(start, end),
                quantity=quantity,
                next_reading_on=None,
            )
            for number, quantity in enumerate(quantities, start=1)
        ),
    )
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        stored = await store_confirmed_usage(batch=batch, now=NOW)
    assert stored.stored == len(quantities)


async def _store_half_hours(tenant: Utility, period: Period, stage: Stage) -> None:
    """Every half hour 0.2 kWh, so every day 9.6 kWh."""
    days = list(period.each_day())
    points = [point for point in (PLAIN, BY_TIME) for _ in days]
    shape = (len(points), HALF_HOURS)
    batch = IntervalBatch(
        service="electricity",
        point_numbers=tuple(points),
        days=np.array(days * 2, dtype="datetime64[D]"),
        values=np.full(shape, 2, dtype=np.int32),
        missing=np.zeros(shape, dtype=np.bool_),
        estimated=np.zeros(shape, dtype=np.bool_),
        stage=stage,
        revision=0,
        scale=1,
    )
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        stored = await store_intervals(batch=batch, now=NOW)
    assert stored.stored == len(points)


async def _bill(tenant: Utility, services: tuple[str, ...], month: date, at: datetime) -> None:
    clock = MovingClock(at)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await monthly_cycle.request_billing_run(
            posting_month=month,
            services=services,
            run_key=f"run-{month:%Y-%m}",
            requested_by=None,
            today=at.date(),
            now=clock.now(),
        )
    await jobs.drain(clock=clock, tenant_ids=[tenant.tenant_id])
