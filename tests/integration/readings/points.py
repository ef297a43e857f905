"""Service points, meters and files for the tests of readings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.supply.meters import operations as meters
from minamoto.supply.meters.model import NewInstallation, NewMeter
from minamoto.supply.premises import operations as premises
from minamoto.supply.premises.model import NewPremises, NewServicePoint, Service

NOW = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
OPENED = date(2026, 1, 10)


def point_number(index: int) -> str:
    return f"03{index:020d}"


async def add_point(tenant_id: int, number: str, *, service: Service = Service.ELECTRICITY) -> int:
    async with tenant_transaction(tenant_id=tenant_id):
        (place,) = await premises.record_premises(
            premises=[
                NewPremises(
                    postcode="1000000", prefecture="東京都", city="見本区", town="源町", block="1-1",
                    building=None, room=None, district="01",
                )
            ],
            now=NOW,
        )  # fmt: skip
        (point,) = await premises.record_service_points(
            points=[
                NewServicePoint(
                    premises_id=place, service=service, point_number=number, route=None,
                    reading_group=1, installed_on=OPENED, attributes={},
                )
            ],
            now=NOW,
        )  # fmt: skip
    return point


async def add_meter(
    tenant_id: int,
    point: int,
    serial: str,
    *,
    service: str = "water",
    initial: int = 0,
    digits: int = 4,
    scale: int = 0,
    on: date = OPENED,
) -> int:
    async with tenant_transaction(tenant_id=tenant_id):
        (meter,) = await meters.record_meters(
            meters=[
                NewMeter(serial=serial, service=service, digits=digits, scale=scale, certified_until=None)
            ],
            now=NOW,
        )
        (installation,) = await meters.install_meters(
            installations=[
                NewInstallation(
                    meter_id=meter, service_point_id=point, installed_on=on, initial_value=initial
                )
            ],
            now=NOW,
        )
    return installation


def half_hours(shape: Sequence[int], *, seed: int = 1) -> NDArray[np.int32]:
    return np.random.default_rng(seed).integers(0, 300, tuple(shape)).astype(np.int32)
