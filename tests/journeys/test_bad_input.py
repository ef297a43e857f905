"""Bad input gets a clear error, and nothing is lost or half done."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest

from integration.onboarding.tenant_facts import digests
from journeys.month import Utility, open_utility
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.moments import JST
from minamoto.supply.readings.model import ReadingKind, RegisterReading
from minamoto_adapters.handheld import reading_file
from minamoto_tenants.demo.sample_data import SampleUpload, electricity_files
from minamoto_tenants.onboarding.customers_file import parse_customers
from minamoto_tenants.onboarding.loading import load_customers, tariff_services
from testkit.clock import MovingClock
from testkit.onboarding import sample_customers
from testkit.servers import Servers

OCTOBER = date(2025, 10, 1)
UNTIL = date(2025, 10, 4)


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(datetime(2025, 10, 4, 9, 0, tzinfo=JST))


@pytest.fixture
async def power(database: Servers, handlers: None, clock: MovingClock) -> Utility:
    """The power retailer with its first ten customers; the others are unknown as yet."""
    utility = await open_utility(database.admin_url, "hinata_denki", clock, first_month=OCTOBER, load=False)
    await _load(utility, slice(0, 10))
    return utility


@pytest.fixture
async def water(database: Servers, handlers: None, clock: MovingClock) -> Utility:
    return await open_utility(database.admin_url, "aoba_suido", clock, first_month=OCTOBER)


async def _load(utility: Utility, part: slice) -> None:
    heading, *lines = sample_customers(utility.tenant.pack).decode("utf-8-sig").splitlines()
    content = "\n".join([heading, *lines[part]]).encode()
    async with tenant_transaction(tenant_id=utility.tenant_id):
        rows = parse_customers(content, tariffs=await tariff_services())
        await load_customers(rows=rows, content=content, file_name="customers.csv", now=utility.clock.now())


def _confirmed(utility: Utility) -> SampleUpload:
    """The first group's confirmed usage of the month, with known and unknown points."""
    return next(each for each in electricity_files(utility.customers, until=UNTIL))


def _reading(value: int, *, serial: str = "WM0000001", day: date = date(2025, 10, 3)) -> SampleUpload:
    row = RegisterReading(
        service="water", meter_serial=serial, point_number=None, read_on=day, value=value, scale=0,
        kind=ReadingKind.REGULAR,
    )  # fmt: skip
    return SampleUpload("handheld.readings.v1", "water.csv", reading_file.write([row]))


