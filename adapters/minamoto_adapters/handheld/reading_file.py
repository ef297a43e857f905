"""Parser and writer of the handheld's reading file. One line is one register read, or found unreadable."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from minamoto.supply.readings.model import (
    EstimateReason,
    ParkedRecord,
    ParsedReadings,
    ReadingKind,
    RegisterReading,
    RegisterReadingBatch,
)
from minamoto.supply.readings.ports import ReadingFileRefused

MAX_BYTES = 64 * 1024 * 1024
MAX_FAULTS = 10_000
MAX_NOTE = 200
MAX_SCALE = 3

COLUMNS: dict[str, str] = {
    "service": "サービス",
    "meter_serial": "メーター番号",
    "point_number": "地点番号",
    "register": "レジスタ",
    "read_on": "検針日",
    "value": "指針",
    "kind": "検針区分",
    "unread_reason": "未検針理由",
    "note": "備考",
}
"""Column names, English and Japanese; a header may use either."""

SERVICE_CODES: dict[str, str] = {"1": "water", "2": "gas", "水道": "water", "ガス": "gas"}
KIND_CODES: dict[str, ReadingKind] = {
    "01": ReadingKind.REGULAR,
    "02": ReadingKind.VACANT,
    "03": ReadingKind.MOVE_IN,
    "04": ReadingKind.MOVE_OUT,
    "05": ReadingKind.SPECIAL,
}
REASON_CODES: dict[str, EstimateReason] = {
    "01": EstimateReason.ABSENT,
    "02": EstimateReason.SNOW,
    "03": EstimateReason.OBSTRUCTED,
    "04": EstimateReason.DOG,
    "05": EstimateReason.SUBMERGED,
    "06": EstimateReason.FOGGED,
    "07": EstimateReason.METER_FAULT,
    "99": EstimateReason.OTHER,
}

_REQUIRED = ("service", "read_on", "value", "kind")
_FIRST_REGISTER = "1"
_DAY = re.compile(r"([0-9]{4})[-/]?([0-9]{2})[-/]?([0-9]{2})", re.ASCII)
_VALUE = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,9}))?", re.ASCII)
_IDENTIFIER = re.compile(r"[0-9A-Za-z-]{1,30}", re.ASCII)
_Code = TypeVar("_Code")


class HandheldWrongEncoding(ReadingFileRefused):
    """The file is neither UTF-8 nor Shift_JIS."""

    code = "file-wrong-encoding"
    ja = "ファイル「{file_name}」の文字コードがUTF-8でもShift_JISでもありません。"
    en = "The file {file_name} is in neither UTF-8 nor Shift_JIS."


class HandheldNotCsv(ReadingFileRefused):
    """The text cannot be read as CSV."""

    code = "file-not-csv"
    ja = "ファイル「{file_name}」をCSVとして読み取れません({place}行目)。"
    en = "The file {file_name} cannot be read as CSV (line {place})."


class HandheldColumnMissing(ReadingFileRefused):
    """The header lacks a column, or names one that is not known, or one twice."""

    code = "file-columns"
    ja = "ファイル「{file_name}」の見出し行に誤りがあります(列「{tag}」)。"
    en = "The header row of {file_name} is wrong (column {tag})."


class HandheldTooLarge(ReadingFileRefused):
    """The file is larger than any real one, or has too many faults."""

    code = "file-too-large"
    ja = "ファイル「{file_name}」の大きさまたは誤りの数が上限({limit})を超えています。"
    en = "The file {file_name} passes the limit of {limit} bytes or faults."


class LineFault(StrEnum):
    """What may be wrong with one line."""

    COLUMNS = "column-count"
    SERVICE = "service-code"
    IDENTIFIER = "meter-or-point-missing"
    REGISTER = "unknown-register"
    DATE = "date-invalid"
    NEGATIVE = "negative-value"
    VALUE = "value-not-a-number"
    KIND = "kind-code"
    REASON = "unread-reason-code"
    NOTHING_READ = "value-or-reason-missing"
    BOTH = "value-and-reason"
    NOTE = "note-too-long"


_TEXTS: dict[LineFault, tuple[str, str]] = {
    LineFault.COLUMNS: (
        "列の数が見出しと異なります。",
        "The line has another number of columns than the header.",
    ),
    LineFault.SERVICE: ("サービスは1(水道)または2(ガス)です。", "The service must be 1 (water) or 2 (gas)."),
    LineFault.IDENTIFIER: (
        "メーター番号または地点番号を半角英数字で入力してください。",
        "A meter serial or a service point number in letters and digits is needed.",
    ),
    LineFault.REGISTER: ("レジスタは1だけが使えます。", "Only register 1 is known."),
    LineFault.DATE: ("検針日が正しくありません。", "The reading day is not valid."),
    LineFault.NEGATIVE: ("指針が負の値です。", "The register value is negative."),
    LineFault.VALUE: (
        "指針が小数第3位までの数値ではありません。",
        "The register value is not a number of at most three decimal places.",
    ),
    LineFault.KIND: ("検針区分が正しくありません。", "The kind of reading is not known."),
    LineFault.REASON: ("未検針理由が正しくありません。", "The reason is not known."),
    LineFault.NOTHING_READ: (
        "指針または未検針理由のどちらかが必要です。",
        "Either a register value or a reason for its absence is needed.",
    ),
    LineFault.BOTH: (
        "指針と未検針理由の両方が入力されています。",
        "A register value and a reason for its absence exclude each other.",
    ),
    LineFault.NOTE: ("備考は200文字までです。", "A note has at most 200 characters."),
}


class _FaultyLine(ValueError):
    """A line cannot be used."""

    def __init__(self, fault: LineFault, column: str) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.column = column


@dataclass(frozen=True, slots=True)
class HandheldParser:
    """Reads the file in UTF-8 (with or without a mark) or Shift_JIS, its columns in any order."""

    kind: str = "handheld.readings.v1"

    def accepts(self, file_name: str) -> bool:
        """Tell whether the name is that of a CSV."""
        return file_name.lower().endswith(".csv")

    def parse(self, *, content: bytes, file_name: str) -> ParsedReadings:
        """Return one batch of register values, and what had to be parked with line and column.

        :raises ReadingFileRefused: when the file as a whole cannot be read.
        """
        if len(content) > MAX_BYTES:
            raise HandheldTooLarge(file_name=file_name, limit=MAX_BYTES)
        lines = _lines(_decoded(content, file_name), file_name)
        _, header = next(lines, (1, []))
        columns = _columns(header, file_name)
        rows: list[RegisterReading] = []
        parked: list[ParkedRecord] = []
        for number, cells in lines:
            if not any(cells):
                continue
            try:
                rows.append(_reading(cells, columns, number))
            except _FaultyLine as error:
                parked.append(_parked(error, cells, columns, number))
                if len(parked) >= MAX_FAULTS:
                    raise HandheldTooLarge(file_name=file_name, limit=MAX_FAULTS) from error
        batches = (RegisterReadingBatch(tuple(rows)),) if rows else ()
        return ParsedReadings(registers=batches, parked=tuple(parked))


PARSER = HandheldParser()


def write(readings: Sequence[RegisterReading], *, encoding: str = "utf-8") -> bytes:
    """Return the file of readings, for the demonstration and tests."""
    kinds = {kind: code for code, kind in KIND_CODES.items()}
    reasons = {reason: code for code, reason in REASON_CODES.items()}
    services = {"water": "1", "gas": "2"}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    for each in readings:
        writer.writerow(
            (
                services[each.service], each.meter_serial or "", each.point_number or "", _FIRST_REGISTER,
                each.read_on.isoformat(), _value_text(each.value, each.scale), kinds[each.kind],
                reasons[each.unread_reason] if each.unread_reason else "", each.note or "",
            )
        )  # fmt: skip
    return text.getvalue().encode(encoding)


def _value_text(value: int | None, scale: int) -> str:
    if value is None:
        return ""
    whole, part = divmod(value, 10**scale)
    return f"{whole}.{part:0{scale}d}" if scale else str(whole)


def _decoded(content: bytes, file_name: str) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise HandheldWrongEncoding(file_name=file_name)


def _lines(text: str, file_name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines' numbers, from 1, and their trimmed cells."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise HandheldNotCsv(file_name=file_name, place=str(reader.line_num)) from error


def _columns(header: Sequence[str], file_name: str) -> list[str]:
    """Return the header's columns by their English names."""
    japanese = {ja: name for name, ja in COLUMNS.items()}
    names = [japanese.get(cell, cell) for cell in header]
    for position, name in enumerate(names):
        if name not in COLUMNS or name in names[:position]:
            raise HandheldColumnMissing(file_name=file_name, place="1", tag=name[:30])
    for name in _REQUIRED:
        if name not in names:
            raise HandheldColumnMissing(file_name=file_name, place="1", tag=COLUMNS[name])
    if "meter_serial" not in names and "point_number" not in names:
        raise HandheldColumnMissing(file_name=file_name, place="1", tag=COLUMNS["meter_serial"])
    return names


