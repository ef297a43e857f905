"""What every parser of reading files keeps, whatever the bytes: typed errors only, nothing half said."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minamoto.supply.readings.model import ParsedReadings, ReadingKind, RegisterReading
from minamoto.supply.readings.ports import ReadingFileParser, ReadingFileRefused
from minamoto_adapters.electricity import confirmed_xml, interval_xml, sample_files
from minamoto_adapters.handheld import reading_file

DAY = date(2026, 10, 1)
NUMBERS = ["0300111234567890123456", "0300111234567890123457"]
VALUES = np.arange(96, dtype=np.int32).reshape(2, 48)


@dataclass(frozen=True)
class Case:
    """A parser and a good file of its own."""

    parser: ReadingFileParser
    file_name: str
    content: bytes

    @property
    def plain(self) -> bytes:
        """The text within the zip, or the file itself."""
        if not self.file_name.endswith(".zip"):
            return self.content
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return archive.read(archive.namelist()[0])

    def packed(self, plain: bytes) -> bytes:
        if not self.file_name.endswith(".zip"):
            return plain
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.xml", plain)
        return buffer.getvalue()

    def parse(self, content: bytes) -> ParsedReadings | None:
        """Parse; a refusal is an answer, any other exception fails the test."""
        try:
            return self.parser.parse(content=content, file_name=self.file_name)
        except ReadingFileRefused as error:
            refused = error
        assert refused.file_name == self.file_name
        assert refused.message("ja")
        assert refused.message("en")
        return None


def _cases() -> list[Case]:
    previous = sample_files.previous_day_file(day=DAY, point_numbers=NUMBERS, values=VALUES)
    same = sample_files.same_day_file(day=DAY, slot=3, point_numbers=NUMBERS, values=VALUES[:, 2])
    confirmed = sample_files.confirmed_file(
        day=DAY, samples=[sample_files.ConfirmedSample(each, DAY, DAY, VALUES) for each in NUMBERS]
    )
    reading = RegisterReading("water", "W-0001", "1000001", DAY, 125, 1, ReadingKind.REGULAR, None, "備考")
    return [
        Case(interval_xml.PREVIOUS_DAY, previous.name, previous.content),
        Case(interval_xml.SAME_DAY, same.name, same.content),
        Case(confirmed_xml.CONFIRMED_USAGE, confirmed.name, confirmed.content),
        Case(reading_file.PARSER, "kensin.csv", reading_file.write([reading])),
    ]


CASES = _cases()
every_parser = pytest.mark.parametrize("case", CASES, ids=lambda case: case.parser.kind)
fuzzed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(parsed: ParsedReadings | None) -> None:
    """Whatever was read is whole."""
    if parsed is None:
        return
    for batch in parsed.intervals:
        assert len(batch) > 0
        assert (batch.values >= 0).all()
        assert not batch.values[batch.missing].any()
        assert len(set(zip(batch.point_numbers, batch.days.tolist(), strict=True))) == len(batch)
    for confirmed in parsed.confirmed:
        assert all(row.quantity >= 0 for row in confirmed.rows)
    for registers in parsed.registers:
        assert all((row.value is None) != (row.unread_reason is None) for row in registers.rows)
        assert all(row.value is None or row.value >= 0 for row in registers.rows)
    for parked in parsed.parked:
        assert parked.code
        assert parked.place
        assert parked.ja
        assert parked.en


@every_parser
def test_a_good_file_is_read_without_anything_parked(case: Case) -> None:
    parsed = case.parse(case.content)

    assert parsed is not None
    assert parsed.parked == ()
    assert parsed.intervals or parsed.registers
    check(parsed)


@every_parser
def test_a_parser_accepts_its_own_names_only(case: Case) -> None:
    accepting = [other.parser.kind for other in CASES if other.parser.accepts(case.file_name)]

    assert accepting == [case.parser.kind]


def test_kinds_are_distinct() -> None:
    assert len({case.parser.kind for case in CASES}) == len(CASES)


@every_parser
@given(data=st.data())
@fuzzed
def test_any_bytes_are_refused_or_read(case: Case, data: st.DataObject) -> None:
    check(case.parse(data.draw(st.binary(max_size=400))))


@every_parser
@given(data=st.data())
@fuzzed
def test_a_file_cut_short_is_refused_or_read(case: Case, data: st.DataObject) -> None:
    check(case.parse(case.content[: data.draw(st.integers(0, len(case.content)))]))


@every_parser
@given(data=st.data())
@fuzzed
def test_bytes_changed_in_the_file_break_nothing(case: Case, data: st.DataObject) -> None:
    check(case.parse(_damaged(case.content, data)))


@every_parser
@given(data=st.data())
@fuzzed
def test_bytes_changed_in_the_text_break_nothing(case: Case, data: st.DataObject) -> None:
    check(case.parse(case.packed(_damaged(case.plain, data))))


@every_parser
@given(data=st.data())
@fuzzed
def test_pieces_of_text_moved_about_break_nothing(case: Case, data: st.DataObject) -> None:
    plain = case.plain
    start = data.draw(st.integers(0, len(plain)))
    end = data.draw(st.integers(start, min(len(plain), start + 200)))
    at = data.draw(st.integers(0, len(plain)))

    moved = plain[:start] + plain[end:]
    check(case.parse(case.packed(moved[:at] + plain[start:end] + moved[at:])))


_WORDS = st.sampled_from(
    [b"-1", b"49", b"0", b"1e9", b"99999999999999999999", b"<a/>", b"<!-- -->", b"<![CDATA[1]]>", b"&amp;",
     b"&x;", b"<?p?>", b"\x00", "源".encode(), "源".encode("cp932"), b'"', b",", b"\n", b"20261331", b" "]
)  # fmt: skip


def _damaged(content: bytes, data: st.DataObject) -> bytes:
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        word = data.draw(_WORDS | st.binary(min_size=1, max_size=3))
        length = data.draw(st.sampled_from([0, 1, len(word)]))
        content = content[:at] + word + content[at + length :]
    return content