def _changed(upload: SampleUpload, old: str, new: str) -> SampleUpload:
    """The same zip with a text replaced in each member."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(upload.content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old.encode("cp932"), new.encode("cp932")))
    return SampleUpload(upload.kind, upload.file_name, buffer.getvalue())


async def _usages(utility: Utility) -> int:
    async with tenant_transaction(tenant_id=utility.tenant_id):
        count: int = await connection().fetchval("select count(*) from live_usages")
    return count


async def test_a_truncated_zip_is_set_aside_whole_and_the_good_one_is_taken_in_after(
    power: Utility,
) -> None:
    good = _confirmed(power)
    cut = SampleUpload(good.kind, good.file_name, good.content[: len(good.content) // 2])

    (received,) = await power.deliver([cut])
    seen, held = await power.message(received.message_id), await _usages(power)
    (after,) = await power.deliver([good])

    assert (seen.state, held) == ("quarantined", 0)
    assert seen.fault is not None
    assert good.file_name in seen.fault.ja
    assert seen.fault.en
    assert (await power.message(after.message_id)).state == "done_with_parked"
    assert await _usages(power) > 0


async def test_a_text_in_a_wrong_encoding_is_set_aside(water: Utility) -> None:
    content = _reading(700).content + b"\xff\xfe\xff"

    (received,) = await water.deliver([SampleUpload("handheld.readings.v1", "water.csv", content)])

    seen = await water.message(received.message_id)
    assert seen.state == "quarantined"
    assert seen.fault is not None
    assert seen.fault.code == "file-wrong-encoding"
    assert await _usages(water) == 0


async def test_unknown_points_are_parked_and_taken_in_by_replay_once_they_exist(power: Utility) -> None:
    upload = _confirmed(power)

    (received,) = await power.deliver([upload])
    first, parked = await power.message(received.message_id), await power.parked(received.message_id)
    known = await _usages(power)
    await _load(power, slice(10, 40))
    await power.replay(received.message_id)

    assert first.state == "done_with_parked"
    assert len(parked) == first.parked > 0
    assert {each.reason_code for each in parked} == {"unknown-supply-point"}
    assert all(each.detail["ja"] and each.detail["subject"] for each in parked)
    assert known > 0
    after = await power.message(received.message_id)
    assert (after.state, after.parked) == ("done", 0)
    assert await _usages(power) == known + len({each.detail["subject"] for each in parked})
    run = await power.bill(OCTOBER)
    assert (run.issued_count, run.held_count) == (run.due_count, 0)


async def test_the_same_file_again_changes_nothing(power: Utility, database: Servers) -> None:
    upload = _confirmed(power)
    await power.deliver([upload])
    before = await digests(database.admin_url, power.tenant_id)

    again = await power.deliver([upload, SampleUpload(upload.kind, "renamed.zip", upload.content)])

    assert not any(each.is_new for each in again)
    assert await digests(database.admin_url, power.tenant_id) == before


async def test_a_23_digit_number_parks_its_own_record_and_no_other(power: Utility) -> None:
    upload = _confirmed(power)
    number = power.customers[0].point_number
    broken = _changed(upload, number, number + "0")
    assert broken.content != upload.content

    (received,) = await power.deliver([broken])

    parked = {each.detail["subject"]: each for each in await power.parked(received.message_id)}
    assert await _usages(power) > 0
    wrong = next(each for subject, each in parked.items() if subject.startswith(number))
    assert wrong.reason_code != "unknown-supply-point"
    assert wrong.detail["ja"]


async def test_negative_usage_is_parked_not_billed(water: Utility) -> None:
    """The dial stood at 652 when the meter was hung; it cannot show 600 without a turn."""
    (received,) = await water.deliver([_reading(600)])

    (parked,) = await water.parked(received.message_id)
    assert parked.detail["subject"] == "WM0000001"
    assert await _usages(water) == 0
    run = await water.bill(OCTOBER)
    assert (run.due_count, run.issued_count) == (0, 0)


async def test_an_unknown_meter_is_parked(water: Utility) -> None:
    (received,) = await water.deliver([_reading(700, serial="WM9999999")])

    assert [each.reason_code for each in await water.parked(received.message_id)] == ["unknown-meter"]


async def test_a_kind_of_file_nobody_handles_is_kept_and_named(water: Utility) -> None:
    (received,) = await water.deliver([SampleUpload("unheard-of.v1", "x.bin", b"\x00\x01")])

    seen = await water.message(received.message_id)
    assert seen.state == "quarantined"
    assert seen.fault is not None
    assert seen.fault.code == "file-kind-unknown"


async def test_a_reading_that_splits_a_billed_period_is_not_billed_a_second_time(water: Utility) -> None:
    """A late reading inside a billed period makes two usages of one; the second half is paid for already."""
    water.at(date(2025, 10, 20))
    await water.deliver([_reading(700, day=date(2025, 10, 8))])
    first = await water.bill(OCTOBER)
    await water.deliver([_reading(680, day=date(2025, 9, 20))])

    second = await water.bill(OCTOBER, key="after the late reading")

    async with tenant_transaction(tenant_id=water.tenant_id):
        held = await connection().fetch("select distinct reason_code from held_bills")
    assert first.issued_count == 1
    assert (second.issued_count, second.amount_yen) == (0, 0)
    assert [row["reason_code"] for row in held] == ["period-assessed-otherwise"]
