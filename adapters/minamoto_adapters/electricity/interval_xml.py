"""Parsers of 30-minute values: same-day (W41110, W40110) and previous-day (W41120, W40120) files.

Layout of the 30分電力量提供業務BP as importers read it: ``JPTRM`` holds the date (JP06116). The same-day
file has one row per point in ``JPM00010``; the previous-day file has one row per slot there, and the
points in ``JPM00011``. The customer's name (JP06120) is never kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from lxml import etree

from minamoto.supply.readings.model import IntervalBatch, ParsedReadings, Stage
from minamoto_adapters.electricity import fields, file_names, zipped_xml
from minamoto_adapters.electricity.faults import Faults, FaultyRecord
from minamoto_adapters.electricity.file_names import FileKind
from minamoto_adapters.electricity.interval_columns import ABSENT, SlotGatherer

MAX_METERS = 300_000
"""Meters of one file; operators split larger areas into sections. Each takes about 1.5 kB while reading."""

_PRESENT = "0"
_POINT, _METER, _AVAILABLE, _SLOT, _DATE = "JP06400", "JP06121", "JP06122", "JP06219", "JP06116"


@dataclass(slots=True)
class _Reading:
    """The state of reading one file. What was checked once is looked up afterwards, by its raw text."""

    faults: Faults
    value_tag: str
    slots: SlotGatherer = field(default_factory=SlotGatherer)
    energies: dict[str | None, int] = field(default_factory=dict)
    series: dict[tuple[str | None, str | None], int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def point(self, element: etree._Element, place: str) -> tuple[int, int, str] | None:
        """Return series, value and slot text of a point's row, or nothing when it was parked."""
        number: str | None = None
        try:
            found = fields.read_fields(element)
            number = fields.required(found, _POINT)
            if number in self.refused:
                return None
            raw = (found[_POINT], found.get(_METER))
            if raw not in self.series:
                self.series[raw] = self._new_series(number, fields.optional(found, _METER))
            return self.series[raw], self._value(found), fields.optional(found, _SLOT)
        except FaultyRecord as error:
            self.faults.park(error.fault, place=place, subject=number, detail=error.detail)
            return None

    def _new_series(self, number: str, meter: str) -> int:
        try:
            fields.read_point_number(number)
        except FaultyRecord:
            # One parked record per wrong number, not one per slot.
            self.refused.add(number)
            raise
        if len(self.series) >= MAX_METERS:
            raise zipped_xml.FileTooLarge(file_name=self.faults.file_name, limit=MAX_METERS)
        return self.slots.series(key=number, subject=number, meter=meter)

    def _value(self, found: dict[str, str | None]) -> int:
        if fields.required(found, _AVAILABLE) != _PRESENT:
            return ABSENT
        raw = found.get(self.value_tag)
        if raw not in self.energies:
            self.energies[raw] = fields.read_slot_energy(fields.required(found, self.value_tag))
        return self.energies[raw]

    def take_slot(self, row: zipped_xml.Row) -> None:
        """Read a slot's row with all its points; without a slot nothing in it has a meaning."""
        place = f"JPMR00010[{row.position}]"
        try:
            found = fields.read_fields(row.element)
            slot = fields.read_slot(fields.required(found, _SLOT))
        except FaultyRecord as error:
            self.faults.park(error.fault, place=place, subject=None, detail=error.detail or _SLOT)
            return
        series_of, energies, put, tag = self.series, self.energies, self.slots.put, self.value_tag
        for position, element in enumerate(row.element.iterfind("JPM00011/JPMR00011"), start=1):
            cells = {child.tag: child.text for child in element}
            series = series_of.get((cells.get(_POINT), cells.get(_METER)))
            value = energies.get(cells.get(tag)) if cells.get(_AVAILABLE) == _PRESENT else None
            if series is not None and value is not None and len(cells) == len(element):
                # The common case, a few million times a day: everything in the row was met before.
                put(series, slot, value)
            elif (point := self.point(element, f"{place}/JPMR00011[{position}]")) is not None:
                put(point[0], slot, point[1])


