"""CSV comes in by either encoding with errors that point, and goes out without formulas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.foundation.formats import tabular
from minamoto.kernel.errors import InvalidInput
from minamoto.kernel.yen import Yen

SAMPLE = "番号,氏名,使用量,検針日\r\n1,源田 花子,12.5,2026-11-20\r\n2,見本 太郎,0,2026/1/5\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_file_is_read_in_whichever_encoding_it_was_saved(encoding: str) -> None:
    content = SAMPLE.encode(encoding)

    rows = list(tabular.read_table(content, required=["番号", "氏名"]))

    assert [row.text("氏名") for row in rows] == ["源田 花子", "見本 太郎"]
    assert rows[0].decimal("使用量") == Decimal("12.5")
    assert rows[1].day("検針日") == date(2026, 1, 5)
    assert [row.line for row in rows] == [2, 3]


def test_a_quoted_line_break_does_not_shift_the_lines_that_errors_name() -> None:
    content = '番号,摘要\n1,"二行\nにわたる"\nx,普通\n'.encode()
    rows = list(tabular.read_table(content))

    with pytest.raises(tabular.CellMalformed) as caught:
        rows[1].integer("番号")

    assert caught.value.message("ja") == "4行目「番号」（1列目）は整数で入力してください。"


@pytest.mark.parametrize(
    "content",
    [
        "番号,氏名\n1,源田".encode() + b"\xff\xff\n",
        "番号,氏名\n1,源田".encode("cp932") + b"\xff\n",
        "番号,氏名\n1,源田".encode("cp932") + b"\xf0\x40\n",
        "番号,氏名\n1,源田".encode("cp932") + b"\x81",
    ],
    ids=["damaged UTF-8", "stray byte", "user-defined character", "cut in half"],
)
def test_unreadable_bytes_are_placed_by_line_and_column(content: bytes) -> None:
    with pytest.raises(tabular.FileNotText) as caught:
        list(tabular.read_table(content))

    assert caught.value.details == {"line": 2, "column": 5}


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", tabular.FileEmpty),
        ("\n", tabular.FileEmpty),
        ("番号,番号\n", tabular.HeadingRepeated),
        ("氏名\n", tabular.HeadingMissing),
        ("番号,氏名\n1\n", tabular.RowWidthWrong),
        ("番号,氏名\n1,2,3\n", tabular.RowWidthWrong),
        ('番号,氏名\n1,"閉じない\n', tabular.FileNotTabular),
        ('番号,氏名\n1,"a"b\n', tabular.FileNotTabular),
    ],
)
def test_a_malformed_file_is_refused(content: str, error: type[InvalidInput]) -> None:
    with pytest.raises(error):
        list(tabular.read_table(content.encode(), required=["番号"]))


def test_empty_lines_are_passed_over() -> None:
    rows = list(tabular.read_table("番号\n\n1\n\n".encode()))

    assert [row.integer("番号") for row in rows] == [1]


@pytest.mark.parametrize("text", ["2026-02-29", "2026-11/20", "20261", "令和8年", "2026111", ""])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    (row,) = tabular.read_table(f"日,他\n{text},x\n".encode())

    with pytest.raises(tabular.CellMalformed):
        row.day("日")


def test_a_compact_day_is_read() -> None:
    (row,) = tabular.read_table("日\n20261120\n".encode())

    assert row.day("日") == date(2026, 11, 20)


@pytest.mark.parametrize("text", ["1e5", "NaN", "0x10", "１２", "1.2.3", ""])
def test_what_only_looks_like_a_number_is_refused(text: str) -> None:
    (row,) = tabular.read_table(f"量,他\n{text},x\n".encode())

    with pytest.raises(tabular.CellMalformed):
        row.decimal("量")


def test_an_empty_cell_is_nothing_or_refused_as_asked() -> None:
    (row,) = tabular.read_table("氏名,他\n　,x\n".encode())

    assert row.optional_text("氏名") is None
    with pytest.raises(tabular.CellMalformed):
        row.text("氏名")


@pytest.mark.parametrize("text", ["=1+1", "+81-3-0000-0000", "-cmd", "@SUM(A1)", "\tx", "＝１", "  =1"])
def test_text_that_a_spreadsheet_would_run_is_defused(text: str) -> None:
    content = tabular.write_table(["摘要"], [[text]])

    (row,) = tabular.read_table(content)
    assert row.cells[0] == f"'{text}"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("-55", "-55"),
        ("-1,870.50", "-1,870.50"),
        (-55, "-55"),
        (Decimal("-0.00"), "-0.00"),
        (Yen(4969), "4969"),
    ],
)
def test_numbers_are_left_as_they_are(cell: tabular.Cell, written: str) -> None:
    content = tabular.write_table(["金額"], [[cell]])

    (row,) = tabular.read_table(content)
    assert row.cells == (written,)


def test_a_character_that_the_encoding_lacks_is_placed() -> None:
    with pytest.raises(tabular.CharacterNotWritable) as caught:
        tabular.write_table(["番号", "氏名"], [["1", "𠮷野"]], encoding="cp932")

    assert caught.value.details == {"line": 2, "place": 2, "codepoint": "20BB7"}


def test_a_row_of_another_width_is_not_written() -> None:
    with pytest.raises(tabular.RowWidthWrong):
        tabular.write_table(["番号", "氏名"], [["1"]])


def test_none_and_days_are_written_plainly() -> None:
    content = tabular.write_table(["日", "量"], [[date(2026, 11, 20), None]])

    assert content.decode("utf-8-sig") == "日,量\r\n2026-11-20,\r\n"


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=10)


@given(st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=5))
def test_text_reads_back_but_for_the_guarding_apostrophe(rows: list[tuple[str, str]]) -> None:
    content = tabular.write_table(["甲", "乙"], rows)

    read = [row.cells for row in tabular.read_table(content)]

    assert read == [tuple(tabular.guard_formula(cell) for cell in row) for row in rows]
