"""National holidays and the days banks work, in Japan."""

from __future__ import annotations

from datetime import date, timedelta

import jpholiday

_SATURDAY = 5
_NEW_YEAR = {(12, 31), (1, 1), (1, 2), (1, 3)}


def is_holiday(day: date) -> bool:
    """Tell whether a day is a national holiday (国民の祝日に関する法律), substitute holidays included."""
    return bool(jpholiday.is_holiday(day))


def is_business_day(day: date) -> bool:
    """Tell whether banks work: no weekend, no holiday, not 31 December to 3 January (銀行法施行令第5条)."""
    return day.weekday() < _SATURDAY and (day.month, day.day) not in _NEW_YEAR and not is_holiday(day)


def next_business_day(day: date) -> date:
    """Return the day itself when banks work on it, else the next day they do."""
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def holidays_between(start: date, end: date) -> frozenset[date]:
    """Return the national holidays from ``start`` up to but not including ``end``."""
    found = jpholiday.between(start, end - timedelta(days=1)) if end > start else []
    return frozenset(each[0] for each in found)
