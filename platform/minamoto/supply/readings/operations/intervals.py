"""Storing interval values: a later stage or newer revision replaces, the same again changes nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.supply.readings.model import IntervalBatch, ParkedRecord, Stage, StoredReadings
from minamoto.supply.readings.payload import COLUMNS, encode_rows
from minamoto.supply.readings.queries.intervals import unpack_mask
from minamoto.supply.readings.queries.points import service_point_ids

_STAGE = "staged_interval_rows"
_STAGED = f"""
    (select service_point_id, day, readings,
            case when bit_count(missing) > 0 then missing end as missing,
            case when bit_count(estimated) > 0 then estimated end as estimated
     from pg_temp.{_STAGE}) as s
"""
# $1 tenant, $2 channel, $3 scale, $4 stage, $5 revision, $6 and $7 first and last day: the planner leaves
# all other partitions out.
_MET = f"""
    {_STAGED}
    join interval_days t on t.tenant_id = $1 and t.service_point_id = s.service_point_id
        and t.day = s.day and t.channel = $2 and t.day between $6 and $7
"""
_DIFFERS = """
    (t.scale, t.readings, t.missing, t.estimated)
        is distinct from ($3::smallint, s.readings, s.missing, s.estimated)
"""
_IS_NEWER = "(t.stage, t.revision) < (excluded.stage, excluded.revision)"
# Same-day rows come with the known slots filled in, so any difference is news.
_IS_FULLER = """
    t.stage = 0 and (t.readings, t.missing, t.estimated)
        is distinct from (excluded.readings, excluded.missing, excluded.estimated)
"""

_Key = tuple[int, int, int, int, int, date, date]


async def store_intervals(
    *, batch: IntervalBatch, now: datetime, source_message_id: int | None = None
) -> StoredReadings:
    """Store a batch of point-days and tell what became of each.

    Stage decides first, then revision. A same-day batch fills single slots of the day instead of replacing
    it. Values that a newer revision replaces go to ``interval_revisions``, those of the same day apart.
    Points that are not registered, and other values under the very revision that is stored, are parked.
    """
    known = await service_point_ids(service=batch.service, point_numbers=batch.point_numbers)
    parked = _unknown_points(batch, known)
    keep = np.array([number in known for number in batch.point_numbers], dtype=np.bool_)
    if not keep.any():
        return StoredReadings(parked=tuple(parked))
    kept = _only(batch, keep) if parked else batch
    point_ids = np.array([known[number] for number in kept.point_numbers], dtype=np.int64)
    if kept.stage is Stage.SAME_DAY:
        kept = await _filled_with_known_slots(kept, point_ids)
    await _copy(kept, point_ids)
    counts = await _merge(kept, now=now, source_message_id=source_message_id)
    return replace(counts, parked=(*parked, *counts.parked))


def _unknown_points(batch: IntervalBatch, known: dict[str, int]) -> list[ParkedRecord]:
    """Return one parked record per point that is not registered."""
    unknown = dict.fromkeys(number for number in batch.point_numbers if number not in known)
    return [
        ParkedRecord(
            "unknown-supply-point",
            f"point[{number}]",
            number,
            "この供給地点は登録されていません。登録後に再処理してください。",
            "This supply point is not registered. Register it, then replay.",
        )
        for number in unknown
    ]


def _only(batch: IntervalBatch, keep: NDArray[np.bool_]) -> IntervalBatch:
    return replace(
        batch,
        point_numbers=tuple(
            number for number, kept in zip(batch.point_numbers, keep.tolist(), strict=True) if kept
        ),
        days=batch.days[keep],
        values=batch.values[keep],
        missing=batch.missing[keep],
        estimated=batch.estimated[keep],
    )


async def _filled_with_known_slots(batch: IntervalBatch, point_ids: NDArray[np.int64]) -> IntervalBatch:
    """Return the batch with the slots that earlier same-day files brought."""
    # Two files of one day must not both find the row absent: they take turns, per tenant.
    await connection().execute("select pg_advisory_xact_lock($1, $2)", tenant_id(), Stage.SAME_DAY)
    rows = await connection().fetch(
        """
        select t.service_point_id, t.day, t.readings, t.missing, t.revision
        from unnest($3::bigint[], $4::date[]) as s (service_point_id, day)
        join interval_days t on t.tenant_id = $1 and t.service_point_id = s.service_point_id
            and t.day = s.day and t.channel = $2
        where t.stage = 0 and t.scale = $5
        """,
        tenant_id(),
        batch.channel,
        point_ids.tolist(),
        batch.days.astype("datetime64[D]").tolist(),
        batch.scale,
    )
    values, missing = batch.values.copy(), batch.missing.copy()
    keys = zip(point_ids.tolist(), batch.days.astype("datetime64[D]").tolist(), strict=True)
    positions = {key: row for row, key in enumerate(keys)}
    for row in rows:
        at = positions[row["service_point_id"], row["day"]]
        old_missing = unpack_mask(row["missing"], values.shape[1])
        # An older file fills gaps only; a newer one may also change a slot.
        take = ~old_missing & (missing[at] | (row["revision"] > batch.revision))
        values[at][take] = np.array(row["readings"], dtype=np.int32)[take]
        missing[at][take] = False
    return replace(batch, values=values, missing=missing)


async def _copy(batch: IntervalBatch, point_ids: NDArray[np.int64]) -> None:
    """Copy the rows into the session's stage."""
    link = connection()
    await link.execute(
        f"""
        create temp table if not exists {_STAGE} (
            service_point_id bigint, day date, readings int[], missing bit varying, estimated bit varying
        ) on commit delete rows;
        truncate {_STAGE}
        """
    )
    payload = encode_rows(
        point_ids=point_ids,
        days=batch.days,
        values=batch.values,
        missing=batch.missing,
        estimated=batch.estimated,
    )
    await link.copy_to_table(
        _STAGE, source=io.BytesIO(payload), columns=list(COLUMNS), format="binary", schema_name="pg_temp"
    )


