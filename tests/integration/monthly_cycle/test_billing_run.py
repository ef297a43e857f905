"""A month's usage becomes invoices and postings: once, whole, and with every number in place."""

from __future__ import annotations

import json
from datetime import date, datetime

import asyncpg
import pytest

from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.engine import connection_arguments
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.journeys.monthly_cycle import actors, operations
from minamoto.kernel.moments import JST
from minamoto.kernel.periods import Period
from minamoto.money.ledger import queries as ledger
from minamoto.supply.readings.model import ConfirmedUsage, ConfirmedUsageBatch, UsageSource
from minamoto.supply.readings.operations.confirmed import store_confirmed_usage
from minamoto.supply.readings.operations.usages import NewUsage, write_usages
from testkit.clock import MovingClock
from testkit.onboarding import PackTenant, onboard
from testkit.servers import Servers

OCTOBER = Period(date(2026, 9, 3), date(2026, 10, 3))


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(datetime(2026, 10, 20, 9, 0, tzinfo=JST))


@pytest.fixture
async def denki(database: Servers) -> PackTenant:
    secrets.unlock(b"m" * 32)
    return await onboard(database.admin_url, "hinata_denki")


async def _store_usage(tenant: PackTenant, quantities: dict[str, int]) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        batch = ConfirmedUsageBatch(
            service="electricity",
            revision=0,
            scale=0,
            rows=tuple(
                ConfirmedUsage(
                    point_number=number,
                    usage_month=date(2026, 10, 1),
                    sort_code="1",
                    period=OCTOBER,
                    quantity=quantity,
                    next_reading_on=date(2026, 11, 3),
                )
                for number, quantity in quantities.items()
            ),
        )
        stored = await store_confirmed_usage(batch=batch, now=datetime(2026, 10, 5, tzinfo=JST))
    assert stored.stored == len(quantities)


async def _run(tenant: PackTenant, clock: MovingClock, key: str = "run-1") -> dict[str, int]:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        asked = await operations.request_billing_run(
            posting_month=date(2026, 10, 1),
            services=("electricity",),
            run_key=key,
            requested_by=None,
            today=date(2026, 10, 20),
            now=clock.now(),
        )
    await jobs.drain(clock=clock, tenant_ids=[tenant.tenant_id])
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        row = await connection().fetchrow(
            "select state, result::text, failure::text from jobs where id = $1", asked.job_id
        )
    assert row is not None
    assert row["state"] == "done", row["failure"]
    result: dict[str, int] = json.loads(row["result"])
    return result


def _point(number: int) -> str:
    return f"0300111122223333{number:06d}"


async def test_a_metered_month_is_billed_to_the_yen(denki: PackTenant, clock: MovingClock) -> None:
    # 30A, 260 kWh, fuel -6.88, levy 4.18 (October 2026), paid by slip
    await _store_usage(denki, {_point(1): 260})

    result = await _run(denki, clock)

    async with tenant_transaction(tenant_id=denki.tenant_id):
        invoice = await connection().fetchrow("select * from invoices")
        balance = await ledger.trial_balance()
    # 935.25 + 120 x 29.80 + 140 x 36.40 - 260 x 6.88 = 7818.45; levy floor(260 x 4.18) = 1086
    assert result["issued_count"] == 1
    assert invoice is not None
    assert invoice["amount_yen"] == 7818 + 1086
    assert invoice["number"] == 1
    assert invoice["due_on"] == date(2026, 11, 19)
    assert sum(line.debit_yen for line in balance) == sum(line.credit_yen for line in balance)
    assert {line.account: line.balance_yen for line in balance}["receivable.electricity"] == 8904


async def test_running_again_changes_nothing(denki: PackTenant, clock: MovingClock) -> None:
    await _store_usage(denki, {_point(1): 260, _point(2): 310})

    first = await _run(denki, clock)
    again = await _run(denki, clock)
    another = await _run(denki, clock, key="run-2")

    async with tenant_transaction(tenant_id=denki.tenant_id):
        counts = await connection().fetchrow(
            """
            select (select count(*) from invoices) as invoices,
                   (select count(*) from assessments) as assessments,
                   (select count(*) from live_assessments) as live,
                   (select count(*) from postings) as postings
            """
        )
    assert again == first
    assert another["issued_count"] == 0
    assert dict(counts or {}) == {"invoices": 2, "assessments": 2, "live": 2, "postings": 4}


async def test_numbers_have_no_gap_and_every_invoice_has_one(
    denki: PackTenant, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actors, "CUSTOMERS_PER_CHUNK", 3)
    await _store_usage(denki, {_point(number): 100 + number for number in range(1, 12) if number % 4})

    result = await _run(denki, clock)

    async with tenant_transaction(tenant_id=denki.tenant_id):
        numbers = await connection().fetchval("select array_agg(number order by number) from invoices")
        chunks = await connection().fetchval("select count(*) from billing_run_chunks")
    assert result["issued_count"] == 9
    assert numbers == list(range(1, 10))
    assert chunks == 3


