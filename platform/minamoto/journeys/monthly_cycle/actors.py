"""The job ``billing.run``: plans a run once, then works its chunks, each in a transaction of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

from minamoto.foundation.jobs.ports import JobContext, job
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.foundation.tenancy import queries as tenancy
from minamoto.journeys.monthly_cycle.chunk import ChunkWork, bill_chunk
from minamoto.journeys.monthly_cycle.due import plan_bounds
from minamoto.journeys.monthly_cycle.model import RunDates
from minamoto.kernel.periods import Period
from minamoto.money.billing import operations as billing
from minamoto.money.billing.model import RunPlan

JOB_NAME = "billing.run"
CUSTOMERS_PER_CHUNK = 2000
CHUNKS_AT_ONCE = 2
"""Each lane holds one connection of the process's pool."""


@job(JOB_NAME)
async def run_billing(context: JobContext) -> Mapping[str, Any]:
    """Bill everything that is due under the run's plan; safe to run again after any interruption."""
    plan = read_plan(context.arguments)
    async with tenant_transaction(tenant_id=context.tenant_id):
        run_id, is_new = await billing.open_run(plan=plan, job_id=context.job_id, now=context.clock.now())
        if is_new:
            bounds = await plan_bounds(
                usage_ends=plan.usage_ends, services=plan.services, customers_per_chunk=CUSTOMERS_PER_CHUNK
            )
            await billing.plan_chunks(run_id=run_id, bounds=bounds)
        registration_number = await tenancy.registration_number()
    work = ChunkWork(
        dates=RunDates(run_id, plan.assessed_on, plan.due_on, plan.posting_month),
        usage_ends=plan.usage_ends,
        services=plan.services,
        registration_number=registration_number,
    )
    await _work_side_by_side(context, work)
    async with tenant_transaction(tenant_id=context.tenant_id):
        totals = await billing.run_totals(run_id=run_id)
    return {
        "run_id": run_id,
        "issued_count": totals.issued_count,
        "held_count": totals.held_count,
        "amount_yen": totals.amount_yen,
    }


async def _work_side_by_side(context: JobContext, work: ChunkWork) -> None:
    """Work chunks until none is left, a few at once: one is rated while the database writes another.

    The first error ends them all; what the others hold goes back unworked.
    """
    lanes = [asyncio.create_task(_work_lane(context, work)) for _ in range(CHUNKS_AT_ONCE)]
    try:
        await asyncio.gather(*lanes)
    finally:
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)


async def _work_lane(context: JobContext, work: ChunkWork) -> None:
    """Work one chunk after another."""
    while await _work_one(context, work):
        context.stop_if_cancelled()


async def _work_one(context: JobContext, work: ChunkWork) -> bool:
    """Claim and bill one chunk; tell whether there was one."""
    async with tenant_transaction(tenant_id=context.tenant_id):
        chunk = await billing.claim_chunk(run_id=work.dates.run_id)
        if chunk is None:
            return False
        await bill_chunk(chunk=chunk, work=work, now=context.clock.now())
        totals = await billing.run_totals(run_id=work.dates.run_id)
    await context.progress(totals.done_count, totals.due_count)
    return True


def write_arguments(plan: RunPlan) -> dict[str, Any]:
    """Return the job's arguments for a plan, as JSON."""
    return {
        "run_key": plan.run_key,
        "usage_ends_from": plan.usage_ends.start.isoformat(),
        "usage_ends_to": plan.usage_ends.end.isoformat(),
        "services": list(plan.services),
        "assessed_on": plan.assessed_on.isoformat(),
        "due_on": plan.due_on.isoformat(),
        "posting_month": plan.posting_month.isoformat(),
    }


def read_plan(arguments: Mapping[str, Any]) -> RunPlan:
    """Return the plan that a job's arguments say."""
    return RunPlan(
        run_key=arguments["run_key"],
        usage_ends=Period(
            date.fromisoformat(arguments["usage_ends_from"]), date.fromisoformat(arguments["usage_ends_to"])
        ),
        services=tuple(arguments["services"]),
        assessed_on=date.fromisoformat(arguments["assessed_on"]),
        due_on=date.fromisoformat(arguments["due_on"]),
        posting_month=date.fromisoformat(arguments["posting_month"]),
    )
