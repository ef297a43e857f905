"""Writing of a tenant's dated settings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from minamoto.foundation.storage.transactions import connection, tenant_id


async def set_setting(*, key: str, valid_from: date, value: Any, recorded_at: datetime) -> None:
    """Put a setting in force from a day; the latest record of the latest day not after the asked one counts.

    ``value`` is anything JSON can say. A change of the past is a new record and keeps the old one.
    """
    await connection().execute(
        """
        insert into tenant_settings (tenant_id, key, valid_from, recorded_at, value)
        values ($1, $2, $3, $4, $5)
        """,
        tenant_id(),
        key,
        valid_from,
        recorded_at,
        msgspec.json.encode(value).decode(),
    )
