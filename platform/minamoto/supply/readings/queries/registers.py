"""Reading register values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.supply.readings.model import DialReading, ReadingKind

# A reading that another one corrects no longer counts. Both stand at one installation, which has an index.
_LIVE = """
    not exists (
        select 1 from register_readings c
        where c.tenant_id = r.tenant_id and c.installation_id = r.installation_id and c.corrects_id = r.id
    )
"""


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A register value as screens show it; ``value`` is scaled by ``10**scale``."""

    id: int
    installation_id: int
    serial: str
    read_on: date
    value: int | None
    scale: int
    kind: ReadingKind
    reason: str | None
    note: str | None
    corrects_id: int | None


async def latest_readings(*, service_point_id: int, limit: int = 13) -> list[ReadingRow]:
    """Return a point's latest readings that count, newest first."""
    rows = await connection().fetch(
        f"""
        select r.id, r.installation_id, m.serial, r.read_on, r.register_value as value, r.scale, r.kind,
               r.reason_code as reason, r.note, r.corrects_id
        from register_readings r
        join meter_installations i on i.tenant_id = r.tenant_id and i.id = r.installation_id
        join meters m on m.tenant_id = i.tenant_id and m.id = i.meter_id
        where r.tenant_id = $1 and r.service_point_id = $2 and {_LIVE}
        order by r.read_on desc, r.id desc limit $3
        """,
        tenant_id(),
        service_point_id,
        limit,
    )
    return [ReadingRow(**{**dict(row), "kind": ReadingKind(row["kind"])}) for row in rows]


async def readings_around(*, since: Mapping[int, date]) -> dict[int, list[DialReading]]:
    """Return, per point, its readings from a day on and the last one with a value before that day.

    ``since`` gives each point's day.
    """
    rows = await connection().fetch(
        f"""
        select r.id, r.service_point_id, r.installation_id, r.read_on, r.register_value, r.kind,
               r.reason_code
        from unnest($2::bigint[], $3::date[]) as s (point, day)
        cross join lateral (
            select coalesce(max(r.read_on), s.day) as day from register_readings r
            where r.tenant_id = $1 and r.service_point_id = s.point and r.read_on < s.day
              and r.register_value is not null and {_LIVE}
        ) as b
        join register_readings r on r.tenant_id = $1 and r.service_point_id = s.point
            and r.read_on >= b.day
        where {_LIVE}
        """,
        tenant_id(),
        list(since),
        list(since.values()),
    )
    found: dict[int, list[DialReading]] = {point: [] for point in since}
    for row in rows:
        found[row["service_point_id"]].append(
            DialReading(
                id=row["id"],
                installation_id=row["installation_id"],
                read_on=row["read_on"],
                value=row["register_value"],
                kind=ReadingKind(row["kind"]),
                reason=row["reason_code"],
            )
        )
    return found
