"""What readings ask of the outside: a parser for each kind of reading file."""

from __future__ import annotations

from typing import Protocol

from minamoto.kernel.errors import InvalidInput
from minamoto.supply.readings.model import ParsedReadings


class ReadingFileRefused(InvalidInput):
    """A whole file could not be read, and nothing of it was taken in.

    Subclasses in adapters set a code of their own. ``file_name`` and ``place`` tell where.
    """

    code = "reading-file-refused"
    ja = "ファイル「{file_name}」を読み取れません({place})。"
    en = "The file {file_name} cannot be read ({place})."

    def __init__(self, *, file_name: str, place: str = "-", limit: int = 0, tag: str = "") -> None:
        """Keep the file's name and the place of the fault for the message."""
        super().__init__(file_name=file_name, place=place, limit=limit, tag=tag)
        self.file_name = file_name
        self.place = place


class ReadingFileParser(Protocol):
    """Reads one kind of file. Pure: no clock, no network, no database.

    Versions of a format are parsers of their own, so that an old file stays readable.
    """

    @property
    def kind(self) -> str:
        """Stable name of the file kind and format version, e.g. ``electricity.interval.previous-day.v1``."""
        ...

    def accepts(self, file_name: str) -> bool:
        """Tell from the name alone whether this parser is meant for a file."""
        ...

    def parse(self, *, content: bytes, file_name: str) -> ParsedReadings:
        """Return the good records of a file in batches, and the faulty ones as parked records.

        :raises ReadingFileRefused: when the file as a whole cannot be read. No other exception leaves here,
            whatever the bytes.
        """
        ...
