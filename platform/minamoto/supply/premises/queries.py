"""Reads of premises and service points."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from minamoto.foundation.storage.transactions import connection, tenant_id


@dataclass(frozen=True, slots=True)
class Premises:
    """A place. Its address is personal as soon as somebody lives there: never log it."""

    id: int
    postcode: str
    prefecture: str
    city: str
    town: str
    block: str
    building: str | None
    room: str | None
    district: str

    @property
    def address(self) -> str:
        """The address in one line, as an envelope has it, without the postcode."""
        tail = " ".join(part for part in (self.building, self.room) if part)
        line = f"{self.prefecture}{self.city}{self.town}{self.block}"
        return f"{line} {tail}" if tail else line


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """Where a service is delivered (水栓, 供給地点)."""

    id: int
    premises_id: int
    service: str
    point_number: str
    route: str | None
    reading_group: int
    installed_on: date
    removed_on: date | None


_PREMISES = "id, postcode, prefecture, city, town, block, building, room, district"
_POINT = "id, premises_id, service, point_number, route, reading_group, installed_on, removed_on"


async def premises_by_id(premises_ids: Collection[int]) -> dict[int, Premises]:
    """Return places by id."""
    rows = await connection().fetch(
        f"select {_PREMISES} from premises where tenant_id = $1 and id = any($2::bigint[])",
        tenant_id(),
        list(set(premises_ids)),
    )
    return {row["id"]: Premises(**row) for row in rows}


async def service_points_by_id(point_ids: Collection[int]) -> dict[int, ServicePoint]:
    """Return service points by id, removed ones too."""
    rows = await connection().fetch(
        f"select {_POINT} from service_points where tenant_id = $1 and id = any($2::bigint[])",
        tenant_id(),
        list(set(point_ids)),
    )
    return {row["id"]: ServicePoint(**row) for row in rows}


async def search_premises(*, address_search: str, limit: int) -> list[int]:
    """Return ids of places whose normalised address begins with the form.

    Callers leave the prefecture and city out. So where nothing begins with the form, places that contain it
    are looked for, which reads all of the tenant's places: a second at a million.
    """
    rows = await connection().fetch(
        """
        select id from premises
        where tenant_id = $1 and address_search ~>=~ $2 and address_search ~<~ $3
        order by address_search using ~<~ limit $4
        """,
        tenant_id(),
        address_search,
        address_search + "\U0010ffff",
        limit,
    )
    if not rows:
        rows = await connection().fetch(
            "select id from premises where tenant_id = $1 and position($2 in address_search) > 0 limit $3",
            tenant_id(),
            address_search,
            limit,
        )
    return [row["id"] for row in rows]


async def search_service_points(*, number: str, limit: int) -> list[int]:
    """Return ids of service points whose number begins with the digits; removed ones left out."""
    rows = await connection().fetch(
        """
        select id from service_points
        where tenant_id = $1 and point_number ~>=~ $2 and point_number ~<~ $3 and removed_on is null
        order by point_number using ~<~ limit $4
        """,
        tenant_id(),
        number,
        number + "\U0010ffff",
        limit,
    )
    return [row["id"] for row in rows]
