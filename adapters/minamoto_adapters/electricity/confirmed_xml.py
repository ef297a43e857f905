"""Parser of monthly confirmed usage (確定使用量, W51220 and W51210): per point its days, per day its slots.

Layout of the 確定使用量通知業務BP as importers read it: ``JPM00010`` holds points, each point ``JPM00013``
with its days, each day ``JPM00014`` with its slots. What is left after sorting (仕訳後) is the retailer's
own part; the whole (全量) stands in where it is not given.
A point with any fault is parked whole: only a complete month may be billed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from lxml import etree

from minamoto.kernel.periods import Period
from minamoto.supply.readings.model import (
    ConfirmedUsage,
    ConfirmedUsageBatch,
    IntervalBatch,
    ParsedReadings,
    Stage,
)
from minamoto_adapters.electricity import fields, file_names, zipped_xml
from minamoto_adapters.electricity.faults import Fault, Faults, FaultyRecord
from minamoto_adapters.electricity.file_names import FileKind

_POINT_ROW, _DAY_ROW, _SLOT_ROW = "JPMR00010", "JPMR00013", "JPMR00014"
_POINT, _MONTH, _SORT, _PROVIDED, _NEXT = "JP06400", "JP06401", "JP06404", "JP06405", "JP06446"
_DATE, _SLOT, _SLOT_WHOLE, _SLOT_OWN = "JP06423", "JP06219", "JP06424", "JP06425"
_MONTH_WHOLE, _MONTH_OWN = "JP06426", "JP06427"
_KEPT = {
    "JP06403": "voltage",
    "JP06406": "power_factor",
    "JP06407": "meter_class",
    "JP06445": "maximum_demand_kw",
}
_MAX_KEPT = 40
_ONE_KWH = 10**fields.SCALE
_MISSING = -1


class _PlacedFault(Exception):
    """A fault somewhere within a point's month, and where."""

    def __init__(self, fault: FaultyRecord, place: str) -> None:
        super().__init__(place)
        self.fault = fault
        self.place = place


def _read_days(point: etree._Element, energies: dict[str, int]) -> dict[date, list[int]]:
    """Return a point's days: 48 values each in hundredths of a kWh, -1 where there is none.

    :raises _PlacedFault: at the first fault.
    """
    days: dict[date, list[int]] = {}
    for number, element in enumerate(point.iterfind(f"JPM00013/{_DAY_ROW}"), start=1):
        place = f"/{_DAY_ROW}[{number}]"
        try:
            day = fields.read_day(fields.required(fields.read_fields(element), _DATE))
            slots = [_MISSING] * fields.SLOTS
            for inner, row in enumerate(element.iterfind(f"JPM00014/{_SLOT_ROW}"), start=1):
                place = f"/{_DAY_ROW}[{number}]/{_SLOT_ROW}[{inner}]"
                _read_slot(row, slots, energies)
            _keep_day(days, day, slots)
        except FaultyRecord as error:
            raise _PlacedFault(error, place) from error
    return days


def _keep_day(days: dict[date, list[int]], day: date, slots: list[int]) -> None:
    if days.setdefault(day, slots) != slots:
        raise FaultyRecord(Fault.DUPLICATE, _DATE)


def _read_slot(row: etree._Element, slots: list[int], energies: dict[str, int]) -> None:
    """Put one slot into its place."""
    found = fields.read_fields(row)
    slot = fields.read_slot(fields.required(found, _SLOT))
    text = fields.optional(found, _SLOT_OWN) or fields.optional(found, _SLOT_WHOLE)
    if not text:
        return
    value = energies.get(text)
    if value is None:
        value = energies[text] = fields.read_slot_energy(text)
    if slots[slot - 1] not in {_MISSING, value}:
        raise FaultyRecord(Fault.DUPLICATE, _SLOT)
    slots[slot - 1] = value


@dataclass(slots=True)
class _Gathered:
    """What was read of a file so far."""

    faults: Faults
    usages: dict[tuple[str, date, str], ConfirmedUsage] = field(default_factory=dict)
    days: dict[tuple[str, date, str], dict[date, list[int]]] = field(default_factory=dict)
    energies: dict[str, int] = field(default_factory=dict)

    def add(self, usage: ConfirmedUsage, days: dict[date, list[int]]) -> None:
        """Keep a point's month; the same again is nothing new, another one under its key is a fault."""
        key = (usage.point_number, usage.usage_month, usage.sort_code)
        known = self.usages.get(key)
        if known is None:
            self.usages[key], self.days[key] = usage, days
        elif (known.quantity, known.period, self.days[key]) != (usage.quantity, usage.period, days):
            raise FaultyRecord(Fault.DUPLICATE)


