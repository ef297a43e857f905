"""Writing of the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from minamoto.foundation.audit.model import ActorKind
from minamoto.foundation.storage.ids import next_id
from minamoto.foundation.storage.transactions import connection, tenant_id


async def record(
    *,
    at: datetime,
    actor_kind: ActorKind,
    actor_id: int | None,
    act: str,
    subject_kind: str,
    subject_id: int | None = None,
    reason: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> int:
    """Append one entry to the open tenant's trail and return its id.

    ``act`` is a stable kebab-case name such as ``login-failed``. ``before`` and ``after`` must hold no
    password, token, account number or other secret.
    """
    number = await next_id()
    await connection().execute(
        """
        insert into audit_entries (tenant_id, id, at, actor_kind, actor_id, act, subject_kind, subject_id,
                                   reason, before, after)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        tenant_id(),
        number,
        at,
        actor_kind,
        actor_id,
        act,
        subject_kind,
        subject_id,
        reason,
        _encoded(before),
        _encoded(after),
    )
    return number


def _encoded(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
