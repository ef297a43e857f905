"""Storing monthly confirmed usage and the billable usage it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg
import msgspec

from minamoto.foundation.storage import bulk
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.periods import Period
from minamoto.supply.readings.model import (
    ConfirmedUsage,
    ConfirmedUsageBatch,
    ParkedRecord,
    StoredReadings,
    UsageSource,
)
from minamoto.supply.readings.operations.usages import NewUsage, write_usages
from minamoto.supply.readings.queries.points import service_point_ids
from minamoto.supply.readings.queries.usages import LiveUsage, live_usages_between

_Key = tuple[int, date, str]

_TEXTS = {
    "unknown-supply-point": (
        "この供給地点は登録されていません。登録後に再処理してください。",
        "This supply point is not registered. Register it, then replay.",
    ),
    "confirmed-contradicts-revision": (
        "同じ版の確定使用量がすでに登録されていますが、値が異なります。",
        "Another confirmed usage is stored under the same revision.",
    ),
    "usage-period-overlaps": (
        "使用期間が、登録済みの別の月の使用期間と重なっています。",
        "The period of use overlaps that of another month.",
    ),
}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored of a point, month and sort code: by revision, the quantity and period."""

    revision: int
    quantity: int
    scale: int
    period: Period


@dataclass(slots=True)
class _Sorted:
    """A batch sorted by what becomes of each row."""

    new: list[tuple[int, ConfirmedUsage]]
    replaced: int = 0
    unchanged: int = 0
    outdated: int = 0


async def store_confirmed_usage(
    *, batch: ConfirmedUsageBatch, now: datetime, source_message_id: int | None = None
) -> StoredReadings:
    """Store confirmed usages; a newer revision is a new row and supersedes the month's billable usage.

    Unknown points, other values under the very revision that is stored, and periods that overlap another
    month's are parked.
    """
    parked: list[ParkedRecord] = []
    known = await service_point_ids(
        service=batch.service, point_numbers=[row.point_number for row in batch.rows]
    )
    rows: list[tuple[int, ConfirmedUsage]] = []
    for row in batch.rows:
        if row.point_number in known:
            rows.append((known[row.point_number], row))
        else:
            parked.append(_park("unknown-supply-point", row))
    # Two revisions of one month take turns, so that the later one sees the earlier.
    await connection().execute("select pg_advisory_xact_lock($1, $2)", tenant_id(), _LOCK)
    rows = await _without_overlaps(rows, parked)
    sorted_rows = _sort(batch, rows, await _stored([each for each, _ in rows], rows), parked)
    await _insert(batch, sorted_rows.new, now=now, source_message_id=source_message_id)
    await _write_usages(batch, sorted_rows.new, now)
    return StoredReadings(
        stored=len(sorted_rows.new) - sorted_rows.replaced,
        replaced=sorted_rows.replaced,
        unchanged=sorted_rows.unchanged,
        outdated=sorted_rows.outdated,
        parked=tuple(parked),
    )


_LOCK = 51  # of advisory locks: W51220


def _park(code: str, row: ConfirmedUsage) -> ParkedRecord:
    ja, en = _TEXTS[code]
    return ParkedRecord(code, row.place, row.point_number, ja, en)


async def _without_overlaps(
    rows: Sequence[tuple[int, ConfirmedUsage]], parked: list[ParkedRecord]
) -> list[tuple[int, ConfirmedUsage]]:
    """Leave out rows whose period overlaps the live usage of another month."""
    if not rows:
        return []
    live = await live_usages_between(
        service_point_ids=sorted({point for point, _ in rows}),
        period=Period(min(row.period.start for _, row in rows), max(row.period.end for _, row in rows)),
    )
    by_point: dict[int, list[LiveUsage]] = {}
    for each in live:
        by_point.setdefault(each.service_point_id, []).append(each)
    taken = {
        point: [(each.period, each.details.get("usage_month")) for each in usages]
        for point, usages in by_point.items()
    }
    kept = []
    for point, row in rows:
        month = row.usage_month.isoformat()
        others = taken.setdefault(point, [])
        if any(period.overlap(row.period) and of_month != month for period, of_month in others):
            parked.append(_park("usage-period-overlaps", row))
        else:
            others.append((row.period, month))
            kept.append((point, row))
    return kept


