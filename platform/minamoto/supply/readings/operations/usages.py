"""Writing billable usage: facts are appended, and a pointer says which one counts now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.periods import Period
from minamoto.supply.readings.model import UsageSource
from minamoto.supply.readings.queries.usages import LiveUsage, live_usages_between


@dataclass(frozen=True, slots=True)
class NewUsage:
    """Usage of a service point over a half-open period; ``quantity`` is scaled by ``10**scale``."""

    service_point_id: int
    period: Period
    quantity: int
    scale: int
    source: UsageSource
    details: Mapping[str, Any]


async def write_usages(*, usages: Sequence[NewUsage], now: datetime) -> int:
    """Write usages that differ from what counts now and return how many were written.

    A usage takes the place of every live usage of its point that overlaps its period; the earliest of them
    is named as superseded. One that says what is live already writes nothing.
    """
    if not usages:
        return 0
    live = await live_usages_between(
        service_point_ids=sorted({each.service_point_id for each in usages}),
        period=Period(min(each.period.start for each in usages), max(each.period.end for each in usages)),
    )
    by_point: dict[int, list[LiveUsage]] = {}
    for each in live:
        by_point.setdefault(each.service_point_id, []).append(each)
    written: list[tuple[NewUsage, list[LiveUsage]]] = []
    for usage in usages:
        met = [each for each in by_point.get(usage.service_point_id, ()) if each.period.overlap(usage.period)]
        if not (len(met) == 1 and _is_same(met[0], usage)):
            written.append((usage, met))
    await _write(written, now)
    return len(written)


def _is_same(live: LiveUsage, usage: NewUsage) -> bool:
    return (
        live.period == usage.period
        and live.source is usage.source
        and live.quantity * 10**usage.scale == usage.quantity * 10**live.scale
    )


async def _write(written: Sequence[tuple[NewUsage, list[LiveUsage]]], now: datetime) -> None:
    tenant = tenant_id()
    numbers = await ids.next_ids(len(written))
    await bulk.insert_many(
        table="usages",
        columns=(
            "tenant_id", "id", "service_point_id", "period_from", "period_to", "quantity", "scale",
            "source", "details", "supersedes_id", "recorded_at",
        ),
        records=[
            (
                tenant, number, usage.service_point_id, usage.period.start, usage.period.end,
                usage.quantity, usage.scale, usage.source.value,
                msgspec.json.encode(dict(usage.details)).decode(), met[0].usage_id if met else None, now,
            )
            for number, (usage, met) in zip(numbers, written, strict=True)
        ],
    )  # fmt: skip
    replaced = {(each.service_point_id, each.period.start) for _, met in written for each in met}
    if replaced:
        await connection().execute(
            """
            delete from live_usages l
            using unnest($2::bigint[], $3::date[]) as r (service_point_id, period_from)
            where l.tenant_id = $1 and l.service_point_id = r.service_point_id
              and l.period_from = r.period_from
            """,
            tenant,
            [point for point, _ in replaced],
            [start for _, start in replaced],
        )
    await bulk.insert_many(
        table="live_usages",
        columns=("tenant_id", "service_point_id", "period_from", "period_to", "usage_id"),
        records=[
            (tenant, usage.service_point_id, usage.period.start, usage.period.end, number)
            for number, (usage, _) in zip(numbers, written, strict=True)
        ],
    )
