"""Japanese eras (元号). The list is data: a new era is one more row, given by the masters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Era:
    """An era's name, its one-letter sign and its first day."""

    name: str
    sign: str
    first_day: date


KNOWN_ERAS: tuple[Era, ...] = (
    Era("明治", "M", date(1868, 10, 23)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("令和", "R", date(2019, 5, 1)),
)


def era_year(day: date, eras: Sequence[Era] = KNOWN_ERAS) -> tuple[Era, int]:
    """Return the era of a day and the year within it, counted from 1.

    :raises ValueError: when the day lies before the first known era.
    """
    for era in sorted(eras, key=lambda each: each.first_day, reverse=True):
        if day >= era.first_day:
            return era, day.year - era.first_day.year + 1
    message = f"no era is known for {day}"
    raise ValueError(message)


def era_date(day: date, eras: Sequence[Era] = KNOWN_ERAS) -> str:
    """Write a day as forms do: ``令和8年11月20日``, the first year as ``元年``."""
    era, year = era_year(day, eras)
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def era_month(day: date, eras: Sequence[Era] = KNOWN_ERAS) -> str:
    """Write a month as forms do: ``令和8年11月分`` without the last character."""
    era, year = era_year(day, eras)
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月"


def era_fiscal_year(year: int, eras: Sequence[Era] = KNOWN_ERAS) -> str:
    """Write a fiscal year as ledgers do: ``令和8年度``."""
    era, count = era_year(date(year, 5, 1), eras)
    return f"{era.name}{'元' if count == 1 else count}年度"
