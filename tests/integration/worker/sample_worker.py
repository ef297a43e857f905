"""A worker process with sample jobs, started by the tests: ``python sample_worker.py [--with-parent]``.

``SAMPLE_HOLD_FILE`` names a file: while it exists, the held job goes on.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from minamoto.foundation.jobs.ports import JobContext, job
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.worker.main import main

NOTE = """
insert into master_rows (tenant_id, kind, code, valid_from, name, attributes, recorded_at)
values ($1, 'sample', $2, '2026-04-01', $3, '{}', '2026-04-01')
"""


async def _note(context: JobContext) -> None:
    """Leave a trace of every attempt of every process."""
    async with tenant_transaction(tenant_id=context.tenant_id):
        code = f"{context.job_id}-{context.attempt}-{os.getpid()}"
        await connection().execute(NOTE, context.tenant_id, code, str(os.getpid()))


@job("sample.once")
async def once(context: JobContext) -> Mapping[str, Any]:
    await _note(context)
    return {"process": os.getpid()}


@job("sample.held")
async def held(context: JobContext) -> Mapping[str, Any]:
    await _note(context)
    await context.progress(1, 2, "holding")
    hold = Path(os.environ["SAMPLE_HOLD_FILE"])
    while await asyncio.to_thread(hold.exists):  # noqa: ASYNC110 - the test that holds it is another process
        await asyncio.sleep(0.01)
    return {"process": os.getpid()}


if __name__ == "__main__":
    sys.exit(main())
