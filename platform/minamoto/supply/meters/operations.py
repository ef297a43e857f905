"""Writing meters and installations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec

from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import savepoint, tenant_id
from minamoto.kernel.errors import Conflict
from minamoto.supply.meters.model import NewInstallation, NewMeter


class MeterSerialTaken(Conflict):
    """A meter with this serial exists already for the service."""

    code = "meter-serial-taken"
    ja = "同じ番号のメーターがすでに登録されています。"
    en = "A meter with this serial is registered already."


class MeterStillInstalled(Conflict):
    """The meter hangs somewhere else."""

    code = "meter-still-installed"
    ja = "このメーターは別の場所に取り付けられています。先に取り外しを登録してください。"
    en = "This meter is installed elsewhere; record its removal first."


async def record_meters(*, meters: Sequence[NewMeter], now: datetime) -> list[int]:
    """Record meters and return their ids in order.

    :raises MeterSerialTaken: when a serial exists already for the service.
    """
    tenant = tenant_id()
    numbers = await ids.next_ids(len(meters))
    try:
        async with savepoint():
            await bulk.insert_many(
                table="meters",
                columns=(
                    "tenant_id", "id", "serial", "service", "digits", "scale", "attributes",
                    "certified_until", "recorded_at",
                ),
                records=[
                    (
                        tenant, number, each.serial, each.service, each.digits, each.scale,
                        msgspec.json.encode(dict(each.attributes)).decode(), each.certified_until, now,
                    )
                    for number, each in zip(numbers, meters, strict=True)
                ],
            )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise MeterSerialTaken from error
    return numbers


async def install_meters(*, installations: Sequence[NewInstallation], now: datetime) -> list[int]:
    """Record installations and return their ids in order.

    :raises MeterStillInstalled: when a meter hangs at another point.
    """
    tenant = tenant_id()
    numbers = await ids.next_ids(len(installations))
    try:
        async with savepoint():
            await bulk.insert_many(
                table="meter_installations",
                columns=(
                    "tenant_id", "id", "meter_id", "service_point_id", "parent_installation_id",
                    "installed_on", "initial_value", "recorded_at",
                ),
                records=[
                    (
                        tenant, number, each.meter_id, each.service_point_id, each.parent_installation_id,
                        each.installed_on, each.initial_value, now,
                    )
                    for number, each in zip(numbers, installations, strict=True)
                ],
            )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise MeterStillInstalled from error
    return numbers
