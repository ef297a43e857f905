"""Writing premises and service points."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec

from minamoto.foundation.formats.kana import search_address
from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import savepoint, tenant_id
from minamoto.kernel.errors import Conflict
from minamoto.supply.premises.model import NewPremises, NewServicePoint


class PointNumberTaken(Conflict):
    """A service point with this number exists already."""

    code = "point-number-taken"
    ja = "同じ番号の供給地点（水栓）がすでに登録されています。"
    en = "A service point with this number is registered already."


async def record_premises(*, premises: Sequence[NewPremises], now: datetime) -> list[int]:
    """Record premises and return their ids in order."""
    tenant = tenant_id()
    numbers = await ids.next_ids(len(premises))
    await bulk.insert_many(
        table="premises",
        columns=(
            "tenant_id", "id", "postcode", "prefecture", "city", "town", "block", "building", "room",
            "address_search", "district", "recorded_at",
        ),
        records=[
            (
                tenant, number, each.postcode, each.prefecture, each.city, each.town, each.block,
                each.building, each.room, search_address(_address(each)), each.district, now,
            )
            for number, each in zip(numbers, premises, strict=True)
        ],
    )  # fmt: skip
    return numbers


async def record_service_points(*, points: Sequence[NewServicePoint], now: datetime) -> list[int]:
    """Record service points and return their ids in order.

    :raises PointNumberTaken: when a number exists already for the service.
    """
    tenant = tenant_id()
    numbers = await ids.next_ids(len(points))
    try:
        async with savepoint():
            await bulk.insert_many(
                table="service_points",
                columns=(
                    "tenant_id", "id", "premises_id", "service", "point_number", "route", "reading_group",
                    "attributes", "installed_on", "recorded_at",
                ),
                records=[
                    (
                        tenant, number, each.premises_id, each.service.value, each.point_number, each.route,
                        each.reading_group, msgspec.json.encode(dict(each.attributes)).decode(),
                        each.installed_on, now,
                    )
                    for number, each in zip(numbers, points, strict=True)
                ],
            )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise PointNumberTaken from error
    return numbers


def _address(premises: NewPremises) -> str:
    """Return the address as one line, without the postcode."""
    parts = (premises.prefecture, premises.city, premises.town, premises.block)
    rest = [each for each in (premises.building, premises.room) if each]
    return "".join(parts) + "".join(f" {each}" for each in rest)
