from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hypothesis_numpy

from minamoto.supply.readings.model import IntervalBatch, ParsedReadings, Stage
from minamoto_adapters.electricity import sample_files, zipped_xml
from minamoto_adapters.electricity.interval_xml import PREVIOUS_DAY, SAME_DAY

DAY = date(2026, 10, 1)
NAME = "W41120202610010000000001.zip"
SAME_DAY_NAME = "W41110202610010130000001.zip"
NUMBERS = [f"03{index:020d}" for index in range(3)]


def parse(rows: str, *, header: str = "<JP06116>20261001</JP06116>") -> ParsedReadings:
    """Parse a previous-day file whose body is given."""
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><SBD-MSG><JPMGRP><JPTRM>'
        f"{header}<JPM00010>{rows}</JPM00010></JPTRM></JPMGRP></SBD-MSG>"
    )
    return PREVIOUS_DAY.parse(content=sample_files.zip_xml(name=NAME, xml=xml), file_name=NAME)


def slot(number: int | str, *points: str) -> str:
    rows = "".join(f"<JPMR00011>{each}</JPMR00011>" for each in points)
    return f"<JPMR00010><JP06219>{number}</JP06219><JPM00011>{rows}</JPM00011></JPMR00010>"


def point(value: str, *, number: str = NUMBERS[0], meter: str = "M1", available: str = "0") -> str:
    return (
        f"<JP06400>{number}</JP06400><JP06120>源田 花子</JP06120><JP06121>{meter}</JP06121>"
        f"<JP06122>{available}</JP06122><JP06125>{value}</JP06125>"
    )


def only_batch(parsed: ParsedReadings) -> IntervalBatch:
    (batch,) = parsed.intervals
    return batch


def codes(parsed: ParsedReadings) -> list[str]:
    return [each.code for each in parsed.parked]


@given(
    values=hypothesis_numpy.arrays(np.int32, (3, 48), elements=st.integers(0, 2**31 - 1)),
    missing=hypothesis_numpy.arrays(np.bool_, (3, 48)),
)
@settings(max_examples=30, deadline=None)
def test_whatever_is_written_reads_back_exactly(
    values: "np.ndarray[tuple[int, int], np.dtype[np.int32]]",
    missing: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]",
) -> None:
    missing[:, 7] = False
    file = sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS, values=values, missing=missing)

    parsed = PREVIOUS_DAY.parse(content=file.content, file_name=file.name)

    batch = only_batch(parsed)
    assert parsed.parked == ()
    assert (batch.stage, batch.revision, batch.scale) == (Stage.FIRM, 0, 2)
    assert batch.point_numbers == tuple(NUMBERS)
    assert batch.days.tolist() == [DAY] * 3
    assert batch.missing.tolist() == missing.tolist()
    assert batch.values.tolist() == np.where(missing, 0, values).tolist()


@pytest.mark.parametrize(
    ("text", "hundredths"), [("0.1", 10), ("0.01", 1), ("12", 1200), ("1.50", 150), (" 2.5 ", 250), ("-0", 0)]
)
def test_tenths_and_hundredths_of_a_kilowatt_hour_are_kept_exactly(text: str, hundredths: int) -> None:
    assert only_batch(parse(slot(1, point(text)))).values[0, 0] == hundredths


def test_meters_of_one_point_are_summed() -> None:
    parsed = parse(slot(1, point("1.5", meter="M1"), point("2.25", meter="M2")))

    assert only_batch(parsed).values[0, 0] == 375


def test_a_sum_is_missing_when_one_of_its_meters_is() -> None:
    parsed = parse(
        slot(1, point("1.5"), point("9", meter="M2", available="1"))
        + slot(2, point("1"), point("1", meter="M2"))
    )

    batch = only_batch(parsed)
    assert batch.missing[0, :3].tolist() == [True, False, True]
    assert batch.values[0, :2].tolist() == [0, 200]


def test_a_meter_exchanged_at_noon_leaves_no_gap() -> None:
    parsed = parse(slot(24, point("1", meter="OLD")) + slot(25, point("2", meter="NEW")))

    assert only_batch(parsed).missing[0, 23:25].tolist() == [False, False]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (slot(49, point("1")), "slot-out-of-range"),
        (slot(0, point("1")), "slot-out-of-range"),
        (slot("x", point("1")), "slot-out-of-range"),
        (slot("", point("1")), "missing-tag"),
        (slot(2, point("-0.1")), "negative-usage"),
        (slot(2, point("1.005")), "usage-not-a-number"),
        (slot(2, point("1e3")), "usage-not-a-number"),
        (slot(2, point("１")), "usage-not-a-number"),
        (slot(2, point("NaN")), "usage-not-a-number"),
        (slot(2, point("21474836.48")), "usage-too-large"),
        (slot(2, point("")), "missing-tag"),
        (slot(2, point("1", available="")), "missing-tag"),
        (slot(2, point("1", number=f"{NUMBERS[0]}1")), "point-number-invalid"),
        (slot(2, point("1", number="")), "missing-tag"),
        (slot(2, point("1") + "<JP06125>2</JP06125>"), "repeated-tag"),
        (slot(2, point("1"), point("2")), "duplicate-record"),
    ],
)
def test_a_faulty_record_is_parked_and_the_good_rest_is_read(rows: str, code: str) -> None:
    parsed = parse(slot(1, point("1", number=NUMBERS[1])) + rows)

    assert codes(parsed) == [code]
    assert all(each.ja and each.en and each.place for each in parsed.parked)
    batch = only_batch(parsed)
    assert batch.point_numbers == (NUMBERS[1],)
    assert batch.values[0, 0] == 100


