"""How interval values and billed usage become the bars of a chart. Integers and decimals only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from minamoto.faces.presentation.model import Grain, PointState
from minamoto.kernel.errors import InvalidInput
from minamoto.kernel.moments import JST
from minamoto.kernel.periods import Period, add_months
from minamoto.kernel.quantities import unscaled

LONGEST_DAYS: Mapping[Grain, int] = {
    "half_hour": 31,
    "hour": 31,
    "day": 400,
    "month": 3660,
    "year": 7320,
}
"""The longest span of days one answer covers, by grain."""

BandOfSlot = Callable[[date, int, int], str | None]
"""(day, slot from 0, minutes of a slot) -> the time-of-use band of the slot, where the plan has bands."""


def no_band(_day: date, _slot: int, _minutes: int) -> str | None:
    """Tell no bands apart."""
    return None


def band_finder(slots: Mapping[str, Mapping[str, Collection[int]]], holidays: Collection[date]) -> BandOfSlot:
    """Return what tells the band of a slot from the half hours (1 to 48) of each kind of day.

    A holiday is a holiday whatever its weekday, as tariffs say it.
    """
    tables = {
        kind: {half: band for band, by_kind in slots.items() for half in by_kind.get(kind, ())}
        for kind in ("weekday", "saturday", "sunday", "holiday")
    }

    def find(day: date, slot: int, minutes: int) -> str | None:
        kind = "holiday" if day in holidays else _KINDS_OF_DAY[day.weekday()]
        return tables[kind].get(slot * minutes // 30 + 1)

    return find


_KINDS_OF_DAY = ("weekday",) * 5 + ("saturday", "sunday")


class SpanTooLong(InvalidInput):
    """More days were asked for than one answer covers."""

    code = "span-too-long"
    ja = "一度に表示できるのは{days}日までです。期間を短くしてください。"
    en = "One answer covers at most {days} days. Please choose a shorter period."


class EmptySpan(InvalidInput):
    """The end does not lie after the start."""

    code = "empty-span"
    ja = "終了日は開始日より後の日付にしてください。"
    en = "The end must lie after the start."


@dataclass(frozen=True, slots=True)
class IntervalDay:
    """One day of one channel; a value ``v`` stands for ``v * 10**-scale``, missing slots hold 0."""

    day: date
    interval_minutes: int
    scale: int
    values: Sequence[int]
    missing: frozenset[int] = frozenset()
    estimated: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class BilledUsage:
    """Usage that a bill was or will be made of, with the yen that it came to where billed."""

    period: Period
    quantity: Decimal
    estimated: bool
    amount_yen: int | None = None
    bands: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart; the moments are in Japan."""

    starts_at: datetime
    ends_at: datetime
    quantity: Decimal | None
    state: PointState
    bands: tuple[tuple[str, Decimal], ...] = ()
    last_year: Decimal | None = None
    amount_yen: int | None = None


def asked_period(start: date | None, end: date | None, default: Period, grain: Grain) -> Period:
    """Return the period asked for, filled from the default where a side is left out.

    :raises EmptySpan: when the end does not lie after the start.
    :raises SpanTooLong: when it is longer than one answer covers.
    """
    if start is None and end is None:
        start, end = default.start, default.end
    elif start is None and end is not None:
        start = end - timedelta(days=min(default.days, LONGEST_DAYS[grain]))
    elif end is None and start is not None:
        end = start + timedelta(days=min(default.days, LONGEST_DAYS[grain]))
    if start is None or end is None or end <= start:
        raise EmptySpan(pointer="/to")
    if (end - start).days > LONGEST_DAYS[grain]:
        raise SpanTooLong(pointer="/from", days=LONGEST_DAYS[grain])
    return Period(start, end)


def year_before(period: Period) -> Period:
    """Return the same days of the year before, for comparison."""
    return Period(add_months(period.start, -12), add_months(period.last_day, -12) + timedelta(days=1))


def slot_bars(
    days: Iterable[IntervalDay], before: Iterable[IntervalDay], minutes: int, band_of: BandOfSlot
) -> list[Bar]:
    """Return a bar for each span of ``minutes`` (a multiple of the interval) of each day."""
    earlier = {
        (each.day, start): value for each in before for start, value, _, _ in _spans(each, minutes, band_of)
    }
    bars = []
    for each in days:
        for start, quantity, state, bands in _spans(each, minutes, band_of):
            begins = datetime(each.day.year, each.day.month, each.day.day, tzinfo=JST) + timedelta(
                minutes=start
            )
            bars.append(
                Bar(
                    starts_at=begins,
                    ends_at=begins + timedelta(minutes=minutes),
                    quantity=quantity,
                    state=state,
                    bands=bands,
                    last_year=earlier.get((add_months(each.day, -12), start)),
                )
            )
    return bars


