"""Enquiry of the trail."""

from __future__ import annotations

import asyncpg
import msgspec

from minamoto.foundation.audit.model import AuditEntry
from minamoto.foundation.storage.transactions import connection, tenant_id

_COLUMNS = "id, at, actor_kind, actor_id, act, subject_kind, subject_id, reason, before, after"


async def entries_of(*, subject_kind: str, subject_id: int | None, limit: int = 100) -> list[AuditEntry]:
    """Return what happened to a subject, newest first."""
    rows = await connection().fetch(
        f"""
        select {_COLUMNS} from audit_entries
        where tenant_id = $1 and subject_kind = $2 and subject_id is not distinct from $3
        order by at desc, id desc limit $4
        """,
        tenant_id(),
        subject_kind,
        subject_id,
        limit,
    )
    return [_entry(row) for row in rows]


async def newest_entries(
    *, act: str | None = None, before_id: int | None = None, limit: int = 100
) -> list[AuditEntry]:
    """Return the newest entries, of one act where named; ``before_id`` continues an earlier page."""
    rows = await connection().fetch(
        f"""
        select {_COLUMNS} from audit_entries
        where tenant_id = $1 and ($2::text is null or act = $2) and ($3::bigint is null or id < $3)
        order by at desc, id desc limit $4
        """,
        tenant_id(),
        act,
        before_id,
        limit,
    )
    return [_entry(row) for row in rows]


def _entry(row: asyncpg.Record) -> AuditEntry:
    return AuditEntry(
        id=row["id"],
        at=row["at"],
        actor_kind=row["actor_kind"],
        actor_id=row["actor_id"],
        act=row["act"],
        subject_kind=row["subject_kind"],
        subject_id=row["subject_id"],
        reason=row["reason"],
        before=None if row["before"] is None else msgspec.json.decode(row["before"]),
        after=None if row["after"] is None else msgspec.json.decode(row["after"]),
    )
