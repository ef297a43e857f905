"""What served its purpose is removed: ended sessions, dead codes, forgotten failures, old answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from minamoto.foundation.storage.transactions import connection, tenant_id

_SWEEPS: tuple[tuple[str, timedelta], ...] = (
    (
        "delete from sessions where tenant_id = $1 and coalesce(ended_at, expires_at) < $2",
        timedelta(days=30),
    ),
    ("delete from one_time_codes where tenant_id = $1 and expires_at < $2", timedelta(days=1)),
    (
        (
            "delete from login_failures where tenant_id = $1 and last_failure_at < $2 "
            "and coalesce(locked_until, $2) <= $2"
        ),
        timedelta(days=2),
    ),
    ("delete from sso_attempts where tenant_id = $1 and expires_at < $2", timedelta(0)),
    ("delete from used_assertions where tenant_id = $1 and expires_at < $2", timedelta(0)),
    ("delete from idempotent_answers where tenant_id = $1 and created_at < $2", timedelta(days=2)),
)
"""Each with how long before now the moment ``$2`` lies."""


async def sweep(*, at: datetime) -> int:
    """Remove the open tenant's dead rows and return how many there were. Safe to repeat; meant for nights.

    An Idempotency-Key counts for two days: a repetition after that is a new act.
    """
    removed = 0
    for statement, age in _SWEEPS:
        status = await connection().execute(statement, tenant_id(), at - age)
        removed += int(status.rpartition(" ")[2])
    return removed