@dataclass(frozen=True, slots=True)
class ConfirmedUsageParser:
    """Reads a month's confirmed usage and the confirmed half hours behind it."""

    kind: str = "electricity.confirmed-usage.v1"

    def accepts(self, file_name: str) -> bool:
        """Tell whether the name is that of a confirmed-usage file."""
        return file_names.is_kind(file_name, FileKind.CONFIRMED_LOW, FileKind.CONFIRMED_HIGH)

    def parse(self, *, content: bytes, file_name: str) -> ParsedReadings:
        """Return confirmed usages and their half hours, and what had to be parked.

        :raises ReadingFileRefused: when the file as a whole cannot be read.
        """
        name = file_names.read(file_name)
        gathered = _Gathered(Faults(file_name))
        for row in zipped_xml.walk_rows(content=content, file_name=file_name):
            if row.position:
                _take_point(gathered, row)
            elif row.element.find(".//JPTRM") is None:
                raise zipped_xml.MissingTag(file_name=file_name, tag="JPTRM")
        return _parsed(gathered, name.revision)


CONFIRMED_USAGE = ConfirmedUsageParser()


def _take_point(gathered: _Gathered, row: zipped_xml.Row) -> None:
    """Read a point's row with its days, or park it whole."""
    place, number = f"{_POINT_ROW}[{row.position}]", None
    try:
        found = fields.read_fields(row.element)
        number = fields.optional(found, _POINT) or None
        days = _read_days(row.element, gathered.energies)
        gathered.add(_usage(found, days, place), days)
    except _PlacedFault as error:
        fault = error.fault
        gathered.faults.park(fault.fault, place=place + error.place, subject=number, detail=fault.detail)
    except FaultyRecord as error:
        gathered.faults.park(error.fault, place=place, subject=number, detail=error.detail)


def _usage(found: dict[str, str | None], days: dict[date, list[int]], place: str) -> ConfirmedUsage:
    number = fields.read_point_number(fields.required(found, _POINT))
    usage_month = fields.read_month(fields.required(found, _MONTH))
    if fields.required(found, _PROVIDED) != "0":
        raise FaultyRecord(Fault.NOT_PROVIDED)
    period = _period(sorted(days))
    following = fields.optional(found, _NEXT)
    stated = fields.optional(found, _MONTH_OWN) or fields.optional(found, _MONTH_WHOLE)
    summed = sum(value for slots in days.values() for value in slots if value >= 0)
    complete = all(value >= 0 for slots in days.values() for value in slots)
    if not stated and not complete:
        raise FaultyRecord(Fault.MISSING_TAG, _MONTH_OWN)
    quantity = fields.read_energy(stated) if stated else summed
    # The month may be stated in whole kWh, so it may differ from its half hours by less than one.
    if complete and abs(quantity - summed) >= _ONE_KWH:
        raise FaultyRecord(Fault.SUM)
    return ConfirmedUsage(
        point_number=number,
        usage_month=usage_month,
        sort_code=fields.optional(found, _SORT) or "-",
        period=period,
        quantity=quantity,
        next_reading_on=fields.read_day(following) if following else None,
        attributes={
            name: text[:_MAX_KEPT] for tag, name in _KEPT.items() if (text := fields.optional(found, tag))
        },
        place=place,
    )


def _period(days: Sequence[date]) -> Period:
    """Return the span of the days.

    :raises FaultyRecord: when there are none, or one between them is missing.
    """
    if not days:
        raise FaultyRecord(Fault.NO_PERIOD)
    if days[-1] == date.max or (days[-1] - days[0]).days + 1 != len(days):
        raise FaultyRecord(Fault.DAYS_GAP)
    return Period(days[0], days[-1] + timedelta(days=1))


def _parsed(gathered: _Gathered, revision: int) -> ParsedReadings:
    if not gathered.usages:
        return ParsedReadings(parked=tuple(gathered.faults.records))
    usages = tuple(gathered.usages.values())
    return ParsedReadings(
        intervals=_intervals(gathered, revision),
        confirmed=(ConfirmedUsageBatch("electricity", revision, fields.SCALE, usages),),
        parked=tuple(gathered.faults.records),
    )


def _intervals(gathered: _Gathered, revision: int) -> tuple[IntervalBatch, ...]:
    """Return the confirmed half hours; sort codes of one point and day are summed."""
    rows: dict[tuple[str, date], int] = {}
    values: list[list[int]] = []
    for key, days in gathered.days.items():
        for day, slots in days.items():
            row = rows.setdefault((key[0], day), len(values))
            if row == len(values):
                values.append(slots)
            else:
                pairs = zip(values[row], slots, strict=True)
                values[row] = [a + b if a >= 0 and b >= 0 else _MISSING for a, b in pairs]
    table = np.array(values, dtype=np.int64).reshape(-1, fields.SLOTS)
    missing = (table < 0) | (table > fields.MAX_VALUE)
    keep = ~np.all(missing, axis=1)
    if not keep.any():
        return ()
    keys = [key for key, kept in zip(rows, keep.tolist(), strict=True) if kept]
    batch = IntervalBatch(
        service="electricity",
        point_numbers=tuple(number for number, _ in keys),
        days=np.array([day for _, day in keys], dtype="datetime64[D]"),
        values=np.where(missing, 0, table)[keep].astype(np.int32),
        missing=missing[keep],
        estimated=np.zeros((len(keys), fields.SLOTS), dtype=np.bool_),
        stage=Stage.CONFIRMED,
        revision=revision,
        scale=fields.SCALE,
    )
    return (batch,)
