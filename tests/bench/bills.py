"""Bills a second and peak memory of a run, each size in a fresh process; and rating alone."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from bench.baseline import copy_same_rows
from bench.figures import Figure, Sizes
from bench.machine import run_child
from bench.population import PERIOD, Population, analyse, opened, populate
from minamoto.foundation.storage.engine import ENGINE
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.journeys.monthly_cycle.determinants import bill_usage, index_month
from minamoto.journeys.monthly_cycle.due import list_due
from minamoto.journeys.monthly_cycle.model import DueUsage
from minamoto.journeys.monthly_cycle.prices import load_prices
from minamoto.journeys.monthly_cycle.rating import PriceBook, PricedVersion, rate_due
from minamoto.kernel.periods import Period, add_months
from minamoto.pricing.rating.batch import BillUsage, batch_of
from testkit.servers import Servers

WRITTEN = (
    "assessments",
    "live_assessments",
    "claims",
    "postings",
    "invoices",
    "live_invoice_claims",
)
ASSESSED_ON = date(2026, 10, 20)
_RATED_AT_ONCE = 2_000
_RATED = 20_000

_BASIC = {
    10: Decimal("311.75"),
    15: Decimal("467.63"),
    20: Decimal("623.50"),
    30: Decimal("935.25"),
    40: Decimal("1247.00"),
    50: Decimal("1558.75"),
    60: Decimal("1870.50"),
}
_FUEL, _LEVY, _MINIMUM, _DISCOUNT = Decimal("-6.88"), Decimal("4.18"), Decimal("328.08"), Decimal(55)


async def measure_runs(servers: Servers, sizes: Sizes) -> list[Figure]:
    """Bill a tenant of each size by the real job; compare with a bare COPY of the rows it wrote."""
    figures: list[Figure] = []
    peaks: list[tuple[int, int]] = []
    for contracts in sizes.contracts:
        await opened(servers)
        population = await populate(servers, contracts)
        await analyse(servers)
        await ENGINE.close()
        done = run_child("bench.bill_child", {"app_url": servers.app_url, "tenant_id": population.tenant_id})
        bare = await copy_same_rows(servers, tables=WRITTEN, tenant_id=population.tenant_id)
        peaks.append((contracts, done["peak_mb"]))
        figures.append(
            Figure(
                f"bills at {contracts:,} contracts",
                done["bills"] / done["seconds"],
                "bills/s",
                "bare COPY of the rows of the same tables",
                done["bills"] / bare.seconds,
                f"{bare.rows:,} rows, {bare.megabytes} MB, {done['seconds']:.1f} s; processor time a bill"
                f" {_micro(done, 'processor_s')} µs here, {_micro(done, 'database_processor_s')} µs database",
            )
        )
    (small, least), (large, most) = peaks[0], peaks[-1]
    figures.append(
        Figure(
            "peak memory of the run",
            most,
            "MiB",
            f"the run of {small:,} contracts",
            least,
            f"{large:,} contracts against {small:,}, each in a process of its own",
        )
    )
    return figures


def _micro(done: Mapping[str, Any], name: str) -> str:
    """Return a time per bill in microseconds: it hardly depends on what else the machine does."""
    return f"{done[name] / done['bills'] * 1e6:.0f}"


async def measure_rating(servers: Servers, sizes: Sizes) -> list[Figure]:
    """Rate the month of a tenant in columns, alone and with its working, against a plain Decimal loop.

    :raises RuntimeError: when the two disagree by a yen.
    """
    await opened(servers)
    population = await populate(servers, min(_RATED, max(sizes.contracts)))
    await analyse(servers)
    chunks, book = await due_in_chunks(population)
    await ENGINE.close()
    bills_of_chunks = [prepared(chunk, book) for chunk in chunks]
    plan = version_of(chunks[0], book).plan
    started = time.perf_counter()
    batches = [batch_of(bills) for bills in bills_of_chunks]
    gathered = time.perf_counter() - started
    started = time.perf_counter()
    amounts = [plan.rate(batch).amount_yen for batch in batches]
    in_columns = time.perf_counter() - started
    started = time.perf_counter()
    for chunk in chunks:
        rate_due(chunk, book, {}, assessed_on=ASSESSED_ON)
    explained = time.perf_counter() - started
    started = time.perf_counter()
    plain = [[plain_amount(each) for each in chunk] for chunk in chunks]
    in_a_loop = time.perf_counter() - started
    if [each.tolist() for each in amounts] != plain:
        message = "the plan and the plain loop do not agree to the yen"
        raise RuntimeError(message)
    count = sum(map(len, chunks))
    loop = "plain Decimal loop, the amount alone"
    note = f"{count:,} bills of 従量電灯B, equal to the yen"
    return [
        Figure("rating alone, on columns", count / in_columns, "bills/s", loop, count / in_a_loop, note),
        Figure(
            "rating alone, bills gathered into columns first",
            count / (gathered + in_columns),
            "bills/s",
            loop,
            count / in_a_loop,
            note,
        ),
        Figure(
            "rating with its working as JSON",
            count / explained,
            "bills/s",
            loop,
            count / in_a_loop,
            "what a run does: versions, determinants, amounts, steps",
        ),
    ]


async def due_in_chunks(population: Population) -> tuple[list[list[DueUsage]], PriceBook]:
    async with tenant_transaction(tenant_id=population.tenant_id):
        chunks = [
            await list_due(
                usage_ends=Period(PERIOD.start, add_months(PERIOD.end, 1)),
                services=("electricity",),
                first_customer_id=population.customer_id(first),
                last_customer_id=population.customer_id(
                    min(first + _RATED_AT_ONCE - 1, population.contracts)
                ),
            )
            for first in range(1, population.contracts + 1, _RATED_AT_ONCE)
        ]
        book = await load_prices(chunks[0])
    return chunks, book


def version_of(chunk: list[DueUsage], book: PriceBook) -> PricedVersion:
    version = book.version_for(chunk[0], ASSESSED_ON)
    if version is None:
        message = "the pack has no released tariff for the month"
        raise RuntimeError(message)
    return version


def prepared(chunk: list[DueUsage], book: PriceBook) -> list[BillUsage]:
    plan = version_of(chunk, book).plan
    return [
        bill_usage(
            each,
            plan.definition,
            channels={plan.definition.channels[0].code: each.quantity},
            indexes={code: book.indexes[code, index_month(each)] for code in plan.indexes},
        )
        for each in chunk
    ]


def plain_amount(due: DueUsage) -> int:
    """Price one bill of 従量電灯B as anybody would write it: Decimal by Decimal, without a step kept."""
    usage = due.quantity.quantize(Decimal(1), "ROUND_HALF_UP")
    basic = _BASIC[int(due.attributes["ampere"])]
    if not usage:
        basic *= Decimal("0.5")
    energy = (
        min(usage, Decimal(120)) * Decimal("29.80")
        + max(min(usage, Decimal(300)) - 120, Decimal(0)) * Decimal("36.40")
        + max(usage - 300, Decimal(0)) * Decimal("40.49")
    )
    charges = max(basic + energy + usage * _FUEL, _MINIMUM)
    levy = (usage * _LEVY).to_integral_value(ROUND_DOWN)
    discount = _DISCOUNT if due.payer_method == "direct_debit" else Decimal(0)
    return math.floor(charges + levy - discount)
