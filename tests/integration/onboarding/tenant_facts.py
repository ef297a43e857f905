"""Every row of a tenant, table by table, as the administrator sees them: what a change would show in."""

from __future__ import annotations

import hashlib

import asyncpg

from minamoto.foundation.storage.catalogue import UNFENCED, read_tables
from minamoto.foundation.storage.engine import connection_arguments


async def row_counts(admin_url: str, tenant_id: int) -> dict[str, int]:
    """Return how many rows of a tenant each fenced table holds; tables with none are left out."""
    link = await asyncpg.connect(**connection_arguments(admin_url))
    try:
        found = {
            table: await link.fetchval(f"select count(*) from {table} where tenant_id = $1", tenant_id)
            for table in await fenced_tables(link)
        }
    finally:
        await link.close()
    return {table: count for table, count in found.items() if count}


async def digests(admin_url: str, tenant_id: int) -> dict[str, str]:
    """Return a digest of each table's rows of a tenant, whatever order they lie in."""
    link = await asyncpg.connect(**connection_arguments(admin_url))
    try:
        found = {}
        for table in await fenced_tables(link):
            rows = await link.fetch(
                f"select t::text as row from {table} t where tenant_id = $1 order by 1", tenant_id
            )
            if rows:
                text = "\n".join(row["row"] for row in rows)
                found[table] = f"{len(rows)} {hashlib.sha256(text.encode()).hexdigest()}"
        return found
    finally:
        await link.close()


async def fenced_tables(link: asyncpg.Connection[asyncpg.Record]) -> list[str]:
    """Return every table that must be fenced, partitions left out."""
    tables = await read_tables(link)
    return [each.name for each in tables if not each.is_partition and each.name not in UNFENCED]
