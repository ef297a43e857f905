"""Reading interval values: one point for charts, many points for a bill run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import asyncpg
import numpy as np
from numpy.typing import NDArray

from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.periods import Period
from minamoto.kernel.quantities import unscaled
from minamoto.supply.readings.model import HALF_HOUR, MINUTES_PER_DAY, Channel

NOT_STORED = -1
"""Stands in ``IntervalTable.stages`` for a day of which nothing is stored."""


@dataclass(frozen=True, slots=True, eq=False)
class IntervalTable:
    """Interval values of points (p) over all days (d) of a period, in slots (s).

    ``values`` int64 (p, d, s) scaled by ``10**scale``, 0 where missing; ``missing`` and ``estimated`` bool
    (p, d, s); ``stages`` int8 (p, d), -1 where nothing is stored.
    """

    point_ids: tuple[int, ...]
    days: NDArray[np.datetime64]
    values: NDArray[np.int64]
    missing: NDArray[np.bool_]
    estimated: NDArray[np.bool_]
    stages: NDArray[np.int8]
    scale: int


@dataclass(frozen=True, slots=True)
class DayTotal:
    """A day's total; ``quantity`` is scaled by ``10**scale``, and incomplete when a slot is missing."""

    day: date
    quantity: int
    scale: int
    complete: bool

    @property
    def exact(self) -> Decimal:
        """The total as a decimal (kWh)."""
        return unscaled(self.quantity, self.scale)


async def intervals_of_points(
    *,
    service_point_ids: Sequence[int],
    period: Period,
    channel: Channel = Channel.CONSUMPTION,
    interval_minutes: int = HALF_HOUR,
) -> IntervalTable:
    """Return the interval values of points over a period, days without a row as missing.

    Memory is 10 bytes a slot: 15 kB a point and month of half hours; callers take points in blocks.
    """
    points = tuple(dict.fromkeys(service_point_ids))
    rows = await connection().fetch(
        """
        select service_point_id, day, scale, readings, missing, estimated, stage
        from interval_days
        where tenant_id = $1 and service_point_id = any($2::bigint[]) and day >= $3 and day < $4
          and channel = $5 and interval_minutes = $6
        """,
        tenant_id(),
        list(points),
        period.start,
        period.end,
        channel,
        interval_minutes,
    )
    scale = max((row["scale"] for row in rows), default=0)
    shape = (len(points), period.days, MINUTES_PER_DAY // interval_minutes)
    table = IntervalTable(
        point_ids=points,
        days=np.datetime64(period.start, "D") + np.arange(period.days),
        values=np.zeros(shape, dtype=np.int64),
        missing=np.ones(shape, dtype=np.bool_),
        estimated=np.zeros(shape, dtype=np.bool_),
        stages=np.full(shape[:2], NOT_STORED, dtype=np.int8),
        scale=scale,
    )
    positions = {point: position for position, point in enumerate(points)}
    for row in rows:
        _place(table, positions[row["service_point_id"]], (row["day"] - period.start).days, row)
    return table


def _place(table: IntervalTable, point: int, day: int, row: asyncpg.Record) -> None:
    slots = table.values.shape[2]
    table.values[point, day] = row["readings"]
    if row["scale"] != table.scale:
        table.values[point, day] *= 10 ** (table.scale - row["scale"])
    table.missing[point, day] = unpack_mask(row["missing"], slots)
    table.estimated[point, day] = unpack_mask(row["estimated"], slots)
    table.stages[point, day] = row["stage"]


async def day_totals(
    *, service_point_id: int, period: Period, channel: Channel = Channel.CONSUMPTION
) -> list[DayTotal]:
    """Return a point's totals of the days that have values, in order."""
    rows = await connection().fetch(
        """
        select day, (select sum(v) from unnest(readings) as v) as quantity, scale,
               missing is null as complete
        from interval_days
        where tenant_id = $1 and service_point_id = $2 and day >= $3 and day < $4 and channel = $5
        order by day
        """,
        tenant_id(),
        service_point_id,
        period.start,
        period.end,
        channel,
    )
    return [DayTotal(**dict(row)) for row in rows]


def unpack_mask(mask: asyncpg.BitString | None, slots: int) -> NDArray[np.bool_]:
    """Return a stored mask as bools (slots,); no mask means that no slot is marked."""
    if mask is None:
        return np.zeros(slots, dtype=np.bool_)
    bits = np.unpackbits(np.frombuffer(mask.bytes, dtype=np.uint8), count=slots)
    return bits.astype(np.bool_)