def _reading(cells: Sequence[str], columns: Sequence[str], number: int) -> RegisterReading:
    if len(cells) != len(columns):
        raise _FaultyLine(LineFault.COLUMNS, columns[min(len(cells), len(columns) - 1)])
    found = dict(zip(columns, cells, strict=True))
    serial, point = _identifier(found, "meter_serial"), _identifier(found, "point_number")
    if serial is None and point is None:
        raise _FaultyLine(LineFault.IDENTIFIER, "meter_serial")
    if found.get("register", "") not in {"", _FIRST_REGISTER}:
        raise _FaultyLine(LineFault.REGISTER, "register")
    reason = _unread_reason(found)
    value, scale = _value(found["value"]) if found["value"] else (None, 0)
    if value is None and reason is None:
        raise _FaultyLine(LineFault.NOTHING_READ, "value")
    if value is not None and reason is not None:
        raise _FaultyLine(LineFault.BOTH, "unread_reason")
    note = found.get("note") or None
    if note is not None and len(note) > MAX_NOTE:
        raise _FaultyLine(LineFault.NOTE, "note")
    return RegisterReading(
        service=_coded(SERVICE_CODES, found["service"], LineFault.SERVICE, "service"),
        meter_serial=serial,
        point_number=point,
        read_on=_day(found["read_on"]),
        value=value,
        scale=scale,
        kind=_coded(KIND_CODES, found["kind"].zfill(2), LineFault.KIND, "kind"),
        unread_reason=reason,
        note=note,
        place=str(number),
    )


