"""CSV files in and out: UTF-8 or Shift_JIS in, errors by line and column, no formulas out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NoReturn

from minamoto.kernel.errors import InvalidInput
from minamoto.kernel.yen import Yen

TextEncoding = Literal["utf-8-sig", "cp932"]
Cell = str | int | Decimal | date | Yen | None

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?")
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
_NOT_SHIFT_JIS = re.compile("[\x80\ue000-\uf8ff]")  # what Python's cp932 makes of stray and private bytes
_LONGEST_CELL = 100_000  # characters; a quote left open would otherwise swallow the whole file


class FileNotText(InvalidInput):
    """The bytes are neither UTF-8 nor Shift_JIS; details: ``line``, ``column`` of the first bad byte."""

    code = "file-not-text"
    ja = "{line}行目{column}文字目を読み取れません。UTF-8かShift_JISのCSVファイルを指定してください。"
    en = "Line {line}, character {column} cannot be read; save the CSV file as UTF-8 or Shift_JIS."


class FileNotTabular(InvalidInput):
    """The text is not CSV; details: ``line``."""

    code = "file-not-tabular"
    ja = "{line}行目のCSVの形式が正しくありません。引用符が閉じているかご確認ください。"
    en = "Line {line} is not well-formed CSV; check that every quote is closed."


class FileEmpty(InvalidInput):
    """The file has no heading line."""

    code = "file-empty"
    ja = "ファイルに見出し行がありません。"
    en = "The file has no heading line."


class HeadingMissing(InvalidInput):
    """A column that is needed is not there; details: ``column``."""

    code = "heading-missing"
    ja = "見出し行に「{column}」がありません。"
    en = "The heading line lacks “{column}”."


class HeadingRepeated(InvalidInput):
    """Two columns have one name; details: ``column``."""

    code = "heading-repeated"
    ja = "見出し行に「{column}」が2回あります。"
    en = "The heading line has “{column}” twice."


class RowWidthWrong(InvalidInput):
    """A row has more or fewer cells than the heading; details: ``line``, ``found``, ``expected``."""

    code = "row-width-wrong"
    ja = "{line}行目の列数が{found}です。見出し行と同じ{expected}列にしてください。"
    en = "Line {line} has {found} cells; the heading has {expected}."


class CellMalformed(InvalidInput):
    """A cell does not hold what its column asks; details: ``line``, ``column``, ``place``, ``wanted_*``."""

    code = "cell-malformed"
    ja = "{line}行目「{column}」（{place}列目）は{wanted_ja}で入力してください。"
    en = "Line {line}, “{column}” (column {place}): {wanted_en} is expected."


class CharacterNotWritable(InvalidInput):
    """A character is missing in the file's encoding; details: ``line``, ``place``, ``column`` (from 1)."""

    code = "character-not-writable"
    ja = "{line}行目{place}列目に、この文字コードで書き出せない文字（U+{codepoint}）があります。"
    en = "Line {line}, column {place} holds a character (U+{codepoint}) that the encoding lacks."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins on (from 1, the heading included) and its cells by heading."""

    line: int
    headings: tuple[str, ...]
    cells: tuple[str, ...]

    def text(self, column: str) -> str:
        """Return a cell that must not be empty, outer spaces cut.

        :raises CellMalformed: when it is empty.
        """
        found = self.optional_text(column)
        if found is None:
            self._refuse(column, "空欄以外", "a value")
        return found

    def optional_text(self, column: str) -> str | None:
        """Return a cell, outer spaces cut, or nothing when it is empty."""
        return self.cells[self.headings.index(column)].strip() or None

    def integer(self, column: str) -> int:
        """Return a whole number; thousands may be parted by commas.

        :raises CellMalformed: when it is not one.
        """
        text = (self.optional_text(column) or "").replace(",", "")
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
            self._refuse(column, "整数", "a whole number")
        return int(text)

    def decimal(self, column: str) -> Decimal:
        """Return an exact decimal.

        :raises CellMalformed: when it is not one.
        """
        text = (self.optional_text(column) or "").replace(",", "")
        if not re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{1,12})?", text):
            self._refuse(column, "数値", "a number")
        return Decimal(text)

    def day(self, column: str) -> date:
        """Return a day written ``2026-11-20``, ``2026/11/20`` or ``20261120``.

        :raises CellMalformed: when it is none of these or does not exist.
        """
        match = re.fullmatch(r"([0-9]{4})([-/]?)([0-9]{1,2})\2([0-9]{1,2})", self.optional_text(column) or "")
        compact = match is not None and not match[2]
        if match is None or (compact and len(match[0]) != len("20261120")):
            self._refuse(column, "日付（例：2026-11-20）", "a date such as 2026-11-20")
        try:
            return date(int(match[1]), int(match[3]), int(match[4]))
        except ValueError:
            self._refuse(column, "実在する日付", "a date that exists")

    def _refuse(self, column: str, wanted_ja: str, wanted_en: str) -> NoReturn:
        raise self.malformed(column, wanted_ja, wanted_en)

    def malformed(self, column: str, wanted_ja: str, wanted_en: str) -> CellMalformed:
        """Return the error that says what a cell should have held, for checks of the caller's own."""
        place = self.headings.index(column) + 1
        return CellMalformed(
            line=self.line, column=column, place=place, wanted_ja=wanted_ja, wanted_en=wanted_en
        )


