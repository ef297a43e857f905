"""Every parser of this adapter, for whoever registers them with the exchange."""

from __future__ import annotations

from minamoto.supply.readings.ports import ReadingFileParser
from minamoto_adapters.electricity.confirmed_xml import CONFIRMED_USAGE
from minamoto_adapters.electricity.interval_xml import PREVIOUS_DAY, SAME_DAY

READING_FILE_PARSERS: tuple[ReadingFileParser, ...] = (PREVIOUS_DAY, SAME_DAY, CONFIRMED_USAGE)