def test_the_same_slot_twice_with_the_same_value_is_no_fault() -> None:
    parsed = parse(slot(1, point("1"), point("1")))

    assert parsed.parked == ()
    assert only_batch(parsed).values[0, 0] == 100


def test_a_wrong_point_number_is_parked_once_for_all_its_slots() -> None:
    parsed = parse("".join(slot(each, point("1", number=f"{NUMBERS[0]}1")) for each in range(1, 49)))

    assert codes(parsed) == ["point-number-invalid"]
    assert parsed.parked[0].place == "JPMR00010[1]/JPMR00011[1]"
    assert parsed.intervals == ()


def test_a_sum_beyond_its_type_is_parked() -> None:
    parsed = parse(slot(1, point("21474836.47"), point("0.01", meter="M2")) + slot(2, point("1")))

    assert codes(parsed) == ["usage-too-large"]
    assert only_batch(parsed).missing[0, :2].tolist() == [True, False]


@pytest.mark.parametrize("header", ["", "<JP06116></JP06116>", "<JP06116>20261301</JP06116>"])
def test_a_file_without_its_day_is_refused(header: str) -> None:
    with pytest.raises(zipped_xml.MissingTag):
        parse(slot(1, point("1")), header=header)


def test_a_day_with_too_many_faults_is_refused() -> None:
    rows = "".join(slot(1, *(point("-1", meter=f"M{each}") for each in range(2_000))) for _ in range(6))

    with pytest.raises(zipped_xml.TooManyFaults):
        parse(rows)


def test_a_customers_name_never_leaves_the_parser() -> None:
    parsed = parse(slot(1, point("1")) + slot(49, point("1")) + slot(2, point("-1")))

    assert "源田" not in repr(parsed)


def test_high_voltage_values_stand_in_their_own_tag() -> None:
    name = "W401202026100100000001.zip"
    xml = (
        "<SBD-MSG><JPMGRP><JPTRM><JP06116>20261001</JP06116><JPM00010>"
        + slot(1, point("1").replace("JP06125", "JP06123"))
        + "</JPM00010></JPTRM></JPMGRP></SBD-MSG>"
    )

    parsed = PREVIOUS_DAY.parse(content=sample_files.zip_xml(name=name, xml=xml), file_name=name)

    assert only_batch(parsed).values[0, 0] == 100


def test_a_same_day_file_fills_one_slot() -> None:
    file = sample_files.same_day_file(
        day=DAY, slot=3, point_numbers=NUMBERS, values=np.array([1, 20, 300], dtype=np.int32)
    )

    parsed = SAME_DAY.parse(content=file.content, file_name=file.name)

    batch = only_batch(parsed)
    assert batch.stage is Stage.SAME_DAY
    assert batch.values[:, 2].tolist() == [1, 20, 300]
    assert np.flatnonzero(~batch.missing.all(axis=0)).tolist() == [2]


@pytest.mark.parametrize(
    ("where", "found"), [("row", ["slot-out-of-range"]), ("none", ["slot-out-of-range"])]
)
def test_a_same_day_row_without_a_slot_is_parked(where: str, found: list[str]) -> None:
    row = "<JP06219>49</JP06219>" if where == "row" else ""
    xml = (
        "<SBD-MSG><JPMGRP><JPTRM><JP06116>20261001</JP06116>"
        f"<JPM00010><JPMR00010>{point('1')}{row}</JPMR00010></JPM00010></JPTRM></JPMGRP></SBD-MSG>"
    )

    parsed = SAME_DAY.parse(
        content=sample_files.zip_xml(name=SAME_DAY_NAME, xml=xml), file_name=SAME_DAY_NAME
    )

    assert codes(parsed) == found


@pytest.mark.parametrize("accepts", [PREVIOUS_DAY.accepts, SAME_DAY.accepts])
def test_a_parser_knows_its_files_by_name(accepts: Callable[[str], bool]) -> None:
    assert [accepts(NAME), accepts(SAME_DAY_NAME)].count(True) == 1
    assert not accepts("W51220202611020000001.zip")
    assert not accepts("readings.csv")