@dataclass(frozen=True, slots=True)
class PreviousDayParser:
    """Reads a whole day of half hours, slot by slot (日毎 30分電力量)."""

    kind: str = "electricity.interval.previous-day.v1"

    def accepts(self, file_name: str) -> bool:
        """Tell whether the name is that of a previous-day file."""
        return file_names.is_kind(file_name, FileKind.PREVIOUS_DAY_LOW, FileKind.PREVIOUS_DAY_HIGH)

    def parse(self, *, content: bytes, file_name: str) -> ParsedReadings:
        """Return one batch of firm values, and what had to be parked.

        :raises ReadingFileRefused: when the file as a whole cannot be read.
        """
        name = file_names.read(file_name)
        reading = _Reading(Faults(file_name), _value_tag(name.kind))
        day: date | None = None
        for row in zipped_xml.walk_rows(content=content, file_name=file_name):
            if row.position:
                reading.take_slot(row)
            else:
                day = read_header_day(row.element, file_name)
        return _parsed(reading, day, file_name, name.revision, Stage.FIRM)


@dataclass(frozen=True, slots=True)
class SameDayParser:
    """Reads one half hour of many points, about an hour after it (当日 30分電力量)."""

    kind: str = "electricity.interval.same-day.v1"

    def accepts(self, file_name: str) -> bool:
        """Tell whether the name is that of a same-day file."""
        return file_names.is_kind(file_name, FileKind.SAME_DAY_LOW, FileKind.SAME_DAY_HIGH)

    def parse(self, *, content: bytes, file_name: str) -> ParsedReadings:
        """Return one batch in which only the file's slot is present, and what had to be parked.

        :raises ReadingFileRefused: when the file as a whole cannot be read.
        """
        name = file_names.read(file_name)
        reading = _Reading(Faults(file_name), _value_tag(name.kind))
        pending: list[tuple[int, int, str, str]] = []
        day: date | None = None
        common = ""
        for row in zipped_xml.walk_rows(content=content, file_name=file_name):
            if row.position:
                place = f"JPMR00010[{row.position}]"
                point = reading.point(row.element, place)
                if point is not None:
                    pending.append((*point, place))
            else:
                day = read_header_day(row.element, file_name)
                common = (row.element.findtext(f".//JPTRM/{_SLOT}") or "").strip()
        for series, value, slot, place in pending:
            try:
                # The slot stands once for the file, or in each row.
                reading.slots.put(series, fields.read_slot(slot or common), value)
            except FaultyRecord as error:
                subject = reading.slots.subject_of(series)
                reading.faults.park(error.fault, place=place, subject=subject)
        return _parsed(reading, day, file_name, name.revision, Stage.SAME_DAY)


PREVIOUS_DAY = PreviousDayParser()
SAME_DAY = SameDayParser()


def read_header_day(root: etree._Element, file_name: str) -> date:
    """Return the day the file is about (JP06116).

    :raises MissingTag: when it is missing or no day.
    """
    try:
        return fields.read_day((root.findtext(f".//JPTRM/{_DATE}") or "").strip())
    except FaultyRecord as error:
        raise zipped_xml.MissingTag(file_name=file_name, tag=f"JPTRM/{_DATE}") from error


def _value_tag(kind: FileKind) -> str:
    high = {FileKind.SAME_DAY_HIGH, FileKind.PREVIOUS_DAY_HIGH}
    return "JP06123" if kind in high else "JP06125"


def _parsed(
    reading: _Reading, day: date | None, file_name: str, revision: int, stage: Stage
) -> ParsedReadings:
    if day is None:
        raise zipped_xml.MissingTag(file_name=file_name, tag="JPTRM")
    keys, values, missing = reading.slots.columns(reading.faults)
    batch = IntervalBatch(
        service="electricity",
        point_numbers=tuple(str(key) for key in keys),
        days=np.full(len(keys), np.datetime64(day, "D")),
        values=values,
        missing=missing,
        estimated=np.zeros_like(missing),
        stage=stage,
        revision=revision,
        scale=fields.SCALE,
    )
    return ParsedReadings(intervals=(batch,) if len(batch) else (), parked=tuple(reading.faults.records))
