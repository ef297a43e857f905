from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minamoto.supply.readings.model import (
    EstimateReason,
    ParsedReadings,
    ReadingKind,
    RegisterReading,
)
from minamoto_adapters.handheld import reading_file
from minamoto_adapters.handheld.reading_file import PARSER

HEADER = "サービス,メーター番号,検針日,指針,検針区分,未検針理由,備考\n"


def parse(text: str, encoding: str = "utf-8") -> ParsedReadings:
    return PARSER.parse(content=text.encode(encoding), file_name="kensin.csv")


def rows_of(parsed: ParsedReadings) -> tuple[RegisterReading, ...]:
    (batch,) = parsed.registers
    return batch.rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_line_is_read_in_either_encoding(encoding: str) -> None:
    parsed = parse(f"{HEADER}水道,W-0001,2026-10-05,12.50,01,,植木の裏\n", encoding)

    assert rows_of(parsed) == (
        RegisterReading(
            "water", "W-0001", None, date(2026, 10, 5), 125, 1, ReadingKind.REGULAR, None, "植木の裏", "2"
        ),
    )


def test_columns_may_stand_in_any_order_and_in_english() -> None:
    parsed = parse("kind,value,read_on,point_number,service\n4,7,20261005,1000001,2\n")

    (row,) = rows_of(parsed)
    assert (row.service, row.point_number, row.kind, row.value) == ("gas", "1000001", ReadingKind.MOVE_OUT, 7)


def test_an_unread_register_gives_its_reason() -> None:
    (row,) = rows_of(parse(f"{HEADER}1,W-0001,2026/01/05,,01,02,\n"))

    assert (row.value, row.unread_reason) == (None, EstimateReason.SNOW)


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("1,W-0001,2026-10-05,12,01,", "column-count", "3:7"),
        ("3,W-0001,2026-10-05,12,01,,", "service-code", "3:1"),
        ("1,,2026-10-05,12,01,,", "meter-or-point-missing", "3:2"),
        ("1,W 1,2026-10-05,12,01,,", "meter-or-point-missing", "3:2"),
        ("1,W-0001,2026-02-30,12,01,,", "date-invalid", "3:3"),
        ("1,W-0001,今日,12,01,,", "date-invalid", "3:3"),
        ("1,W-0001,2026-10-05,-12,01,,", "negative-value", "3:4"),
        ("1,W-0001,2026-10-05,1.2345,01,,", "value-not-a-number", "3:4"),
        ("1,W-0001,2026-10-05,１２,01,,", "value-not-a-number", "3:4"),
        ("1,W-0001,2026-10-05,12,09,,", "kind-code", "3:5"),
        ("1,W-0001,2026-10-05,,01,55,", "unread-reason-code", "3:6"),
        ("1,W-0001,2026-10-05,,01,,", "value-or-reason-missing", "3:4"),
        ("1,W-0001,2026-10-05,12,01,01,", "value-and-reason", "3:6"),
        (f"1,W-0001,2026-10-05,12,01,,{'長' * 201}", "note-too-long", "3:7"),
    ],
)
def test_a_faulty_line_is_parked_with_line_and_column(line: str, code: str, place: str) -> None:
    parsed = parse(f"{HEADER}1,W-0009,2026-10-05,1,01,,\n{line}\n")

    assert [(each.code, each.place) for each in parsed.parked] == [(code, place)]
    assert [row.meter_serial for row in rows_of(parsed)] == ["W-0009"]


def test_only_the_first_register_is_known() -> None:
    parsed = parse("service,meter_serial,register,read_on,value,kind\n1,W-1,2,20261005,1,01\n")

    assert [each.code for each in parsed.parked] == ["unknown-register"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xfe\x00\x81", reading_file.HandheldWrongEncoding),
        (b"", reading_file.HandheldColumnMissing),
        (b"service,meter_serial,read_on,value\n", reading_file.HandheldColumnMissing),
        (b"service,read_on,value,kind\n", reading_file.HandheldColumnMissing),
        (b"service,service,meter_serial,read_on,value,kind\n", reading_file.HandheldColumnMissing),
        (b"service,meter_serial,read_on,value,kind,name\n", reading_file.HandheldColumnMissing),
        (b'service,meter_serial,read_on,value,kind\n"1,W', reading_file.HandheldNotCsv),
        (b'service,meter_serial,read_on,value,kind\n"1"x,W\n', reading_file.HandheldNotCsv),
    ],
)
def test_a_file_that_is_not_one_is_refused(content: bytes, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        PARSER.parse(content=content, file_name="kensin.csv")


def test_too_many_faults_refuse_the_file() -> None:
    with pytest.raises(reading_file.HandheldTooLarge):
        parse(HEADER + "x,,,,,,\n" * reading_file.MAX_FAULTS)


_READINGS = st.builds(
    RegisterReading,
    service=st.sampled_from(["water", "gas"]),
    meter_serial=st.from_regex(r"[0-9A-Z-]{1,30}", fullmatch=True),
    point_number=st.none() | st.from_regex(r"[0-9]{1,17}", fullmatch=True),
    read_on=st.dates(),
    value=st.integers(0, 10**9).filter(lambda value: value % 10 != 0),
    scale=st.integers(0, 3),
    kind=st.sampled_from(list(reading_file.KIND_CODES.values())),
    note=st.none() | st.sampled_from(['"引用", 改行\nあり', "植木の裏", "ﾒｰﾀｰ"]),
)


@given(st.lists(_READINGS, min_size=1, max_size=5), st.sampled_from(["utf-8", "cp932"]))
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_back(readings: list[RegisterReading], encoding: str) -> None:
    parsed = PARSER.parse(content=reading_file.write(readings, encoding=encoding), file_name="a.csv")

    assert parsed.parked == ()
    assert [_plain(row) for row in rows_of(parsed)] == [_plain(row) for row in readings]


def _plain(row: RegisterReading) -> tuple[object, ...]:
    return (
        row.service,
        row.meter_serial,
        row.point_number,
        row.read_on,
        row.value,
        row.scale,
        row.kind,
        row.note,
    )
