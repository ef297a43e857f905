"""Moments and civil days. Moments are aware and in UTC; everything legal is a day in Japan."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

JST = timezone(timedelta(hours=9), "JST")
"""Japan has one zone and, since 1952, no daylight saving time."""


class Clock(Protocol):
    """Tells the time. Only edges hold one; rules and operations are given moments and days."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


def civil_date(moment: datetime) -> date:
    """Return the day in Japan at a moment.

    :raises ValueError: when the moment has no zone.
    """
    if moment.tzinfo is None:
        message = "a moment must carry its zone"
        raise ValueError(message)
    return moment.astimezone(JST).date()


def today(clock: Clock) -> date:
    """Return the present day in Japan."""
    return civil_date(clock.now())


def start_of_day(day: date) -> datetime:
    """Return the moment a civil day begins in Japan, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=JST).astimezone(UTC)