async def _merge(batch: IntervalBatch, *, now: datetime, source_message_id: int | None) -> StoredReadings:
    """Bring the stage into ``interval_days`` and count."""
    days = (batch.days.min().item(), batch.days.max().item())
    key: _Key = (tenant_id(), batch.channel, batch.scale, batch.stage, batch.revision, *days)
    same_day = batch.stage is Stage.SAME_DAY
    outdated, conflicts = await _left_out(key, same_day=same_day)
    if not same_day:
        await _archive(key, now)
    row = await connection().fetchrow(
        f"""
        with written as (
            insert into interval_days as t (
                tenant_id, service_point_id, day, channel, interval_minutes, scale, readings, missing,
                estimated, stage, revision, source_message_id, recorded_at
            )
            select $1, service_point_id, day, $2, $8, $3, readings, missing, estimated, $4, $5, $9, $10
            from {_STAGED}
            where day between $6 and $7
            order by service_point_id, day
            on conflict (tenant_id, service_point_id, day, channel) do update set
                interval_minutes = excluded.interval_minutes, scale = excluded.scale,
                readings = excluded.readings, missing = excluded.missing, estimated = excluded.estimated,
                stage = excluded.stage,
                revision = case when excluded.stage = 0 then greatest(t.revision, excluded.revision)
                                else excluded.revision end,
                source_message_id = excluded.source_message_id, recorded_at = excluded.recorded_at
            where {_IS_FULLER if same_day else _IS_NEWER}
            returning old.service_point_id is null as fresh
        )
        select count(*) filter (where fresh) as stored, count(*) filter (where not fresh) as replaced
        from written
        """,
        *key,
        batch.interval_minutes,
        source_message_id,
        now,
    )
    stored, replaced = (row["stored"], row["replaced"]) if row else (0, 0)
    unchanged = len(batch) - stored - replaced - outdated - len(conflicts)
    return StoredReadings(stored, replaced, unchanged, outdated, tuple(conflicts))


async def _left_out(key: _Key, *, same_day: bool) -> tuple[int, list[ParkedRecord]]:
    """Return how many rows come after a newer one, and those that contradict their own revision."""
    rank = "t.stage > $4" if same_day else "(t.stage, t.revision) > ($4::smallint, $5::int)"
    outdated: int = await connection().fetchval(
        f"select count(*) from {_MET} where $3::smallint >= 0 and $5::int >= 0 and {rank}", *key
    )
    if same_day:
        return outdated, []
    rows = await connection().fetch(
        f"""
        select p.point_number, s.day from {_MET}
        join service_points p on p.tenant_id = $1 and p.id = s.service_point_id
        where (t.stage, t.revision) = ($4::smallint, $5::int) and {_DIFFERS}
        order by p.point_number, s.day
        """,
        *key,
    )
    return outdated, [
        ParkedRecord(
            "interval-contradicts-revision",
            f"point[{row['point_number']}]/{row['day']}",
            row["point_number"],
            "同じ版の電力量がすでに登録されていますが、値が異なります。",
            "Other values are stored under the same revision.",
        )
        for row in rows
    ]


async def _archive(key: _Key, now: datetime) -> None:
    """Keep the values that are about to be replaced; those of the same day are passing and never billed."""
    await connection().execute(
        f"""
        insert into interval_revisions (
            tenant_id, service_point_id, day, channel, revision, stage, scale, readings, replaced_at
        )
        select $1, t.service_point_id, t.day, t.channel, t.revision, t.stage, t.scale, t.readings,
               -- Two revisions within one moment keep their order.
               greatest($8, (
                   select max(r.replaced_at) + interval '1 microsecond' from interval_revisions r
                   where r.tenant_id = $1 and r.service_point_id = t.service_point_id
                     and r.day = t.day and r.channel = t.channel
               ))
        from {_MET}
        where t.stage > 0 and (t.stage, t.revision) < ($4::smallint, $5::int) and {_DIFFERS}
        """,
        *key,
        now,
    )
