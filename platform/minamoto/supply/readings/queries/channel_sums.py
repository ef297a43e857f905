"""Time-of-use sums over confirmed interval values, for a whole chunk of points at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from minamoto.kernel.periods import Period
from minamoto.kernel.quantities import unscaled
from minamoto.supply.readings.model import SlotsByDayType, Stage
from minamoto.supply.readings.queries.intervals import intervals_of_points
from minamoto.supply.readings.rules import sum_channels

_BLOCK = 1_000
"""Points read at once: about 15 MB for a month of half hours, however many are asked for."""


async def confirmed_channel_sums(
    *,
    service_point_ids: Sequence[int],
    period: Period,
    slots: SlotsByDayType,
    holidays: Collection[date],
) -> dict[int, dict[str, Decimal]]:
    """Return the exact sum of each channel by point, in the unit of the meter.

    A point appears only when every day of the period is there, confirmed and without a missing slot: what is
    not confirmed is not billed.

    :raises SlotsNotCovered: when the channels leave a slot uncounted or count it twice.
    """
    found: dict[int, dict[str, Decimal]] = {}
    points = list(service_point_ids)
    for start in range(0, len(points), _BLOCK):
        block = points[start : start + _BLOCK]
        table = await intervals_of_points(service_point_ids=block, period=period)
        sums = sum_channels(table.values, slots, table.days, holidays)
        whole = (table.stages == Stage.CONFIRMED).all(axis=1) & ~table.missing.any(axis=(1, 2))
        for row, point in enumerate(table.point_ids):
            if whole[row]:
                found[point] = {name: unscaled(int(each[row]), table.scale) for name, each in sums.items()}
    return found