def _spans(
    day: IntervalDay, minutes: int, band_of: BandOfSlot
) -> Iterable[tuple[int, Decimal | None, PointState, tuple[tuple[str, Decimal], ...]]]:
    size = max(1, minutes // day.interval_minutes)
    for first in range(0, len(day.values), size):
        slots = range(first, min(first + size, len(day.values)))
        quantity, state, bands = _sum(day, slots, band_of)
        yield first * day.interval_minutes, quantity, state, bands


def _sum(
    day: IntervalDay, slots: range, band_of: BandOfSlot
) -> tuple[Decimal | None, PointState, tuple[tuple[str, Decimal], ...]]:
    known = [slot for slot in slots if slot not in day.missing]
    if not known:
        return None, "missing", ()
    bands: dict[str, int] = {}
    for slot in known:
        band = band_of(day.day, slot, day.interval_minutes)
        if band is not None:
            bands[band] = bands.get(band, 0) + day.values[slot]
    state: PointState = "measured"
    if len(known) < len(slots):
        state = "partial"
    elif any(slot in day.estimated for slot in known):
        state = "estimated"
    total = unscaled(sum(day.values[slot] for slot in known), day.scale)
    return total, state, tuple((band, unscaled(value, day.scale)) for band, value in bands.items())


def day_bars(
    days: Iterable[IntervalDay], before: Iterable[IntervalDay], period: Period, band_of: BandOfSlot
) -> list[Bar]:
    """Return a bar for each day of the period, empty where nothing is known."""
    known = {each.day: each for each in days}
    earlier = {each.day: _whole(each, band_of)[0] for each in before}
    bars = []
    for day in period.each_day():
        begins = _midnight(day)
        quantity, state, bands = _whole(known[day], band_of) if day in known else (None, "missing", ())
        bars.append(
            Bar(
                starts_at=begins,
                ends_at=begins + timedelta(days=1),
                quantity=quantity,
                state=state,
                bands=bands,
                last_year=earlier.get(add_months(day, -12)),
            )
        )
    return bars


def _whole(
    day: IntervalDay, band_of: BandOfSlot
) -> tuple[Decimal | None, PointState, tuple[tuple[str, Decimal], ...]]:
    return _sum(day, range(len(day.values)), band_of)


def billed_bars(usages: Sequence[BilledUsage], period: Period) -> list[Bar]:
    """Return a bar for each billed usage whose last day lies in the period, beside that of a year before."""
    bars = []
    for each in usages:
        if not period.contains(each.period.last_day):
            continue
        twin = _year_before(each, usages)
        bars.append(_billed_bar(each, twin))
    return bars


def _year_before(usage: BilledUsage, usages: Sequence[BilledUsage]) -> BilledUsage | None:
    """Return the usage whose last day lies nearest to a year before, within half a period."""
    target = add_months(usage.period.last_day, -12)
    near = [each for each in usages if abs((each.period.last_day - target).days) <= usage.period.days // 2]
    return min(near, key=lambda each: abs((each.period.last_day - target).days), default=None)


def _billed_bar(usage: BilledUsage, twin: BilledUsage | None) -> Bar:
    return Bar(
        starts_at=_midnight(usage.period.start),
        ends_at=_midnight(usage.period.end),
        quantity=usage.quantity,
        state="estimated" if usage.estimated else "measured",
        bands=tuple(usage.bands.items()),
        last_year=None if twin is None else twin.quantity,
        amount_yen=usage.amount_yen,
    )


def year_bars(usages: Sequence[BilledUsage], period: Period) -> list[Bar]:
    """Return a bar for each calendar year: all usage whose last day lies in it."""
    totals: dict[int, list[BilledUsage]] = {}
    for each in usages:
        totals.setdefault(each.period.last_day.year, []).append(each)
    sums = {year: sum((each.quantity for each in found), Decimal(0)) for year, found in totals.items()}
    bars = []
    for year in sorted(totals):
        if not period.contains(date(year, 12, 31)) and not period.contains(date(year, 1, 1)):
            continue
        found = totals[year]
        amounts = [each.amount_yen for each in found]
        bars.append(
            Bar(
                starts_at=_midnight(date(year, 1, 1)),
                ends_at=_midnight(date(year + 1, 1, 1)),
                quantity=sums[year],
                state="estimated" if any(each.estimated for each in found) else "measured",
                last_year=sums.get(year - 1),
                amount_yen=None if None in amounts else sum(each for each in amounts if each is not None),
            )
        )
    return bars


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=JST)


def sum_bands(bars: Iterable[Bar]) -> dict[str, Decimal]:
    """Return the total of each band over the bars, in order of first sight."""
    totals: dict[str, Decimal] = {}
    for bar in bars:
        for band, quantity in bar.bands:
            totals[band] = totals.get(band, Decimal(0)) + quantity
    return totals


def sum_known(quantities: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of what is known; nothing when nothing is."""
    known = [each for each in quantities if each is not None]
    return sum(known, Decimal(0)) if known else None
