"""Monthly confirmed usage against the real database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from integration.readings.points import NOW, add_point, half_hours, point_number
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.periods import Period
from minamoto.kernel.quantities import unscaled
from minamoto.supply.readings.model import DAY_TYPES, DayType, StoredReadings
from minamoto.supply.readings.operations import files
from minamoto.supply.readings.queries import channel_sums, usages
from minamoto_adapters.electricity import interval_xml, sample_files
from minamoto_adapters.electricity.confirmed_xml import CONFIRMED_USAGE
from minamoto_adapters.electricity.sample_files import ConfirmedSample
from testkit.tenants import TestTenant

NUMBER = point_number(1)
START = date(2026, 10, 1)
MONTH = Period(START, date(2026, 11, 1))
VALUES = half_hours((31, 48))
SAMPLE = ConfirmedSample(NUMBER, START, START, VALUES, next_reading_on=date(2026, 12, 1))


async def take_in(tenant: TestTenant, *samples: ConfirmedSample, revision: int = 0) -> StoredReadings:
    file = sample_files.confirmed_file(day=date(2026, 11, 2), samples=samples, revision=revision)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        return await files.take_in(parser=CONFIRMED_USAGE, content=file.content, file_name=file.name, now=NOW)


async def live(tenant: TestTenant, point: int) -> list[usages.LiveUsage]:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        return await usages.usage_history(service_point_id=point, today=date(2026, 12, 1))


async def count(tenant: TestTenant, table: str) -> int:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        number: int = await connection().fetchval(f"select count(*) from {table}")
        return number


async def test_a_month_becomes_one_billable_usage_of_its_exact_sum(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBER)

    await take_in(tenant, SAMPLE)

    (usage,) = await live(tenant, point)
    assert (usage.period, usage.quantity, usage.scale) == (MONTH, int(VALUES.sum()), 2)
    assert usage.details["usage_month"] == "2026-10-01"


async def test_the_same_month_again_writes_nothing(tenant: TestTenant) -> None:
    await add_point(tenant.tenant_id, NUMBER)
    await take_in(tenant, SAMPLE)

    again = await take_in(tenant, SAMPLE)

    assert again == StoredReadings(unchanged=32)
    assert await count(tenant, "confirmed_usages") == 1
    assert await count(tenant, "usages") == 1


async def test_a_newer_revision_supersedes_the_usage_and_keeps_the_old(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBER)
    await take_in(tenant, SAMPLE)
    corrected = VALUES.copy()
    corrected[0, 0] += 100

    result = await take_in(tenant, replace(SAMPLE, values=corrected), revision=1)

    (usage,) = await live(tenant, point)
    assert result.replaced == 32
    assert usage.quantity == int(VALUES.sum()) + 100
    assert await count(tenant, "usages") == 2
    assert await count(tenant, "interval_revisions") == 1


async def test_a_newer_revision_with_the_same_sum_makes_no_new_usage(tenant: TestTenant) -> None:
    await add_point(tenant.tenant_id, NUMBER)
    await take_in(tenant, SAMPLE)

    await take_in(tenant, SAMPLE, revision=1)

    assert await count(tenant, "confirmed_usages") == 2
    assert await count(tenant, "usages") == 1
    assert await count(tenant, "interval_revisions") == 0


async def test_a_revision_that_arrives_late_does_not_go_back(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBER)
    await take_in(tenant, SAMPLE, revision=2)

    result = await take_in(tenant, replace(SAMPLE, values=VALUES + 1), revision=1)

    (usage,) = await live(tenant, point)
    assert result == StoredReadings(outdated=32)
    assert usage.quantity == int(VALUES.sum())


async def test_sort_codes_of_one_month_are_summed(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBER)

    await take_in(tenant, SAMPLE, replace(SAMPLE, sort_code="2"))

    (usage,) = await live(tenant, point)
    assert usage.quantity == 2 * int(VALUES.sum())


async def test_a_month_that_overlaps_another_is_parked(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBER)
    await take_in(tenant, SAMPLE)
    overlapping = replace(SAMPLE, usage_month=date(2026, 11, 1), first_day=START + timedelta(days=20))

    result = await take_in(tenant, overlapping)

    assert "usage-period-overlaps" in [each.code for each in result.parked]
    assert [each.period for each in await live(tenant, point)] == [MONTH]


async def test_two_months_of_one_file_may_not_overlap_either(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBER)

    result = await take_in(tenant, SAMPLE, replace(SAMPLE, usage_month=date(2026, 11, 1)))

    assert [each.code for each in result.parked] == ["usage-period-overlaps"]
    assert [each.period for each in await live(tenant, point)] == [MONTH]


async def test_an_unknown_point_is_parked_and_comes_in_on_replay(tenant: TestTenant) -> None:
    first = await take_in(tenant, SAMPLE)
    point = await add_point(tenant.tenant_id, NUMBER)

    replayed = await take_in(tenant, SAMPLE)

    assert {each.code for each in first.parked} == {"unknown-supply-point"}
    assert replayed == StoredReadings(stored=32)
    assert len(await live(tenant, point)) == 1


NIGHT, DAY = list(range(1, 15)) + list(range(47, 49)), list(range(15, 47))
CHANNELS: Mapping[str, Mapping[DayType, list[int]]] = {
    "night": dict.fromkeys(DAY_TYPES, NIGHT),
    "day": dict.fromkeys(DAY_TYPES, DAY),
}


async def test_time_of_use_sums_come_from_confirmed_values_only(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBER)
    firm = sample_files.previous_day_file(day=START, point_numbers=[NUMBER], values=VALUES[:1])

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await files.take_in(
            parser=interval_xml.PREVIOUS_DAY, content=firm.content, file_name=firm.name, now=NOW
        )
    before = await channel_sums_of(tenant, point)
    await take_in(tenant, SAMPLE)
    after = await channel_sums_of(tenant, point)

    night = int(VALUES[:, np.array(NIGHT) - 1].sum())
    assert before == {}
    assert after == {point: {"night": unscaled(night, 2), "day": unscaled(int(VALUES.sum()) - night, 2)}}


async def test_a_month_with_a_missing_slot_has_no_time_of_use_sums(tenant: TestTenant) -> None:
    point = await add_point(tenant.tenant_id, NUMBER)
    await take_in(tenant, SAMPLE)

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await connection().execute(
            "update interval_days set missing = (B'1' || repeat('0', 47)::bit varying) where day = $1",
            date(2026, 10, 9),
        )

    assert await channel_sums_of(tenant, point) == {}


async def channel_sums_of(tenant: TestTenant, point: int) -> dict[int, dict[str, Decimal]]:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        return await channel_sums.confirmed_channel_sums(
            service_point_ids=[point], period=MONTH, slots=CHANNELS, holidays=()
        )
