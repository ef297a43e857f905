"""Taking a whole reading file in: what an exchange handler calls with a message's bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from minamoto.foundation.exchange import model as exchange
from minamoto.supply.readings.model import ParsedReadings, StoredReadings
from minamoto.supply.readings.operations.confirmed import store_confirmed_usage
from minamoto.supply.readings.operations.intervals import store_intervals
from minamoto.supply.readings.operations.registers import record_register_readings
from minamoto.supply.readings.ports import ReadingFileParser


async def take_in(
    *,
    parser: ReadingFileParser,
    content: bytes,
    file_name: str,
    now: datetime,
    source_message_id: int | None = None,
) -> StoredReadings:
    """Parse a file and store what is good; the same file again changes nothing.

    :raises ReadingFileRefused: when the file as a whole cannot be read; nothing is stored then.
    """
    parsed = parser.parse(content=content, file_name=file_name)
    return await store_parsed(parsed=parsed, now=now, source_message_id=source_message_id)


async def store_parsed(
    *, parsed: ParsedReadings, now: datetime, source_message_id: int | None = None
) -> StoredReadings:
    """Store what a parser returned. What it parked comes first in the result's parked records."""
    outcome = StoredReadings(parked=parsed.parked)
    for intervals in parsed.intervals:
        outcome += await store_intervals(batch=intervals, now=now, source_message_id=source_message_id)
    for confirmed in parsed.confirmed:
        outcome += await store_confirmed_usage(batch=confirmed, now=now, source_message_id=source_message_id)
    for registers in parsed.registers:
        outcome += await record_register_readings(
            batch=registers, now=now, source_message_id=source_message_id
        )
    return outcome


@dataclass(frozen=True, slots=True)
class ReadingFileHandler:
    """Lets the exchange take in the files of one parser; an adapter provides one per parser."""

    parser: ReadingFileParser

    @property
    def kinds(self) -> tuple[str, ...]:
        """The parser's kind."""
        return (self.parser.kind,)

    async def handle(
        self, content: bytes, file_name: str, message_id: int, now: datetime
    ) -> exchange.HandledFile:
        """Take a file in, inside the open tenant transaction; replaying it changes nothing.

        :raises ReadingFileRefused: when the file as a whole cannot be read.
        """
        outcome = await take_in(
            parser=self.parser, content=content, file_name=file_name, now=now, source_message_id=message_id
        )
        return exchange.HandledFile(
            counts={
                "stored": outcome.stored,
                "replaced": outcome.replaced,
                "unchanged": outcome.unchanged,
                "outdated": outcome.outdated,
            },
            parked=tuple(
                exchange.ParkedRecord(
                    place=each.place,
                    reason_code=each.code,
                    detail={"subject": each.subject or "", "ja": each.ja, "en": each.en},
                )
                for each in outcome.parked
            ),
        )
