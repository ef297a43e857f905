"""The hours of time-of-use channels (時間帯): which half hour of which day counts toward which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from .terms import Channel, Problem

SLOTS: Final = 48


class DayType(StrEnum):
    """Kinds of day that tariffs tell apart. A holiday is a holiday whatever its weekday."""

    WEEKDAY = "weekday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"


def slots_of(channels: tuple[Channel, ...]) -> Mapping[str, Mapping[DayType, frozenset[int]]]:
    """Return channel → day type → half hours, from 1 (0:00 to 0:30) to 48; empty without hours."""
    return {
        channel.code: {DayType(day_type): frozenset(slots) for day_type, slots in channel.hours}
        for channel in channels
        if channel.hours
    }


def hour_problems(channels: tuple[Channel, ...]) -> Iterator[Problem]:
    """Yield the first half hour of each kind of day that no channel counts, or that two do."""
    slots = slots_of(channels)
    if not slots:
        return
    for number, channel in enumerate(channels):
        if channel.code not in slots:
            yield Problem(
                ("usage", number),
                f"使用量「{channel.code}」にも hours(時間帯)を書いてください。",
                f"Channel {channel.code!r} must say its 'hours' too.",
            )
    for day_type in DayType:
        counted = [slot for by_type in slots.values() for slot in by_type.get(day_type, ())]
        wrong = next((slot for slot in range(1, SLOTS + 1) if counted.count(slot) != 1), None)
        if wrong is not None:
            start, count = _clock(wrong), counted.count(wrong)
            yield Problem(
                ("usage",),
                f"{day_type.value}の{start}からの30分は{count}つの時間帯に入っています。1つにしてください。",
                f"The half hour from {start} on a {day_type.value} is in {count} channels: make it one.",
            )


def _clock(slot: int) -> str:
    return f"{(slot - 1) // 2}:{'30' if slot % 2 == 0 else '00'}"
