"""Time-of-use sums over confirmed interval values, for a whole chunk of points at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

import asyncpg
import numpy as np

from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.periods import Period
from minamoto.kernel.quantities import unscaled
from minamoto.supply.readings.model import Channel, Stage
from minamoto.supply.readings.rules import SlotsByDayType, sum_channels


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
    rows = await connection().fetch(
        """
        select service_point_id, day, scale, readings from interval_days
        where tenant_id = $1 and service_point_id = any($2::bigint[]) and day >= $3 and day < $4
            and channel = $5 and stage = $6 and missing is null
        order by service_point_id, day
        """,
        tenant_id(), list(service_point_ids), period.start, period.end,
        Channel.CONSUMPTION.value, Stage.CONFIRMED.value,
    )  # fmt: skip
    days = np.arange(period.start, period.end, dtype="datetime64[D]")
    sums: dict[int, dict[str, Decimal]] = {}
    for point_id, scale, values in _whole_points(rows, period.days):
        totals = sum_channels(values, slots, days, holidays)
        sums[point_id] = {name: unscaled(int(total), scale) for name, total in totals.items()}
    return sums


def _whole_points(
    rows: Sequence[asyncpg.Record], day_count: int
) -> Iterator[tuple[int, int, np.typing.NDArray[np.int64]]]:
    """Yield each point that has all its days: its id, the scale, and its values (days, slots)."""
    for point_id, group in groupby(rows, key=lambda row: row["service_point_id"]):
        members = list(group)
        if len(members) != day_count:
            continue
        scale = max(row["scale"] for row in members)
        values = np.array(
            [np.array(row["readings"], dtype=np.int64) * 10 ** (scale - row["scale"]) for row in members]
        )
        yield point_id, scale, values
