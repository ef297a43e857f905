"""Takes files in through the inbox in a fresh process: ``python -m bench.readings_child``."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from bench.machine import answer, peak_memory_mb, read_task
from bench.population import MASTER_KEY
from minamoto.foundation.exchange import operations as exchange
from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.secrets import operations as vault
from minamoto.foundation.storage.engine import ENGINE
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.moments import SystemClock
from minamoto.worker.handlers import load_handlers
from minamoto_adapters.electricity.adapter import ADAPTER


async def take_in(app_url: str, tenant_id: int, kind: str, files: list[str]) -> dict[str, Any]:
    """Receive every file and handle it as a worker would, one after the other."""
    vault.unlock(MASTER_KEY)
    load_handlers(adapters=[ADAPTER])
    clock = SystemClock()
    await ENGINE.open(app_url, min_size=1, max_size=8)
    try:
        started = time.perf_counter()
        for path in map(Path, files):
            content = await asyncio.to_thread(path.read_bytes)
            async with tenant_transaction(tenant_id=tenant_id):
                await exchange.receive(
                    channel="bench",
                    kind=kind,
                    file_name=path.name,
                    content=content,
                    now=clock.now(),
                )
            await jobs.drain(clock=clock, tenant_ids=[tenant_id])
        seconds = time.perf_counter() - started
        async with tenant_transaction(tenant_id=tenant_id):
            states = await connection().fetch(
                "select distinct state from inbox_messages where tenant_id = $1", tenant_id
            )
            point_days = await connection().fetchval(
                "select count(*) from interval_days where tenant_id = $1", tenant_id
            )
    finally:
        await ENGINE.close()
    if [row["state"] for row in states] != ["done"]:
        message = f"the files were not all taken in whole: {[row['state'] for row in states]}"
        raise RuntimeError(message)
    return {"seconds": seconds, "point_days": point_days, "peak_mb": peak_memory_mb()}


if __name__ == "__main__":
    task = read_task()
    answer(asyncio.run(take_in(task["app_url"], task["tenant_id"], task["kind"], task["files"])))