async def _stored(
    points: Sequence[int], rows: Sequence[tuple[int, ConfirmedUsage]]
) -> dict[_Key, dict[int, _Known]]:
    """Return what is stored of the points and months, by revision."""
    found = await connection().fetch(
        """
        select service_point_id, usage_month, sort_code, revision, quantity, scale, period_from, period_to
        from confirmed_usages
        where tenant_id = $1 and service_point_id = any($2::bigint[]) and usage_month = any($3::date[])
        """,
        tenant_id(),
        sorted(set(points)),
        sorted({row.usage_month for _, row in rows}),
    )
    stored: dict[_Key, dict[int, _Known]] = {}
    for row in found:
        key = (row["service_point_id"], row["usage_month"], row["sort_code"])
        stored.setdefault(key, {})[row["revision"]] = _Known(
            row["revision"], row["quantity"], row["scale"], Period(row["period_from"], row["period_to"])
        )
    return stored


def _sort(
    batch: ConfirmedUsageBatch,
    rows: Sequence[tuple[int, ConfirmedUsage]],
    stored: dict[_Key, dict[int, _Known]],
    parked: list[ParkedRecord],
) -> _Sorted:
    outcome = _Sorted(new=[])
    for point, row in rows:
        revisions = stored.get((point, row.usage_month, row.sort_code), {})
        same = revisions.get(batch.revision)
        if same is not None:
            if (same.quantity, same.scale, same.period) == (row.quantity, batch.scale, row.period):
                outcome.unchanged += 1
            else:
                parked.append(_park("confirmed-contradicts-revision", row))
        elif revisions and max(revisions) > batch.revision:
            outcome.outdated += 1
        else:
            outcome.new.append((point, row))
            outcome.replaced += bool(revisions)
    return outcome


async def _insert(
    batch: ConfirmedUsageBatch,
    rows: Sequence[tuple[int, ConfirmedUsage]],
    *,
    now: datetime,
    source_message_id: int | None,
) -> None:
    tenant = tenant_id()
    await bulk.insert_many(
        table="confirmed_usages",
        columns=(
            "tenant_id", "service_point_id", "usage_month", "sort_code", "revision", "period_from",
            "period_to", "quantity", "scale", "next_reading_on", "attributes", "source_message_id",
            "recorded_at",
        ),
        records=[
            (
                tenant, point, row.usage_month, row.sort_code, batch.revision, row.period.start,
                row.period.end, row.quantity, batch.scale, row.next_reading_on,
                msgspec.json.encode(dict(row.attributes)).decode(), source_message_id, now,
            )
            for point, row in rows
        ],
    )  # fmt: skip


async def _write_usages(
    batch: ConfirmedUsageBatch, rows: Sequence[tuple[int, ConfirmedUsage]], now: datetime
) -> None:
    """Work the billable usage of each point and month out anew: its sort codes' newest rows, summed."""
    if not rows:
        return
    found: list[asyncpg.Record] = await connection().fetch(
        """
        select distinct on (c.service_point_id, c.usage_month, c.sort_code)
            c.service_point_id, c.usage_month, c.sort_code, c.revision, c.quantity, c.scale,
            c.period_from, c.period_to
        from (select distinct * from unnest($2::bigint[], $3::date[])) as m (service_point_id, usage_month)
        join confirmed_usages c on c.tenant_id = $1 and c.service_point_id = m.service_point_id
            and c.usage_month = m.usage_month
        order by c.service_point_id, c.usage_month, c.sort_code, c.revision desc
        """,
        tenant_id(),
        [point for point, _ in rows],
        [row.usage_month for _, row in rows],
    )
    months: dict[tuple[int, date], list[asyncpg.Record]] = {}
    for each in found:
        months.setdefault((each["service_point_id"], each["usage_month"]), []).append(each)
    usages = [_usage(batch.scale, point, month, parts) for (point, month), parts in months.items()]
    await write_usages(usages=usages, now=now)


def _usage(scale: int, point: int, month: date, parts: Sequence[asyncpg.Record]) -> NewUsage:
    scale = max(scale, *(part["scale"] for part in parts))
    return NewUsage(
        service_point_id=point,
        period=Period(min(part["period_from"] for part in parts), max(part["period_to"] for part in parts)),
        quantity=sum(part["quantity"] * 10 ** (scale - part["scale"]) for part in parts),
        scale=scale,
        source=UsageSource.CONFIRMED,
        details={
            "usage_month": month.isoformat(),
            "parts": [{"sort_code": part["sort_code"], "revision": part["revision"]} for part in parts],
        },
    )
