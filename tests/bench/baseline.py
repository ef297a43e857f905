"""The baseline of everything that is written: a bare binary COPY of the very same rows into plain tables.

No index, no constraint, no row security, no rating, no numbers: one COPY per table, then a commit.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from minamoto.foundation.storage.engine import connection_arguments
from testkit.servers import Servers


@dataclass(frozen=True)
class Copied:
    """How long a COPY of all rows of some tables took."""

    seconds: float
    rows: int
    megabytes: int


async def copy_same_rows(
    servers: Servers, *, tables: Sequence[str], tenant_id: int, condition: str = "true"
) -> Copied:
    """Copy a tenant's rows out of tables, then time copying them into plain ones of the same columns."""
    link = await asyncpg.connect(**connection_arguments(servers.admin_url), command_timeout=600)
    try:
        await link.execute("drop schema if exists bare cascade; create schema bare")
        with tempfile.TemporaryDirectory(prefix="minamoto-bench-rows-") as name:
            files = {table: Path(name) / table for table in tables}
            for table, path in files.items():
                await link.execute(f"create table bare.{table} (like minamoto.{table})")
                await link.copy_from_query(
                    f"select * from minamoto.{table} where tenant_id = {tenant_id} and {condition}",
                    output=path,
                    format="binary",
                )
            rows = 0
            started = time.perf_counter()
            async with link.transaction():
                for table, path in files.items():
                    status = await link.copy_to_table(table, source=path, schema_name="bare", format="binary")
                    rows += int(status.rsplit(" ", 1)[1])
            seconds = time.perf_counter() - started
            megabytes = sum(path.stat().st_size for path in files.values()) // 1024**2
        await link.execute("drop schema bare cascade")
    finally:
        await link.close()
    return Copied(seconds, rows, megabytes)
