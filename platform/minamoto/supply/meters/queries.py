"""Reads of meters and where they hang."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from minamoto.foundation.storage.transactions import connection, tenant_id


@dataclass(frozen=True, slots=True)
class InstalledMeter:
    """A meter at a service point from a day until, perhaps, another. Values are scaled by ``10 ** scale``."""

    installation_id: int
    meter_id: int
    service_point_id: int
    serial: str
    service: str
    digits: int
    scale: int
    certified_until: date | None
    installed_on: date
    removed_on: date | None


_COLUMNS = """
    i.id as installation_id, i.meter_id, i.service_point_id, m.serial, m.service, m.digits, m.scale,
    m.certified_until, i.installed_on, i.removed_on
"""


async def meters_at(point_ids: Collection[int]) -> list[InstalledMeter]:
    """Return every meter that hangs or hung at the points, the newest installation first."""
    rows = await connection().fetch(
        f"""
        select {_COLUMNS}
        from meter_installations i
        join meters m on m.tenant_id = i.tenant_id and m.id = i.meter_id
        where i.tenant_id = $1 and i.service_point_id = any($2::bigint[])
        order by i.service_point_id, i.installed_on desc, i.id desc
        """,
        tenant_id(),
        list(set(point_ids)),
    )
    return [InstalledMeter(**row) for row in rows]


async def installations_by_id(installation_ids: Collection[int]) -> dict[int, InstalledMeter]:
    """Return installations by id."""
    rows = await connection().fetch(
        f"""
        select {_COLUMNS}
        from meter_installations i
        join meters m on m.tenant_id = i.tenant_id and m.id = i.meter_id
        where i.tenant_id = $1 and i.id = any($2::bigint[])
        """,
        tenant_id(),
        list(set(installation_ids)),
    )
    return {row["installation_id"]: InstalledMeter(**row) for row in rows}


async def search_meters(*, serial: str, limit: int) -> list[int]:
    """Return ids of service points where a meter hangs or hung whose number begins with the text."""
    rows = await connection().fetch(
        """
        select distinct i.service_point_id
        from meters m
        join meter_installations i on i.tenant_id = m.tenant_id and i.meter_id = m.id
        where m.tenant_id = $1 and m.serial ~>=~ $2 and m.serial ~<~ $3
        limit $4
        """,
        tenant_id(),
        serial,
        serial + "\U0010ffff",
        limit,
    )
    return [row["service_point_id"] for row in rows]
