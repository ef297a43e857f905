"""Register values against the real database."""

from __future__ import annotations

from datetime import date

from integration.readings.points import NOW, add_meter, add_point
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.periods import Period
from minamoto.supply.premises.model import Service
from minamoto.supply.readings.model import (
    EstimateReason,
    ReadingKind,
    RegisterReading,
    RegisterReadingBatch,
    StoredReadings,
)
from minamoto.supply.readings.operations import files
from minamoto.supply.readings.operations.registers import record_register_readings
from minamoto.supply.readings.queries import registers, usages
from minamoto_adapters.handheld import reading_file
from testkit.tenants import TestTenant

SERIAL = "W-0001"
FEB, APR, JUN = date(2026, 2, 10), date(2026, 4, 10), date(2026, 6, 10)


def reading(
    read_on: date,
    value: int | None,
    *,
    serial: str = SERIAL,
    kind: ReadingKind = ReadingKind.REGULAR,
    reason: EstimateReason | None = None,
    scale: int = 0,
) -> RegisterReading:
    return RegisterReading("water", serial, None, read_on, value, scale, kind, reason, None, "2")


async def record(tenant: TestTenant, *rows: RegisterReading) -> StoredReadings:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        return await record_register_readings(batch=RegisterReadingBatch(rows), now=NOW)


async def live(tenant: TestTenant, point: int) -> list[tuple[Period, int]]:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        found = await usages.usage_history(service_point_id=point, today=date(2026, 11, 1))
        return [(each.period, each.quantity) for each in found]


async def new_point(tenant: TestTenant) -> int:
    return await add_point(tenant.tenant_id, "1000001", service=Service.WATER)


