"""Half-open spans of civil days: the start belongs to the period, the end does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from ``start`` up to but not including ``end``; never empty.

    :raises ValueError: when the end is not after the start.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse an empty or backward period."""
        if self.end <= self.start:
            message = f"a period ends after it starts: {self.start} .. {self.end}"
            raise ValueError(message)

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period, as bills print it."""
        return self.end - timedelta(days=1)

    def contains(self, day: date) -> bool:
        """Tell whether a day belongs to the period."""
        return self.start <= day < self.end

    def split_at(self, day: date) -> tuple[Period, Period]:
        """Return the parts before and from a day strictly inside; no day is lost or counted twice.

        :raises ValueError: when the day is not strictly inside.
        """
        return Period(self.start, day), Period(day, self.end)

    def overlap(self, other: Period) -> Period | None:
        """Return the days that both hold, or nothing."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def each_day(self) -> Iterator[date]:
        """Yield every day in order."""
        for offset in range(self.days):
            yield self.start + timedelta(days=offset)


def first_of_month(day: date) -> date:
    """Return the first day of the month that holds the day."""
    return day.replace(day=1)


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, pulled back to the month's end where it does not exist."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a calendar month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def month_period(day: date) -> Period:
    """Return the calendar month that holds the day."""
    start = first_of_month(day)
    return Period(start, add_months(start, 1))


def fiscal_year(day: date) -> int:
    """Return the Japanese fiscal year (年度), which begins on 1 April."""
    return day.year if day.month >= 4 else day.year - 1  # noqa: PLR2004 - April, by law
