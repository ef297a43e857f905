"""Reads the hours of a time-of-use channel: ``{ weekday = "7:00-23:00" }``."""

from __future__ import annotations

import re

from minamoto.pricing.rating.hours import SLOTS, DayType

from .reader import TableReader

_SPAN = re.compile(r"(\d{1,2}):(00|30)-(\d{1,2}):(00|30)")
_EVERY_DAY = "everyday"

Hours = tuple[tuple[str, tuple[int, ...]], ...]


def read_hours(channel: TableReader) -> Hours:
    """Return the half hours by kind of day, as written under ``hours``; empty when nothing is written."""
    table = channel.table("hours")
    if table is None:
        return ()
    slots: dict[str, list[int]] = {}
    for key, value in table.entries():
        if key != _EVERY_DAY and key not in set(DayType):
            listed = ", ".join((_EVERY_DAY, *DayType))
            table.report(
                f"「{key}」は選べません。選べるのは {listed} です。", f"Known kinds of day: {listed}.", key
            )
            continue
        for span in [value] if isinstance(value, str) else value if isinstance(value, list) else [None]:
            for kind in DayType if key == _EVERY_DAY else (DayType(key),):
                slots.setdefault(kind.value, []).extend(_slots(table, span, key))
    return tuple((kind.value, tuple(slots[kind.value])) for kind in DayType if kind.value in slots)


def _slots(table: TableReader, span: object, key: str) -> list[int]:
    """Return the half hours of ``7:00-23:00``; one that ends before it starts goes over midnight."""
    found = _SPAN.fullmatch(span) if isinstance(span, str) else None
    start, end = (_slot(found[1], found[2]), _slot(found[3], found[4])) if found else (0, 0)
    if found is None or start > SLOTS or end > SLOTS or start == end:
        table.report(
            '"7:00-23:00" のように30分単位の時刻で書いてください。',
            'Write times on the half hour, like "7:00-23:00".',
            key,
        )
        return []
    if start < end:
        return list(range(start + 1, end + 1))
    return [*range(1, end + 1), *range(start + 1, SLOTS + 1)]


def _slot(hour: str, minute: str) -> int:
    return int(hour) * 2 + (1 if minute == "30" else 0)
