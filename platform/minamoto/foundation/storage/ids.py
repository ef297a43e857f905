"""Ids in blocks: a process takes a thousand at a time, and gaps are meant."""

from __future__ import annotations

import asyncpg

from minamoto.foundation.storage.transactions import connection

BLOCK = 1000


class _Allotment:
    """What is left of the block this process holds."""

    def __init__(self) -> None:
        self.next = 0
        self.end = 0


_allotment = _Allotment()


async def next_id() -> int:
    """Return a fresh id, unique over all tenants and tables."""
    if _allotment.next == _allotment.end:
        start = await connection().fetchval("select nextval('id_blocks')")
        # Another task may have refilled while we waited; its rest is left as a gap.
        _allotment.next, _allotment.end = start, start + BLOCK
    value = _allotment.next
    _allotment.next += 1
    return value


async def next_ids(count: int) -> list[int]:
    """Return ``count`` fresh ids, in whole blocks of their own."""
    if count <= 0:
        return []
    blocks = -(-count // BLOCK)
    rows: list[asyncpg.Record] = await connection().fetch(
        "select nextval('id_blocks') as start from generate_series(1, $1)", blocks
    )
    numbers = [row["start"] + offset for row in rows for offset in range(BLOCK)]
    return numbers[:count]


def forget_block() -> None:
    """Drop the held block, after another database was opened."""
    _allotment.next = _allotment.end = 0
