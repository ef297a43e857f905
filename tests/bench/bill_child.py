"""One bill run by the real job in a fresh process: ``python -m bench.bill_child``, the task on its input."""

from __future__ import annotations

import asyncio
import time
from datetime import date
from typing import Any

from bench.machine import answer, peak_memory_mb, processor_seconds, read_task
from bench.population import MASTER_KEY, MONTH
from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.secrets import operations as vault
from minamoto.foundation.storage.engine import ENGINE
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.journeys.monthly_cycle.actors import JOB_NAME, write_arguments
from minamoto.kernel.moments import SystemClock
from minamoto.kernel.periods import Period, add_months
from minamoto.money.billing.model import RunPlan

_PLAN = RunPlan(
    run_key="bench",
    usage_ends=Period(MONTH, add_months(MONTH, 1)),
    services=("electricity",),
    assessed_on=date(2026, 10, 20),
    due_on=date(2026, 11, 19),
    posting_month=MONTH,
)


async def bill(app_url: str, tenant_id: int) -> dict[str, Any]:
    """Ask for the run, work it as a worker would, and tell how long that took and what came of it."""
    vault.unlock(MASTER_KEY)
    clock = SystemClock()
    await ENGINE.open(app_url, min_size=1, max_size=8)
    try:
        async with tenant_transaction(tenant_id=tenant_id):
            asked = await jobs.request_job(
                name=JOB_NAME, idempotency_key="bench", arguments=write_arguments(_PLAN), now=clock.now()
            )
        memory_before = peak_memory_mb()
        used_before = time.process_time()
        started = time.perf_counter()
        await jobs.drain(clock=clock, tenant_ids=[tenant_id])
        seconds = time.perf_counter() - started
        used = time.process_time() - used_before
        used_by_database = await _used_by_database()
        async with tenant_transaction(tenant_id=tenant_id):
            row = await connection().fetchrow(
                """
                select j.state, (select count(*) from invoices where tenant_id = $1) as invoices,
                       (select count(*) from held_bills where tenant_id = $1) as held
                from jobs j where j.tenant_id = $1 and j.id = $2
                """,
                tenant_id,
                asked.job_id,
            )
    finally:
        await ENGINE.close()
    if row is None or row["state"] != "done" or row["held"]:
        message = f"the run did not end well: {row and dict(row)}"
        raise RuntimeError(message)
    return {
        "seconds": seconds,
        "bills": row["invoices"],
        "processor_s": used,
        "database_processor_s": used_by_database,
        "memory_before_mb": memory_before,
        "peak_mb": peak_memory_mb(),
    }


async def _used_by_database() -> float:
    """Return the processor time of the connections this run worked on, when the server is on this machine."""
    async with ENGINE.bare_connection() as link:
        rows = await link.fetch("select pid from pg_stat_activity where usename = current_user")
    return sum(processor_seconds(row["pid"]) for row in rows)


if __name__ == "__main__":
    task = read_task()
    answer(asyncio.run(bill(task["app_url"], task["tenant_id"])))
