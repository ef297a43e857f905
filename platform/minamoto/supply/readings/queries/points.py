"""Finding the service point or meter that a record of a file means, for a whole file at once."""

from __future__ import annotations

from collections.abc import Sequence

from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.supply.readings.model import InstalledMeter


async def service_point_ids(*, service: str, point_numbers: Sequence[str]) -> dict[str, int]:
    """Return the id of each point number that is registered for a service."""
    rows = await connection().fetch(
        """
        select point_number, id from service_points
        where tenant_id = $1 and service = $2 and point_number = any($3::text[])
        """,
        tenant_id(),
        service,
        list(dict.fromkeys(point_numbers)),
    )
    return {row["point_number"]: row["id"] for row in rows}


async def installations_of(
    *, service: str, serials: Sequence[str], point_numbers: Sequence[str]
) -> list[InstalledMeter]:
    """Return every installation, past ones too, at the points that the serials or numbers lead to."""
    rows = await connection().fetch(
        """
        with meant as (
            select i.service_point_id from meters m
            join meter_installations i on i.tenant_id = m.tenant_id and i.meter_id = m.id
            where m.tenant_id = $1 and m.service = $2 and m.serial = any($3::text[])
            union
            select id from service_points
            where tenant_id = $1 and service = $2 and point_number = any($4::text[])
        )
        select i.id, i.service_point_id, m.serial, p.point_number, i.installed_on, i.removed_on,
               i.initial_value, i.removed_value, m.digits, m.scale
        from meter_installations i
        join meters m on m.tenant_id = i.tenant_id and m.id = i.meter_id
        join service_points p on p.tenant_id = i.tenant_id and p.id = i.service_point_id
        where i.tenant_id = $1 and m.service = $2 and i.parent_installation_id is null
          and i.service_point_id in (select service_point_id from meant)
        order by i.service_point_id, i.installed_on, i.id
        """,
        tenant_id(),
        service,
        list(dict.fromkeys(serials)),
        list(dict.fromkeys(point_numbers)),
    )
    return [InstalledMeter(**dict(row)) for row in rows]