async def test_a_time_of_use_contract_without_interval_values_is_held(
    denki: PackTenant, clock: MovingClock
) -> None:
    await _store_usage(denki, {_point(1): 260, _point(4): 300})

    result = await _run(denki, clock)

    async with tenant_transaction(tenant_id=denki.tenant_id):
        held = await connection().fetch("select reason_code from held_bills")
    assert (result["issued_count"], result["held_count"]) == (1, 1)
    assert [row["reason_code"] for row in held] == ["interval-values-missing"]


async def test_a_missing_index_month_holds_the_bill(denki: PackTenant, clock: MovingClock) -> None:
    async with tenant_transaction(tenant_id=denki.tenant_id):
        point = await connection().fetchval(
            "select id from service_points where point_number = $1", _point(1)
        )
        await write_usages(
            usages=[
                NewUsage(
                    service_point_id=point,
                    period=Period(date(2024, 2, 3), date(2024, 3, 3)),
                    quantity=100,
                    scale=0,
                    source=UsageSource.CONFIRMED,
                    details={},
                )
            ],
            now=clock.now(),
        )

    result = await _run(denki, clock)

    async with tenant_transaction(tenant_id=denki.tenant_id):
        reason = await connection().fetchval("select reason_code from held_bills")
    assert result["issued_count"] == 0
    assert reason in {"tariff-version-missing", "index-missing"}


async def test_water_and_sewer_share_one_invoice_with_two_claims(
    database: Servers, clock: MovingClock
) -> None:
    secrets.unlock(b"m" * 32)
    suido = await onboard(database.admin_url, "aoba_suido")
    async with tenant_transaction(tenant_id=suido.tenant_id):
        point = await connection().fetchval("select id from service_points where point_number = '1000002'")
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
            now=clock.now(),
        )
        await operations.request_billing_run(
            posting_month=date(2026, 10, 1),
            services=("water", "sewer"),
            run_key="water",
            requested_by=None,
            today=date(2026, 10, 20),
            now=clock.now(),
        )
    await jobs.drain(clock=clock, tenant_ids=[suido.tenant_id])

    async with tenant_transaction(tenant_id=suido.tenant_id):
        invoices = await connection().fetch("select * from invoices")
        rows = await connection().fetch("select service, amount_yen from claims")
        amounts = {row["service"]: row["amount_yen"] for row in rows}
    # Tokyo's own example: 59 m³ of two months through 20 mm costs 9,038 and 7,062 yen.
    assert amounts == {"water": 9038, "sewer": 7062}
    assert [row["amount_yen"] for row in invoices] == [16100]
    assert len(invoices[0]["claim_ids"]) == 2


async def test_the_first_bill_of_a_supply_is_prorated(denki: PackTenant, clock: MovingClock) -> None:
    async with tenant_transaction(tenant_id=denki.tenant_id):
        point = await connection().fetchval(
            "select id from service_points where point_number = $1", _point(37)
        )
        await write_usages(
            usages=[
                NewUsage(
                    service_point_id=point,
                    period=Period(date(2026, 2, 10), date(2026, 3, 3)),
                    quantity=150,
                    scale=0,
                    source=UsageSource.CONFIRMED,
                    details={},
                )
            ],
            now=clock.now(),
        )

    await _run(denki, clock)

    async with tenant_transaction(tenant_id=denki.tenant_id):
        amount = await connection().fetchval("select amount_yen from invoices")
    # 21 of the 28 days from 3 February, 30 A: basic 935.25 x 21/28 = 701.43; first tier 120 x 21/28 = 90 kWh.
    # 701.43 + 90 x 29.80 + 60 x 36.40 - 150 x 7.10 = 4502.43; levy floor(150 x 3.98) = 597
    assert amount == 4502 + 597


async def test_usage_without_a_payer_is_held_and_never_passed_over(
    denki: PackTenant, database: Servers, clock: MovingClock
) -> None:
    await _store_usage(denki, {_point(1): 260, _point(2): 310})
    link = await asyncpg.connect(**connection_arguments(database.admin_url))
    try:
        await link.execute(
            """
            delete from customer_payers p using agreements a
            where p.tenant_id = $1 and a.tenant_id = $1 and a.customer_id = p.customer_id
                and a.agreement_number = 'E-00000001'
            """,
            denki.tenant_id,
        )
    finally:
        await link.close()

    result = await _run(denki, clock)

    async with tenant_transaction(tenant_id=denki.tenant_id):
        held = await connection().fetchval("select array_agg(reason_code) from held_bills")
    assert (result["issued_count"], result["held_count"]) == (1, 1)
    assert held == ["payer-missing"]
