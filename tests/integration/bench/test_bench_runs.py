"""The bench measures something real at tiny sizes; how fast is not for a test to say."""

from __future__ import annotations

import io
import math

import pytest
from rich.console import Console

from bench import bills, papers, readings
from bench.baseline import copy_same_rows
from bench.figures import Figure, Sizes, print_figures
from bench.invariants import RULES
from bench.machine import NotDurable, conditions, peak_memory_mb, run_child
from bench.population import MONTH, PERIOD, analyse, populate, write_usage
from minamoto.foundation.storage import ids
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.periods import Period, add_months
from minamoto_adapters.electricity.confirmed_xml import CONFIRMED_USAGE
from minamoto_adapters.electricity.interval_xml import PREVIOUS_DAY
from testkit.servers import Servers

pytestmark = pytest.mark.slow

TINY = Sizes(
    points=5,
    days_of_points=1,
    confirmed_points=2,
    contracts=(20, 40),
    documents=1,
    seconds=1,
    connections=2,
)


@pytest.fixture
def fresh_ids(database: Servers) -> Servers:
    """Servers whose engine the bench may close and open for itself: here it stays open."""
    ids.forget_block()
    return database


async def test_a_server_that_may_lose_commits_is_refused(database: Servers) -> None:
    with pytest.raises(NotDurable):  # the tests' own server runs without fsync
        await conditions(database)


async def test_every_contract_is_billed_once_by_the_child(fresh_ids: Servers) -> None:
    population = await populate(fresh_ids, 40)
    await analyse(fresh_ids)

    done = run_child("bench.bill_child", {"app_url": fresh_ids.app_url, "tenant_id": population.tenant_id})
    bare = await copy_same_rows(fresh_ids, tables=bills.WRITTEN, tenant_id=population.tenant_id)

    assert done["bills"] == 40
    assert bare.rows >= 6 * 40
    assert done["peak_mb"] > 0
    async with tenant_transaction(tenant_id=population.tenant_id):
        wrong = {
            rule: found
            for rule, statement in RULES.items()
            if (found := await connection().fetchval(statement, population.tenant_id, 40))
        }
    assert wrong == {}


async def test_the_invariants_see_what_is_missing(fresh_ids: Servers) -> None:
    population = await populate(fresh_ids, 3)

    run_child("bench.bill_child", {"app_url": fresh_ids.app_url, "tenant_id": population.tenant_id})

    async with tenant_transaction(tenant_id=population.tenant_id):
        seen = [
            rule
            for rule, statement in RULES.items()
            if await connection().fetchval(statement, population.tenant_id, 4)
        ]
    assert "one assessment per contract and period" in seen
    assert "one invoice per contract and period" in seen


async def test_the_plain_loop_prices_as_the_plan_does(fresh_ids: Servers) -> None:
    population = await populate(fresh_ids, 200)

    chunks, book = await bills.due_in_chunks(population)

    plan = bills.version_of(chunks[0], book).plan
    rated = [
        int(plan.rate_bill(bill).amount_yen[0]) for chunk in chunks for bill in bills.prepared(chunk, book)
    ]
    assert rated == [bills.plain_amount(due) for chunk in chunks for due in chunk]
    assert len(rated) == 200


async def test_another_month_has_other_usage(fresh_ids: Servers) -> None:
    population = await populate(fresh_ids, 5)

    await write_usage(population, Period(PERIOD.end, add_months(PERIOD.end, 1)), usage_base=1)

    async with tenant_transaction(tenant_id=population.tenant_id):
        sums = await connection().fetch(
            "select period_from, sum(quantity) as sum from usages where tenant_id = $1 group by 1 order by 1",
            population.tenant_id,
        )
    assert [row["period_from"] for row in sums] == [PERIOD.start, PERIOD.end]
    assert sums[0]["sum"] != sums[1]["sum"]
    assert PERIOD.end.replace(day=1) == MONTH


async def test_files_of_an_operator_are_taken_in_by_the_child(fresh_ids: Servers) -> None:
    daily = await populate(fresh_ids, TINY.points, with_usage=False)
    monthly = await populate(fresh_ids, TINY.confirmed_points, with_usage=False)

    figures = [
        await readings.taken_in(fresh_ids, daily, "day", PREVIOUS_DAY.kind, readings.previous_days(daily, 1)),
        await readings.taken_in(
            fresh_ids, monthly, "month", CONFIRMED_USAGE.kind, readings.confirmed(monthly)
        ),
    ]

    assert all(each.value > 0 and each.baseline_value > 0 for each in figures)
    assert "240 readings in 5 rows from 1 files" in figures[0].note
    assert "2,880 readings in 60 rows from 1 files" in figures[1].note


def test_both_ways_print_a_pdf() -> None:
    figures = papers.measure(TINY)

    assert figures[0].value > 0
    assert figures[0].baseline_value > 0


def test_figures_are_printed_with_their_ratio() -> None:
    out = io.StringIO()

    print_figures(Console(file=out, width=200), [Figure("bills", 500.0, "bills/s", "COPY", 2000.0, "note")])

    assert "0.250" in out.getvalue()
    assert "500 bills/s" in out.getvalue()
    assert math.isnan(Figure("x", 1.0, "y", "z", 0.0).ratio)
    assert peak_memory_mb() > 0
