"""The electricity adapter's table of contents."""

from __future__ import annotations

from minamoto.foundation.exchange.adapters import Adapter
from minamoto.supply.readings.operations.files import ReadingFileHandler
from minamoto_adapters.electricity.parsers import READING_FILE_PARSERS

ADAPTER = Adapter(
    name="electricity",
    title_ja="電気(供給地点・30分電力量・確定使用量)",
    title_en="Electricity: supply points, half-hour values, confirmed usage",
    provides=tuple(ReadingFileHandler(parser) for parser in READING_FILE_PARSERS),
)
