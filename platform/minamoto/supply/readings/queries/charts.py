"""Usage for charts: by half hour, day, month and year, with the year before beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from minamoto.kernel.periods import Period, add_months, first_of_month, month_period
from minamoto.kernel.quantities import unscaled
from minamoto.supply.readings.model import HALF_HOUR
from minamoto.supply.readings.queries.intervals import (
    DayTotal,
    IntervalTable,
    day_totals,
    intervals_of_points,
)

_Label = TypeVar("_Label")


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One bar: kWh now and a year before, nothing where nothing is known.

    ``label`` is ``HH:MM`` for half hours, an ISO day, ``YYYY-MM`` or ``YYYY``. ``complete`` is false when
    some slot behind ``quantity`` is missing still.
    """

    label: str
    quantity: Decimal | None
    year_before: Decimal | None
    complete: bool


async def usage_by_half_hour(*, service_point_id: int, day: date) -> list[ChartPoint]:
    """Return the 48 half hours of a day, the same date of the year before beside them."""
    now = await _day(service_point_id, day)
    before = await _day(service_point_id, add_months(day, -12))
    points = []
    for slot in range(now.values.shape[2]):
        minutes = slot * HALF_HOUR
        quantity = _slot(now, slot)
        points.append(
            ChartPoint(
                label=f"{minutes // 60:02d}:{minutes % 60:02d}",
                quantity=quantity,
                year_before=_slot(before, slot),
                complete=quantity is not None,
            )
        )
    return points


async def usage_by_day(*, service_point_id: int, month: date) -> list[ChartPoint]:
    """Return the days of the calendar month that holds a day."""
    period = month_period(month)
    before = Period(add_months(period.start, -12), add_months(period.end, -12))
    totals = await _sums(service_point_id, period, date.isoformat)
    earlier = await _sums(service_point_id, before, _a_year_on)
    return _chart([day.isoformat() for day in period.each_day()], totals, earlier)


async def usage_by_month(*, service_point_id: int, today: date, months: int = 13) -> list[ChartPoint]:
    """Return calendar months up to the one that holds ``today``, oldest first."""
    end = add_months(first_of_month(today), 1)
    period = Period(add_months(end, -months), end)
    before = Period(add_months(period.start, -12), add_months(period.end, -12))
    totals = await _sums(service_point_id, period, lambda day: f"{day:%Y-%m}")
    earlier = await _sums(service_point_id, before, lambda day: f"{add_months(day, 12):%Y-%m}")
    labels = [f"{add_months(period.start, step):%Y-%m}" for step in range(months)]
    return _chart(labels, totals, earlier)


async def usage_by_year(*, service_point_id: int, today: date, years: int = 3) -> list[ChartPoint]:
    """Return calendar years up to the one that holds ``today``, oldest first."""
    first = today.year - years + 1
    period = Period(date(first - 1, 1, 1), date(today.year + 1, 1, 1))
    sums = await _sums(service_point_id, period, lambda day: str(day.year))
    earlier = {str(int(year) + 1): total for year, total in sums.items()}
    return _chart([str(year) for year in range(first, today.year + 1)], sums, earlier)


def _a_year_on(day: date) -> str:
    """Return the same date a year later; 29 February has none and matches no day."""
    return f"{day.year + 1:04d}{day.isoformat()[4:]}"


async def _day(service_point_id: int, day: date) -> IntervalTable:
    period = Period(day, date.fromordinal(day.toordinal() + 1))
    return await intervals_of_points(service_point_ids=[service_point_id], period=period)


def _slot(table: IntervalTable, slot: int) -> Decimal | None:
    if table.missing[0, 0, slot]:
        return None
    return unscaled(int(table.values[0, 0, slot]), table.scale)


async def _sums(
    service_point_id: int, period: Period, label: Callable[[date], str]
) -> dict[str, tuple[Decimal, bool]]:
    totals = await day_totals(service_point_id=service_point_id, period=period)
    return sum_by(totals, label)


def sum_by(totals: Iterable[DayTotal], label: Callable[[date], _Label]) -> dict[_Label, tuple[Decimal, bool]]:
    """Return the sum of days under each label, and whether every day in it is complete."""
    sums: dict[_Label, tuple[Decimal, bool]] = {}
    for each in totals:
        known, complete = sums.get(label(each.day), (Decimal(0), True))
        sums[label(each.day)] = (known + each.exact, complete and each.complete)
    return sums


def _chart(
    labels: Iterable[str],
    totals: dict[str, tuple[Decimal, bool]],
    earlier: dict[str, tuple[Decimal, bool]],
) -> list[ChartPoint]:
    return [
        ChartPoint(
            label=label,
            quantity=totals[label][0] if label in totals else None,
            year_before=earlier[label][0] if label in earlier else None,
            complete=totals[label][1] if label in totals else False,
        )
        for label in labels
    ]
