from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto_adapters.electricity import file_names
from minamoto_adapters.electricity.file_names import FileKind, FileName, FileNameNotUnderstood


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "W41120202610010000020003.zip",
            FileName(date(2026, 10, 1), "0000", 2, 3, FileKind.PREVIOUS_DAY_LOW),
        ),
        (
            "in/W41110202610010130000001.ZIP",
            FileName(date(2026, 10, 1), "0130", 0, 1, FileKind.SAME_DAY_LOW),
        ),
        (
            "W401102026100101300201.zip",
            FileName(date(2026, 10, 1), "0130", 2, 1, FileKind.SAME_DAY_HIGH),
        ),
        (
            "W51220202611020010002.zip",
            FileName(date(2026, 11, 2), "", 1, 2, FileKind.CONFIRMED_LOW),
        ),
    ],
)
def test_a_name_is_taken_apart(text: str, expected: FileName) -> None:
    assert file_names.read(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "W41120.zip", "W99999202610010000000001.zip", "W41120202613010000000001.zip",
     "W4112020261001000000000A.zip", "W411202026100100000000011.zip", "W41120202610010000000001.xml"],
)  # fmt: skip
def test_another_name_is_refused(text: str) -> None:
    with pytest.raises(FileNameNotUnderstood):
        file_names.read(text)
    assert not file_names.is_kind(text, *FileKind)


def test_files_are_taken_in_by_revision_and_then_by_section() -> None:
    first, second, third = (
        "W41120202610010000000002.zip",
        "W41120202610010000010001.zip",
        "W41120202610010000010002.zip",
    )

    assert file_names.in_order([third, second, first]) == [first, second, third]


@given(
    day=st.dates(min_value=date(2016, 4, 1), max_value=date(2099, 12, 31)),
    revision=st.integers(0, 99),
    section=st.integers(0, 99),
    kind=st.sampled_from(FileKind),
)
def test_a_written_name_reads_back(day: date, revision: int, section: int, kind: FileKind) -> None:
    time = "" if kind in {FileKind.CONFIRMED_HIGH, FileKind.CONFIRMED_LOW} else "0000"
    name = FileName(day, time, revision, section, kind)

    assert file_names.read(str(name)) == name