def detect_encoding(content: bytes) -> TextEncoding:
    """Return UTF-8 when the bytes are valid UTF-8 (with or without its mark), else Shift_JIS (cp932).

    A file that reads as Japanese in UTF-8 up to its first bad byte is damaged UTF-8, not Shift_JIS.
    User-defined characters (外字) of Shift_JIS mean nothing outside the machine that wrote them and
    are refused.

    :raises FileNotText: when the bytes are neither.
    """
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        readable = content[: error.start].decode("utf-8-sig")
    else:
        return "utf-8-sig"
    if _JAPANESE.search(readable):
        raise _not_text(readable)
    try:
        text = content.decode("cp932")
    except UnicodeDecodeError as error:
        raise _not_text(content[: error.start].decode("cp932")) from None
    if stray := _NOT_SHIFT_JIS.search(text):
        raise _not_text(text[: stray.start()])
    return "cp932"


def _not_text(readable: str) -> FileNotText:
    return FileNotText(line=readable.count("\n") + 1, column=len(readable) - readable.rfind("\n"))


def read_table(content: bytes, *, required: Sequence[str] = (), delimiter: str = ",") -> Iterator[Row]:
    """Yield the rows under the heading line; empty lines are passed over.

    The heading is checked before the first row is yielded, the rest as rows are asked for.

    :raises InvalidInput: FileNotText, FileEmpty, HeadingMissing, HeadingRepeated, FileNotTabular or
        RowWidthWrong.
    """
    encoding = detect_encoding(content)
    text = io.StringIO(content.decode(encoding), newline="")
    lines = _parsed_lines(text, delimiter)
    _, first = next(lines, (1, []))
    headings = tuple(cell.strip() for cell in first)
    if not any(headings):
        raise FileEmpty
    for heading in headings:
        if headings.count(heading) > 1:
            raise HeadingRepeated(column=heading)
    for wanted in required:
        if wanted not in headings:
            raise HeadingMissing(column=wanted)
    return _rows(lines, headings)


def _rows(lines: Iterator[tuple[int, list[str]]], headings: tuple[str, ...]) -> Iterator[Row]:
    for line, cells in lines:
        if not cells or cells == [""]:
            continue
        if len(cells) != len(headings):
            raise RowWidthWrong(line=line, found=len(cells), expected=len(headings))
        yield Row(line, headings, tuple(cells))


def _parsed_lines(text: io.StringIO, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise FileNotTabular(line=line) from None
        if any(len(cell) > _LONGEST_CELL for cell in cells):
            raise FileNotTabular(line=line)
        yield line, cells


def write_table(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, encoding: TextEncoding = "utf-8-sig"
) -> bytes:
    """Return a CSV file with CRLF lines that a spreadsheet opens without running anything.

    Text that a spreadsheet would take for a formula gets a leading apostrophe; plain numbers do not.

    :raises CharacterNotWritable: when a character is missing in ``cp932``.
    :raises RowWidthWrong: when a row is wider or narrower than the heading.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for line, row in enumerate((headings, *rows), start=1):
        if len(row) != len(headings):
            raise RowWidthWrong(line=line, found=len(row), expected=len(headings))
        writer.writerow([_written(cell, line, place, encoding) for place, cell in enumerate(row, start=1)])
    return buffer.getvalue().encode(encoding)


def _written(cell: Cell, line: int, place: int, encoding: TextEncoding) -> str:
    if isinstance(cell, Yen):
        return str(cell.amount)
    if not isinstance(cell, str):
        return "" if cell is None else format(cell, "f") if isinstance(cell, Decimal) else str(cell)
    try:
        cell.encode(encoding)
    except UnicodeEncodeError as error:
        codepoint = f"{ord(cell[error.start]):04X}"
        raise CharacterNotWritable(line=line, place=place, codepoint=codepoint) from None
    return guard_formula(cell)


def guard_formula(text: str) -> str:
    """Return the text with an apostrophe before it when a spreadsheet would run it (CWE-1236)."""
    if text.lstrip(" ").startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
