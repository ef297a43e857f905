"""Two billing runs over the same usage at once: each usage is billed by one, and no number is lost."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

import pytest

from journeys.month import Utility, open_utility
from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.journeys.monthly_cycle import actors
from minamoto.kernel.moments import JST
from minamoto.kernel.periods import Period
from minamoto.money.billing.model import RunPlan
from minamoto.money.ledger import queries as ledger
from testkit.clock import MovingClock
from testkit.servers import Servers


@pytest.fixture
async def gas(database: Servers, handlers: None) -> Utility:
    clock = MovingClock(datetime(2025, 10, 20, 9, 0, tzinfo=JST))
    utility = await open_utility(database.admin_url, "minori_gas", clock, first_month=date(2025, 10, 1))
    await utility.deliver(utility.readings_until(date(2025, 10, 20)))
    return utility


async def _ask(gas: Utility, key: str) -> None:
    """Ask past the check that refuses a second run, as two requests at the same moment would."""
    plan = RunPlan(
        run_key=key,
        usage_ends=Period(date(2025, 10, 1), date(2025, 11, 1)),
        services=("gas",),
        assessed_on=date(2025, 10, 20),
        due_on=date(2025, 11, 19),
        posting_month=date(2025, 10, 1),
    )
    async with tenant_transaction(tenant_id=gas.tenant_id):
        await jobs.request_job(
            name=actors.JOB_NAME, idempotency_key=key, arguments=actors.write_arguments(plan),
            now=gas.clock.now(),
        )  # fmt: skip


async def test_what_two_runs_find_due_is_billed_once(gas: Utility, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actors, "CUSTOMERS_PER_CHUNK", 4)
    for key in ("one", "two"):
        await _ask(gas, key)

    await asyncio.gather(*(gas.drain() for _ in range(3)))
    for _ in range(5):  # a run that met the other's bill is tried again later
        gas.clock.advance(timedelta(hours=1))
        await gas.drain()

    invoices = await gas.invoices()
    async with tenant_transaction(tenant_id=gas.tenant_id):
        lines = await ledger.trial_balance()
    supplied = [each for each in gas.customers if each.started_on < date(2025, 10, 1)]
    assert [each.number for each in invoices] == list(range(1, len(supplied) + 1))
    assert len({each.customer_id for each in invoices}) == len(supplied)
    owed = {each.account: each.balance_yen for each in lines}["receivable.gas"]
    assert owed == sum(each.amount_yen for each in invoices)
