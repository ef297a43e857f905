"""Index tables and tariff versions as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from minamoto.pricing.rating.model import Source
from minamoto.pricing.rating.terms import Label


@dataclass(frozen=True, slots=True)
class IndexTable:
    """A dated table of prices: yen per ``unit`` by month. ``values``: first of month → value, in order."""

    code: str
    label: Label
    unit: str
    source: Source
    values: tuple[tuple[date, Decimal], ...]

    def on(self, month: date) -> Decimal | None:
        """Return the value of the month that holds a day, or nothing."""
        first = month.replace(day=1)
        return next((value for start, value in self.values if start == first), None)


class VersionState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DecidingDates:
    """The dates of one bill that may decide which version applies."""

    usage_date: date
    reading_date: date
    fix_date: date

    @staticmethod
    def all_on(day: date) -> DecidingDates:
        """Return dates that all fall on one day."""
        return DecidingDates(day, day, day)
