"""Tariff versions and index values in the database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.pricing.rating.batch import BillUsage, batch_of
from minamoto.pricing.tariffs import operations, queries
from minamoto.pricing.tariffs.model import DecidingDates, VersionState
from testkit.clock import MovingClock
from testkit.tenants import TestTenant

TARIFFS = Path(__file__).resolve().parents[2] / "golden/tariffs"
OLD, NEW = "tepco_juryo_b_2019_10.toml", "tepco_juryo_b_2024_04.toml"


def text(file: str) -> str:
    return (TARIFFS / file).read_text(encoding="utf-8")


def on(day: date) -> DecidingDates:
    return DecidingDates.all_on(day)


async def release(file: str, clock: MovingClock) -> int:
    version_id = await operations.save_draft(text=text(file), source_name=file, now=clock.now())
    await operations.release_version(version_id=version_id, now=clock.now())
    return version_id


async def test_the_version_valid_on_the_deciding_date_is_the_one_rated_by(
    tenant: TestTenant, clock: MovingClock
) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        old, new = await release(OLD, clock), await release(NEW, clock)

        before = await queries.released_plan(tariff_code="juryo-b", dates=on(date(2024, 3, 31)))
        after = await queries.released_plan(tariff_code="juryo-b", dates=on(date(2024, 4, 1)))

    assert (before.version_id, after.version_id) == (old, new)
    assert before.fingerprint == queries.fingerprint_of(before.plan.definition)
    assert before.fingerprint != after.fingerprint


async def test_a_bill_is_rated_from_what_is_stored(tenant: TestTenant, clock: MovingClock) -> None:
    indexes = operations.parse_indexes(text("indexes_electricity.toml"), source_name="indexes")
    bill = BillUsage(usage={"usage": 260}, attributes={"ampere": 30}, flags={"account_transfer": True})
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await release(OLD, clock)
        await operations.record_index_tables(tables=indexes, now=clock.now())
        found = await queries.released_plan(tariff_code="juryo-b", dates=on(date(2022, 3, 10)))
        columns = await queries.indexes_for(found.plan, date(2022, 3, 10))

    charges = found.plan.rate(batch_of([bill]).with_indexes(columns))

    assert charges.amount_yen.tolist() == [8244]


async def test_a_draft_rates_nothing_and_nothing_applies_before_the_first_version(
    tenant: TestTenant, clock: MovingClock
) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await operations.save_draft(text=text(NEW), source_name=NEW, now=clock.now())

        with pytest.raises(queries.NoVersionApplies):
            await queries.released_plan(tariff_code="juryo-b", dates=on(date(2026, 1, 1)))

        await release(OLD, clock)
        with pytest.raises(queries.NoVersionApplies):
            await queries.released_plan(tariff_code="juryo-b", dates=on(date(2019, 9, 30)))


async def test_two_versions_cannot_begin_on_one_date(tenant: TestTenant, clock: MovingClock) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await release(OLD, clock)
        second = await operations.save_draft(text=text(OLD), source_name=OLD, now=clock.now())

        with pytest.raises(operations.VersionDateTaken):
            await operations.release_version(version_id=second, now=clock.now())

        assert (await queries.version(second)).state is VersionState.DRAFT


async def test_a_version_is_released_once(tenant: TestTenant, clock: MovingClock) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        version_id = await release(OLD, clock)

        with pytest.raises(operations.VersionNotDraft):
            await operations.release_version(version_id=version_id, now=clock.now())


async def test_a_version_that_applies_cannot_be_withdrawn(tenant: TestTenant, clock: MovingClock) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        version_id = await release(NEW, clock)

        with pytest.raises(operations.VersionApplied):
            await operations.withdraw_version(version_id=version_id, today=date(2024, 4, 1))

        await operations.withdraw_version(version_id=version_id, today=date(2024, 3, 31))
        assert (await queries.version(version_id)).state is VersionState.WITHDRAWN


async def test_a_tariff_keeps_its_service(tenant: TestTenant, clock: MovingClock) -> None:
    other = text(NEW).replace('service = "electricity"', 'service = "gas"')
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await release(OLD, clock)
        version_id = await operations.save_draft(text=other, source_name=NEW, now=clock.now())

        with pytest.raises(operations.VersionOfOtherService):
            await operations.release_version(version_id=version_id, now=clock.now())


async def test_a_wrong_text_is_not_kept(tenant: TestTenant, clock: MovingClock) -> None:
    wrong = text(OLD).replace('{ over = "300", price', '{ over = "301", price')
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        with pytest.raises(operations.InvalidTariffText):
            await operations.save_draft(text=wrong, source_name=OLD, now=clock.now())

        assert await queries.versions() == []


async def test_index_values_are_appended_and_the_past_stays_answerable(
    tenant: TestTenant, clock: MovingClock
) -> None:
    month, first = date(2024, 11, 1), clock.now()
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        for value, now in ((Decimal("-8.60"), first), (Decimal("-8.67"), first + timedelta(days=1))):
            await operations.record_index_value(
                index_code="fuel-tokyo", month=month, value=value, source="訂正", now=now
            )

        latest = await queries.index_tables(codes=["fuel-tokyo"], first=month, last=month)
        then = await queries.index_tables(codes=["fuel-tokyo"], first=month, last=month, known_at=first)

    assert str(latest["fuel-tokyo"].on(month)) == "-8.67"
    assert then["fuel-tokyo"].on(month) == Decimal("-8.60")


async def test_recording_the_same_tables_again_changes_nothing(
    tenant: TestTenant, clock: MovingClock
) -> None:
    tables = operations.parse_indexes(text("indexes_electricity.toml"), source_name="indexes")
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        recorded = await operations.record_index_tables(tables=tables, now=clock.now())
        again = await operations.record_index_tables(tables=tables, now=clock.now() + timedelta(hours=1))

    assert recorded > 0
    assert again == 0


async def test_a_missing_month_is_named(tenant: TestTenant, clock: MovingClock) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await release(OLD, clock)
        found = await queries.released_plan(tariff_code="juryo-b", dates=on(date(2022, 5, 1)))

        with pytest.raises(queries.MissingIndexValue, match="2022-05"):
            await queries.indexes_for(found.plan, date(2022, 5, 10))


async def test_another_tenant_sees_no_version(
    tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        version_id = await release(OLD, clock)

    async with tenant_transaction(tenant_id=other_tenant.tenant_id):
        assert await queries.versions() == []
        with pytest.raises(queries.NoSuchVersion):
            await queries.version(version_id)
