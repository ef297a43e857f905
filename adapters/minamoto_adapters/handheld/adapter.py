"""The handheld adapter's table of contents."""

from __future__ import annotations

from minamoto.foundation.exchange.adapters import Adapter
from minamoto.supply.readings.operations.files import ReadingFileHandler
from minamoto_adapters.handheld.reading_file import PARSER

ADAPTER = Adapter(
    name="handheld",
    title_ja="検針端末",
    title_en="Handheld meter reading",
    provides=(ReadingFileHandler(PARSER),),
)
