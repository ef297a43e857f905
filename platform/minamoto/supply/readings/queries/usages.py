"""Reading billable usage: what counts now, and its history for charts and bills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import msgspec

from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.periods import Period, add_months
from minamoto.kernel.quantities import unscaled
from minamoto.supply.readings.model import UsageSource


@dataclass(frozen=True, slots=True)
class LiveUsage:
    """A usage that counts now; ``quantity`` is scaled by ``10**scale`` (kWh or m³)."""

    usage_id: int
    service_point_id: int
    period: Period
    quantity: int
    scale: int
    source: UsageSource
    details: Mapping[str, Any]

    @property
    def exact(self) -> Decimal:
        """The quantity as a decimal."""
        return unscaled(self.quantity, self.scale)


_SELECT = """
    select u.id, u.service_point_id, u.period_from, u.period_to, u.quantity, u.scale, u.source, u.details
    from live_usages l join usages u on u.tenant_id = l.tenant_id and u.id = l.usage_id
    where l.tenant_id = $1
"""


async def live_usages_between(*, service_point_ids: Sequence[int], period: Period) -> list[LiveUsage]:
    """Return the live usages of points that overlap a period, by point and start."""
    rows = await connection().fetch(
        f"""{_SELECT} and l.service_point_id = any($2::bigint[]) and l.period_from < $4 and l.period_to > $3
        order by l.service_point_id, l.period_from""",
        tenant_id(),
        list(service_point_ids),
        period.start,
        period.end,
    )
    return [_live(row) for row in rows]


async def live_usages_ending(*, period: Period) -> list[LiveUsage]:
    """Return the tenant's live usages whose last day lies in a period, by point and start.

    This is what a bill run rates: a usage becomes due when its period has ended.
    """
    rows = await connection().fetch(
        f"""{_SELECT} and l.period_to > $2 and l.period_to <= $3
        order by l.service_point_id, l.period_from""",
        tenant_id(),
        period.start,
        period.end,
    )
    return [_live(row) for row in rows]


async def usage_history(*, service_point_id: int, today: date, months: int = 25) -> list[LiveUsage]:
    """Return a point's live usages that ended within the last ``months`` months, oldest first.

    Twenty-five months let every month of the last thirteen stand beside the same month a year before.
    """
    rows = await connection().fetch(
        f"""{_SELECT} and l.service_point_id = $2 and l.period_to > $3
        order by l.period_from""",
        tenant_id(),
        service_point_id,
        add_months(today, -months),
    )
    return [_live(row) for row in rows]


def _live(row: asyncpg.Record) -> LiveUsage:
    return LiveUsage(
        usage_id=row["id"],
        service_point_id=row["service_point_id"],
        period=Period(row["period_from"], row["period_to"]),
        quantity=row["quantity"],
        scale=row["scale"],
        source=UsageSource(row["source"]),
        details=msgspec.json.decode(row["details"]),
    )
