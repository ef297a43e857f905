"""Interval values against the real database."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from integration.readings.points import NOW, add_point, half_hours, point_number
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.periods import Period
from minamoto.supply.readings.model import Stage, StoredReadings
from minamoto.supply.readings.operations import files
from minamoto.supply.readings.ports import ReadingFileParser
from minamoto.supply.readings.queries import charts, intervals
from minamoto_adapters.electricity import confirmed_xml, interval_xml, sample_files
from minamoto_adapters.electricity.sample_files import ConfirmedSample, SampleFile
from testkit.tenants import TestTenant

DAY = date(2026, 10, 1)
NUMBERS = [point_number(1), point_number(2)]


async def take_in(
    tenant: TestTenant,
    file: SampleFile,
    parser: ReadingFileParser = interval_xml.PREVIOUS_DAY,
    now: datetime = NOW,
) -> StoredReadings:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        return await files.take_in(parser=parser, content=file.content, file_name=file.name, now=now)


async def read_day(tenant: TestTenant, point: int, day: date = DAY) -> intervals.IntervalTable:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        period = Period(day, date.fromordinal(day.toordinal() + 1))
        return await intervals.intervals_of_points(service_point_ids=[point], period=period)


async def rows_of(tenant: TestTenant, table: str = "interval_days") -> list[tuple[object, ...]]:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        found = await connection().fetch(f"select * from {table} order by service_point_id, day")
        return [tuple(row) for row in found]


async def test_a_previous_day_file_becomes_one_row_per_point_with_its_exact_values(
    tenant: TestTenant,
) -> None:
    points = [await add_point(tenant.tenant_id, number) for number in NUMBERS]
    values = half_hours((2, 48))
    gaps = np.zeros((2, 48), dtype=np.bool_)
    gaps[1, [0, 47]] = True
    file = sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS, values=values, missing=gaps)

    stored = await take_in(tenant, file)

    first, second = await read_day(tenant, points[0]), await read_day(tenant, points[1])
    assert stored == StoredReadings(stored=2)
    assert first.values[0, 0].tolist() == values[0].tolist()
    assert second.missing[0, 0].tolist() == gaps[1].tolist()
    assert second.values[0, 0].tolist() == np.where(gaps[1], 0, values[1]).tolist()
    assert first.stages[0, 0] == Stage.FIRM


async def test_the_same_file_again_changes_no_row(tenant: TestTenant) -> None:
    for number in NUMBERS:
        await add_point(tenant.tenant_id, number)
    file = sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS, values=half_hours((2, 48)))
    await take_in(tenant, file)
    before = await rows_of(tenant)

    again = await take_in(tenant, file, now=datetime(2026, 11, 9, tzinfo=UTC))

    assert again == StoredReadings(unchanged=2)
    assert await rows_of(tenant) == before
    assert await rows_of(tenant, "interval_revisions") == []


async def test_a_newer_revision_replaces_and_the_older_values_stay_answerable(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBERS[0])
    old, new = half_hours((1, 48), seed=1), half_hours((1, 48), seed=2)
    await take_in(
        tenant, sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS[:1], values=old, revision=1)
    )

    result = await take_in(
        tenant, sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS[:1], values=new, revision=2)
    )

    archived = await rows_of(tenant, "interval_revisions")
    assert result == StoredReadings(replaced=1)
    assert (await read_day(tenant, point)).values[0, 0].tolist() == new[0].tolist()
    assert [row[4] for row in archived] == [1]
    assert archived[0][7] == old[0].tolist()


async def test_three_revisions_within_one_moment_are_all_kept(tenant: TestTenant) -> None:
    await add_point(tenant.tenant_id, NUMBERS[0])

    for revision in range(4):
        values = half_hours((1, 48), seed=revision)
        await take_in(
            tenant,
            sample_files.previous_day_file(
                day=DAY, point_numbers=NUMBERS[:1], values=values, revision=revision
            ),
        )

    assert sorted(row[4] for row in await rows_of(tenant, "interval_revisions")) == [0, 1, 2]  # type: ignore[type-var]  # ints


async def test_an_older_revision_that_arrives_late_is_left_out(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBERS[0])
    old, new = half_hours((1, 48), seed=1), half_hours((1, 48), seed=2)
    await take_in(
        tenant, sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS[:1], values=new, revision=2)
    )

    result = await take_in(
        tenant, sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS[:1], values=old, revision=1)
    )

    assert result == StoredReadings(outdated=1)
    assert (await read_day(tenant, point)).values[0, 0].tolist() == new[0].tolist()


async def test_other_values_under_the_same_revision_are_parked(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBERS[0])
    first, other = half_hours((1, 48), seed=1), half_hours((1, 48), seed=2)
    await take_in(tenant, sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS[:1], values=first))

    result = await take_in(
        tenant, sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS[:1], values=other)
    )

    assert [each.code for each in result.parked] == ["interval-contradicts-revision"]
    assert (result.stored, result.replaced, result.unchanged) == (0, 0, 0)
    assert (await read_day(tenant, point)).values[0, 0].tolist() == first[0].tolist()


async def test_same_day_slots_fill_one_row_in_any_order_and_a_firm_file_replaces_it(
    tenant: TestTenant,
) -> None:
    point = await add_point(tenant.tenant_id, NUMBERS[0])
    values = half_hours((1, 48))
    for slot in (3, 1, 48, 1):
        await take_in(
            tenant,
            sample_files.same_day_file(
                day=DAY, slot=slot, point_numbers=NUMBERS[:1], values=values[:, slot - 1]
            ),
            interval_xml.SAME_DAY,
        )
    filled = await read_day(tenant, point)
    late = sample_files.same_day_file(day=DAY, slot=9, point_numbers=NUMBERS[:1], values=values[:, 8])

    firm = await take_in(
        tenant, sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS[:1], values=values)
    )
    after = await take_in(tenant, late, interval_xml.SAME_DAY)

    assert np.flatnonzero(~filled.missing[0, 0]).tolist() == [0, 2, 47]
    assert filled.values[0, 0, [0, 2, 47]].tolist() == values[0, [0, 2, 47]].tolist()
    assert (firm.replaced, after.outdated) == (1, 1)
    assert (await read_day(tenant, point)).values[0, 0].tolist() == values[0].tolist()
    assert await rows_of(tenant, "interval_revisions") == []


async def test_an_unknown_point_is_parked_and_comes_in_on_replay(tenant: TestTenant) -> None:
    await add_point(tenant.tenant_id, NUMBERS[0])
    values = half_hours((2, 48))
    file = sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS, values=values)

    first = await take_in(tenant, file)
    late = await add_point(tenant.tenant_id, NUMBERS[1])
    replayed = await take_in(tenant, file)

    assert [(each.code, each.subject) for each in first.parked] == [("unknown-supply-point", NUMBERS[1])]
    assert first.stored == 1
    assert replayed == StoredReadings(stored=1, unchanged=1)
    assert (await read_day(tenant, late)).values[0, 0].tolist() == values[1].tolist()


async def test_another_tenants_point_is_unknown(tenant: TestTenant, other_tenant: TestTenant) -> None:
    await add_point(other_tenant.tenant_id, NUMBERS[0])
    file = sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS[:1], values=half_hours((1, 48)))

    result = await take_in(tenant, file)

    assert [each.code for each in result.parked] == ["unknown-supply-point"]
    assert await rows_of(other_tenant) == []


async def test_charts_stand_beside_the_year_before(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBERS[0])
    now, before = np.full((1, 48), 50, dtype=np.int32), np.full((1, 48), 25, dtype=np.int32)
    for day, values in ((DAY, now), (date(2025, 10, 1), before)):
        await take_in(
            tenant, sample_files.previous_day_file(day=day, point_numbers=NUMBERS[:1], values=values)
        )

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        halves = await charts.usage_by_half_hour(service_point_id=point, day=DAY)
        days = await charts.usage_by_day(service_point_id=point, month=DAY)
        months = await charts.usage_by_month(service_point_id=point, today=DAY)
        years = await charts.usage_by_year(service_point_id=point, today=DAY)

    assert halves[47] == charts.ChartPoint("23:30", Decimal("0.50"), Decimal("0.25"), complete=True)
    assert days[0] == charts.ChartPoint("2026-10-01", Decimal("24.00"), Decimal("12.00"), complete=True)
    assert days[1] == charts.ChartPoint("2026-10-02", None, None, complete=False)
    assert (months[-1].label, months[-1].quantity, months[-1].year_before) == (
        "2026-10", Decimal("24.00"), Decimal("12.00"),
    )  # fmt: skip
    assert (months[0].label, months[0].quantity) == ("2025-10", Decimal("12.00"))
    assert [(each.label, each.quantity) for each in years] == [
        ("2024", None), ("2025", Decimal("12.00")), ("2026", Decimal("24.00")),
    ]  # fmt: skip


async def test_a_confirmed_file_makes_billable_intervals(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBERS[0])
    values = half_hours((31, 48))
    sample = ConfirmedSample(NUMBERS[0], DAY, DAY, values)

    stored = await take_in(
        tenant,
        sample_files.confirmed_file(day=date(2026, 11, 2), samples=[sample]),
        confirmed_xml.CONFIRMED_USAGE,
    )
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        table = await intervals.intervals_of_points(
            service_point_ids=[point], period=Period(DAY, date(2026, 11, 1))
        )

    assert stored == StoredReadings(stored=32)
    assert set(table.stages.ravel().tolist()) == {Stage.CONFIRMED}
    assert table.values[0].tolist() == values.tolist()


async def test_two_slots_that_arrive_at_once_are_both_kept(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBERS[0])
    values = half_hours((1, 48))
    sent = [
        sample_files.same_day_file(day=DAY, slot=slot, point_numbers=NUMBERS[:1], values=values[:, slot - 1])
        for slot in range(1, 7)
    ]

    await asyncio.gather(*(take_in(tenant, file, interval_xml.SAME_DAY) for file in sent))

    assert np.flatnonzero(~(await read_day(tenant, point)).missing[0, 0]).tolist() == list(range(6))


async def test_one_file_taken_in_by_two_workers_at_once_is_stored_once(tenant: TestTenant) -> None:
    for number in NUMBERS:
        await add_point(tenant.tenant_id, number)
    samples = [ConfirmedSample(each, DAY, DAY, half_hours((31, 48))) for each in NUMBERS]
    file = sample_files.confirmed_file(day=date(2026, 11, 2), samples=samples)

    outcomes = await asyncio.gather(*(take_in(tenant, file, confirmed_xml.CONFIRMED_USAGE) for _ in range(4)))

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        counts = [
            await connection().fetchval(f"select count(*) from {table}")
            for table in ("interval_days", "confirmed_usages", "usages", "live_usages")
        ]
    assert counts == [62, 2, 2, 2]
    assert sum(each.stored for each in outcomes) == 64
    assert all(each.parked == () for each in outcomes)