async def test_usage_runs_from_reading_to_reading_beginning_with_the_meter(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    await add_meter(tenant.tenant_id, point, SERIAL, initial=5)

    result = await record(tenant, reading(FEB, 17), reading(APR, 58))

    assert result == StoredReadings(stored=2)
    assert await live(tenant, point) == [
        (Period(date(2026, 1, 10), FEB), 12),
        (Period(FEB, APR), 41),
    ]


async def test_the_same_file_again_writes_nothing(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    await add_meter(tenant.tenant_id, point, SERIAL)
    content = reading_file.write(
        [reading(FEB, 17), reading(APR, None, reason=EstimateReason.SNOW)], encoding="cp932"
    )

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        first = await files.take_in(parser=reading_file.PARSER, content=content, file_name="a.csv", now=NOW)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        again = await files.take_in(parser=reading_file.PARSER, content=content, file_name="a.csv", now=NOW)
        rows = await registers.latest_readings(service_point_id=point)
        count = await connection().fetchval("select count(*) from usages")

    assert (first, again) == (StoredReadings(stored=2), StoredReadings(unchanged=2))
    assert [(row.read_on, row.value, row.reason) for row in rows] == [(APR, None, "snow"), (FEB, 17, None)]
    assert count == 1


async def test_an_unread_register_is_settled_by_the_next_value(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    await add_meter(tenant.tenant_id, point, SERIAL)
    await record(tenant, reading(FEB, 10), reading(APR, None, reason=EstimateReason.SNOW))

    await record(tenant, reading(JUN, 50))

    assert (await live(tenant, point))[-1] == (Period(FEB, JUN), 40)


async def test_a_reading_that_arrives_late_splits_the_usage_around_it(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    await add_meter(tenant.tenant_id, point, SERIAL)
    await record(tenant, reading(FEB, 10), reading(JUN, 50))

    await record(tenant, reading(APR, 30))

    assert (await live(tenant, point))[1:] == [(Period(FEB, APR), 20), (Period(APR, JUN), 20)]


async def test_a_corrected_value_works_both_sides_out_anew_and_keeps_the_old(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    await add_meter(tenant.tenant_id, point, SERIAL)
    await record(tenant, reading(FEB, 10), reading(APR, 30), reading(JUN, 50))

    result = await record(tenant, reading(APR, 35))

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        rows = await registers.latest_readings(service_point_id=point)
        kept = await connection().fetchval("select count(*) from register_readings")
    assert result == StoredReadings(replaced=1)
    assert (await live(tenant, point))[1:] == [(Period(FEB, APR), 25), (Period(APR, JUN), 15)]
    assert [row.value for row in rows] == [50, 35, 10]
    assert rows[1].corrects_id is not None
    assert kept == 4


async def test_a_dial_that_rolled_over_is_read_on(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    await add_meter(tenant.tenant_id, point, SERIAL, initial=9_990)

    await record(tenant, reading(FEB, 15))

    assert await live(tenant, point) == [(Period(date(2026, 1, 10), FEB), 25)]


async def test_impossible_values_are_parked_and_the_rest_is_recorded(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    await add_meter(tenant.tenant_id, point, SERIAL, initial=500)

    result = await record(
        tenant,
        reading(FEB, 510),
        reading(APR, 90),
        reading(APR, 12_345),
        reading(APR, 5_205, scale=1),
        reading(APR, 520, serial="W-9999"),
        reading(date(2026, 1, 1), 520),
    )

    assert result.stored == 1
    assert sorted(each.code for each in result.parked) == [
        "negative-usage", "register-too-fine", "register-too-long", "unknown-meter", "unknown-meter",
    ]  # fmt: skip
    assert await live(tenant, point) == [(Period(date(2026, 1, 10), FEB), 10)]


async def test_a_meter_exchange_sums_both_meters(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    old = await add_meter(tenant.tenant_id, point, SERIAL, initial=0)
    await record(tenant, reading(FEB, 100))
    await remove(tenant, old, date(2026, 3, 10), 130)
    await add_meter(tenant.tenant_id, point, "W-0002", initial=7, on=date(2026, 3, 10))

    result = await record(tenant, reading(APR, 27, serial="W-0002"))

    assert result.parked == ()
    assert (await live(tenant, point))[-1] == (Period(FEB, APR), 50)


async def remove(tenant: TestTenant, installation: int, on: date, value: int) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await connection().execute(
            "update meter_installations set removed_on = $1, removed_value = $2 where id = $3",
            on, value, installation,
        )  # fmt: skip


async def test_a_meter_taken_down_for_good_is_read_that_day(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    old = await add_meter(tenant.tenant_id, point, SERIAL)
    await remove(tenant, old, FEB, 42)

    result = await record(tenant, reading(FEB, 42, kind=ReadingKind.MOVE_OUT))

    assert result == StoredReadings(stored=1)
    assert await live(tenant, point) == [(Period(date(2026, 1, 10), FEB), 42)]


async def test_on_the_day_of_an_exchange_the_new_meter_is_read(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    old = await add_meter(tenant.tenant_id, point, SERIAL)
    await remove(tenant, old, FEB, 42)
    await add_meter(tenant.tenant_id, point, "W-0002", initial=1, on=FEB)

    result = await record(tenant, reading(FEB, 42), reading(FEB, 1, serial="W-0002"))

    assert [each.code for each in result.parked] == ["unknown-meter"]
    assert await live(tenant, point) == [(Period(date(2026, 1, 10), FEB), 42)]


async def test_meters_side_by_side_are_parked(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    await add_meter(tenant.tenant_id, point, SERIAL)
    await add_meter(tenant.tenant_id, point, "W-0002")

    result = await record(tenant, reading(FEB, 42))

    assert [each.code for each in result.parked] == ["meter-ambiguous"]


async def test_a_meter_of_fractions_bills_whole_cubic_metres_and_carries_the_rest(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    await add_meter(tenant.tenant_id, point, SERIAL, scale=1)

    await record(tenant, reading(FEB, 109, scale=1), reading(APR, 201, scale=1))

    assert [quantity for _, quantity in await live(tenant, point)] == [10, 10]


async def test_an_unregistered_meter_comes_in_on_replay(tenant: TestTenant) -> None:
    point = await new_point(tenant)
    first = await record(tenant, reading(FEB, 17))
    await add_meter(tenant.tenant_id, point, SERIAL)

    replayed = await record(tenant, reading(FEB, 17))

    assert [each.code for each in first.parked] == ["unknown-meter"]
    assert replayed == StoredReadings(stored=1)