def _identifier(found: Mapping[str, str], column: str) -> str | None:
    text = found.get(column, "")
    if not text:
        return None
    if not _IDENTIFIER.fullmatch(text):
        raise _FaultyLine(LineFault.IDENTIFIER, column)
    return text


def _coded(codes: Mapping[str, _Code], text: str, fault: LineFault, column: str) -> _Code:
    if text not in codes:
        raise _FaultyLine(fault, column)
    return codes[text]


def _unread_reason(found: Mapping[str, str]) -> EstimateReason | None:
    text = found.get("unread_reason", "")
    return _coded(REASON_CODES, text.zfill(2), LineFault.REASON, "unread_reason") if text else None


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    try:
        if match is not None:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise _FaultyLine(LineFault.DATE, "read_on")


def _value(text: str) -> tuple[int, int]:
    """Return a register value as a scaled integer and its scale, exactly."""
    match = _VALUE.fullmatch(text)
    if match is None:
        raise _FaultyLine(LineFault.VALUE, "value")
    decimals = (match[3] or "").rstrip("0")
    if len(decimals) > MAX_SCALE:
        raise _FaultyLine(LineFault.VALUE, "value")
    value = int(match[2] + decimals)
    if match[1] and value:
        raise _FaultyLine(LineFault.NEGATIVE, "value")
    return value, len(decimals)


def _parked(error: _FaultyLine, cells: Sequence[str], columns: Sequence[str], number: int) -> ParkedRecord:
    found = dict(zip(columns, cells, strict=False))
    subject = found.get("meter_serial") or found.get("point_number") or None
    column = columns.index(error.column) + 1 if error.column in columns else 1
    ja, en = _TEXTS[error.fault]
    return ParkedRecord(error.fault.value, f"{number}:{column}", subject[:30] if subject else None, ja, en)
