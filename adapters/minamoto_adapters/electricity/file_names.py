"""Names of the transmission operators' files, and the order in which to take them in.

The data kind (six characters), the date, for interval data the time, and a tail that carries revision and
section (分割). How the tail divides is not published outside the operators; the split below is an assumption
kept in one table, so that another split is a change of data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from minamoto.supply.readings.ports import ReadingFileRefused


class FileKind(StrEnum):
    """Kinds of file by the name's first six characters."""

    SAME_DAY_HIGH = "W40110"
    PREVIOUS_DAY_HIGH = "W40120"
    SAME_DAY_LOW = "W41110"
    PREVIOUS_DAY_LOW = "W41120"
    CONFIRMED_HIGH = "W51210"
    CONFIRMED_LOW = "W51220"


@dataclass(frozen=True, slots=True)
class _Shape:
    """How many characters follow the date: a time of day or none, then revision and section digits."""

    time_digits: int
    revision_digits: int
    section_digits: int


_SHAPES = {
    FileKind.SAME_DAY_HIGH: _Shape(4, 2, 2),
    FileKind.PREVIOUS_DAY_HIGH: _Shape(4, 2, 2),
    FileKind.SAME_DAY_LOW: _Shape(4, 2, 4),
    FileKind.PREVIOUS_DAY_LOW: _Shape(4, 2, 4),
    FileKind.CONFIRMED_HIGH: _Shape(0, 3, 4),
    FileKind.CONFIRMED_LOW: _Shape(0, 3, 4),
}

_NAME = re.compile(r"(W[0-9]{5})([0-9]{8})([0-9]*)\.zip", re.ASCII | re.IGNORECASE)


class FileNameNotUnderstood(ReadingFileRefused):
    """A file's name is not one of the kinds that can be read."""

    code = "file-name-not-understood"
    ja = "ファイル名「{file_name}」から種別を判別できません。"
    en = "The file name {file_name} names no known kind of meter data."


@dataclass(frozen=True, slots=True, order=True)
class FileName:
    """A name taken apart. Sorting puts files in the order to take them in: by date, revision, section."""

    day: date
    time: str
    revision: int
    section: int
    kind: FileKind

    def __str__(self) -> str:
        """Write the name, with ``.zip``."""
        shape = _SHAPES[self.kind]
        tail = f"{self.revision:0{shape.revision_digits}d}{self.section:0{shape.section_digits}d}"
        return f"{self.kind.value}{self.day:%Y%m%d}{self.time}{tail}.zip"


def read(text: str) -> FileName:
    """Take a file's name apart; a folder before it is ignored.

    :raises FileNameNotUnderstood: when it names no known kind, no date, or has a tail of another length.
    """
    name = text.replace("\\", "/").rsplit("/", 1)[-1]
    match = _NAME.fullmatch(name)
    refused = FileNameNotUnderstood(file_name=name[:80])
    if match is None:
        raise refused
    try:
        kind = FileKind(match[1].upper())
        # The digits name a civil day, which has no zone.
        day = datetime.strptime(match[2], "%Y%m%d").date()  # noqa: DTZ007
    except ValueError as error:
        raise refused from error
    shape = _SHAPES[kind]
    time, tail = match[3][: shape.time_digits], match[3][shape.time_digits :]
    if len(match[3]) != shape.time_digits + shape.revision_digits + shape.section_digits:
        raise refused
    return FileName(
        day=day,
        time=time,
        revision=int(tail[: shape.revision_digits]),
        section=int(tail[shape.revision_digits :]),
        kind=kind,
    )


def is_kind(text: str, *kinds: FileKind) -> bool:
    """Tell whether a name is well formed and of one of the kinds."""
    try:
        return read(text).kind in kinds
    except FileNameNotUnderstood:
        return False


def in_order(names: Iterable[str]) -> list[str]:
    """Return names in the order to take them in: revision ascending, then section ascending, within a date.

    :raises FileNameNotUnderstood: when one of them is not understood.
    """
    return sorted(names, key=read)
