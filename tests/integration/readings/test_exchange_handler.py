"""Reading files as the exchange hands them over."""

from __future__ import annotations

from datetime import date

import pytest

from integration.readings.points import NOW, add_point, half_hours, point_number
from minamoto.foundation.exchange.model import HandledFile
from minamoto.foundation.exchange.ports import FileHandler
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.supply.readings.operations.files import ReadingFileHandler
from minamoto.supply.readings.ports import ReadingFileRefused
from minamoto_adapters.electricity import interval_xml, sample_files
from minamoto_adapters.electricity.adapter import ADAPTER as ELECTRICITY
from minamoto_adapters.handheld.adapter import ADAPTER as HANDHELD
from testkit.tenants import TestTenant

NUMBERS = [point_number(index) for index in range(3)]
FILE = sample_files.previous_day_file(
    day=date(2026, 10, 1), point_numbers=NUMBERS, values=half_hours((3, 48))
)
HANDLER = ReadingFileHandler(interval_xml.PREVIOUS_DAY)


async def handle(tenant: TestTenant, content: bytes = FILE.content) -> HandledFile:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        return await HANDLER.handle(content, FILE.name, 77, NOW)


def test_both_adapters_provide_handlers_of_distinct_kinds() -> None:
    handlers = [each for adapter in (ELECTRICITY, HANDHELD) for each in adapter.provides]

    assert all(isinstance(each, FileHandler) for each in handlers)
    assert [each.kinds for each in handlers if isinstance(each, FileHandler)] == [
        ("electricity.interval.previous-day.v1",),
        ("electricity.interval.same-day.v1",),
        ("electricity.confirmed-usage.v1",),
        ("handheld.readings.v1",),
    ]


async def test_each_parked_record_has_a_place_of_its_own_and_replay_settles_it(tenant: TestTenant) -> None:
    await add_point(tenant.tenant_id, NUMBERS[0])

    first = await handle(tenant)
    await add_point(tenant.tenant_id, NUMBERS[1])
    second = await handle(tenant)

    assert first.counts == {"stored": 1, "replaced": 0, "unchanged": 0, "outdated": 0}
    assert [(each.place, each.detail["subject"]) for each in first.parked] == [
        (f"point[{number}]", number) for number in NUMBERS[1:]
    ]
    assert second.counts == {"stored": 1, "replaced": 0, "unchanged": 1, "outdated": 0}
    assert [each.detail["subject"] for each in second.parked] == NUMBERS[2:]


async def test_rows_name_the_message_they_came_in_with(tenant: TestTenant) -> None:
    await add_point(tenant.tenant_id, NUMBERS[0])

    await handle(tenant)

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        assert await connection().fetchval("select source_message_id from interval_days") == 77


async def test_a_refused_file_stores_nothing(tenant: TestTenant) -> None:
    await add_point(tenant.tenant_id, NUMBERS[0])

    with pytest.raises(ReadingFileRefused):
        await handle(tenant, FILE.content[:-40])

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        assert await connection().fetchval("select count(*) from interval_days") == 0
