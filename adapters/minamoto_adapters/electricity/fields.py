"""Single fields of the operators' XML: texts, numbers, days, all exact and all checked."""

from __future__ import annotations

import re
from datetime import date, datetime

from lxml import etree

from minamoto_adapters.electricity import supply_point_number
from minamoto_adapters.electricity.faults import Fault, FaultyRecord

SCALE = 2
"""Energies are kept as whole hundredths of a kWh, which holds 0.1 and 0.01 kWh alike, exactly."""

SLOTS = 48
_HUNDRED = 100

MAX_VALUE = 2**31 - 1
"""The largest int32: 21,474,836.47 kWh in one half hour."""

_ENERGY = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,9}))?", re.ASCII)
_DAY = re.compile(r"[0-9]{8}", re.ASCII)
_MONTH = re.compile(r"[0-9]{6}", re.ASCII)
_SLOT = re.compile(r"[0-9]{1,2}", re.ASCII)


def read_fields(element: etree._Element) -> dict[str, str | None]:
    """Return the texts of a row's children by tag, as they stand; groups within come out empty.

    :raises FaultyRecord: when a tag stands twice.
    """
    found: dict[str, str | None] = {child.tag: child.text for child in element}
    if len(found) != len(element):
        raise FaultyRecord(Fault.REPEATED_TAG)
    return found


def optional(found: dict[str, str | None], tag: str) -> str:
    """Return a field trimmed, or an empty text when it is missing."""
    return (found.get(tag) or "").strip()


def required(found: dict[str, str | None], tag: str) -> str:
    """Return a field that must be there, trimmed.

    :raises FaultyRecord: when it is missing or empty.
    """
    text = found.get(tag)
    if not text or not (trimmed := text.strip()):
        raise FaultyRecord(Fault.MISSING_TAG, tag)
    return trimmed


def read_energy(text: str) -> int:
    """Return a kWh text in hundredths.

    :raises FaultyRecord: when it is negative, no plain number, finer than 0.01 kWh or beyond int64.
    """
    match = _ENERGY.fullmatch(text)
    if match is None:
        raise FaultyRecord(Fault.NOT_A_NUMBER)
    decimals = (match[3] or "").rstrip("0")
    if len(decimals) > SCALE:
        raise FaultyRecord(Fault.NOT_A_NUMBER)
    value = int(match[2]) * _HUNDRED + int(decimals.ljust(SCALE, "0"))
    if match[1] and value:
        raise FaultyRecord(Fault.NEGATIVE)
    return value


def read_slot_energy(text: str) -> int:
    """Return a half hour's kWh text in hundredths.

    :raises FaultyRecord: as ``read_energy``, or beyond int32.
    """
    value = read_energy(text)
    if value > MAX_VALUE:
        raise FaultyRecord(Fault.TOO_LARGE)
    return value


def read_slot(text: str) -> int:
    """Return a slot (時刻コード) from 1 to 48.

    :raises FaultyRecord: when it is none.
    """
    if not _SLOT.fullmatch(text) or not 1 <= int(text) <= SLOTS:
        raise FaultyRecord(Fault.SLOT)
    return int(text)


def read_day(text: str) -> date:
    """Return a day written YYYYMMDD.

    :raises FaultyRecord: when it is none.
    """
    try:
        if _DAY.fullmatch(text):
            return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a civil day has no zone
    except ValueError:
        pass
    raise FaultyRecord(Fault.DATE)


def read_month(text: str) -> date:
    """Return the first day of a month written YYYYMM.

    :raises FaultyRecord: when it is none.
    """
    if _MONTH.fullmatch(text):
        return read_day(f"{text}01")
    raise FaultyRecord(Fault.DATE)


def read_point_number(text: str) -> str:
    """Return a supply-point number.

    :raises FaultyRecord: when it is not 22 digits of a known area.
    """
    try:
        supply_point_number.check(text)
    except supply_point_number.InvalidSupplyPointNumber as error:
        raise FaultyRecord(Fault.POINT_NUMBER) from error
    return text
