"""Bars of usage: what is known, what is missing, and the year before beside it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.faces.presentation.rules.usage import (
    BilledUsage,
    EmptySpan,
    IntervalDay,
    SpanTooLong,
    asked_period,
    band_finder,
    billed_bars,
    day_bars,
    no_band,
    slot_bars,
    sum_bands,
    year_bars,
    year_before,
)
from minamoto.kernel.periods import Period

FRIDAY = date(2026, 11, 20)
SLOTS = 48


def half_hours(day: date, value: int = 2, **more: frozenset[int]) -> IntervalDay:
    return IntervalDay(day=day, interval_minutes=30, scale=1, values=[value] * SLOTS, **more)


class TestSlots:
    def test_are_half_hours_of_japan(self) -> None:
        bars = slot_bars([half_hours(FRIDAY)], [], 30, no_band)

        assert len(bars) == SLOTS
        assert bars[0].starts_at.isoformat() == "2026-11-20T00:00:00+09:00"
        assert bars[-1].ends_at.isoformat() == "2026-11-21T00:00:00+09:00"
        assert {bar.quantity for bar in bars} == {Decimal("0.2")}

    def test_are_summed_to_hours(self) -> None:
        bars = slot_bars([half_hours(FRIDAY)], [], 60, no_band)

        assert [bar.quantity for bar in bars] == [Decimal("0.4")] * 24

    def test_that_are_missing_stay_empty(self) -> None:
        bars = slot_bars([half_hours(FRIDAY, missing=frozenset({0}))], [], 60, no_band)

        assert (bars[0].quantity, bars[0].state) == (Decimal("0.2"), "partial")
        empty = slot_bars([half_hours(FRIDAY, missing=frozenset({0, 1}))], [], 60, no_band)[0]
        assert (empty.quantity, empty.state) == (None, "missing")

    def test_stand_beside_the_same_date_of_the_year_before(self) -> None:
        bars = slot_bars([half_hours(FRIDAY)], [half_hours(date(2025, 11, 20), value=5)], 30, no_band)

        assert bars[0].last_year == Decimal("0.5")


class TestDays:
    def test_of_which_nothing_is_known_are_bars_too(self) -> None:
        period = Period(FRIDAY, FRIDAY + timedelta(days=3))

        bars = day_bars([half_hours(FRIDAY)], [], period, no_band)

        assert [bar.state for bar in bars] == ["measured", "missing", "missing"]
        assert bars[0].quantity == Decimal("9.6")

    def test_with_an_estimated_slot_say_so(self) -> None:
        day = half_hours(FRIDAY, estimated=frozenset({7}))

        (bar,) = day_bars([day], [], Period(FRIDAY, FRIDAY + timedelta(days=1)), no_band)

        assert bar.state == "estimated"

    def test_of_a_leap_year_find_the_28th_beside_the_29th(self) -> None:
        leap = date(2024, 2, 29)

        (bar,) = day_bars(
            [half_hours(leap)],
            [half_hours(date(2023, 2, 28), value=3)],
            Period(leap, date(2024, 3, 1)),
            no_band,
        )

        assert bar.last_year == Decimal("14.4")


class TestBands:
    night = frozenset({*range(1, 15), *range(47, 49)})
    day = frozenset(range(15, 47))
    slots = {  # noqa: RUF012 - never changed
        "night": dict.fromkeys(("weekday", "saturday", "sunday", "holiday"), night),
        "day": {"weekday": day},
        "holiday": dict.fromkeys(("saturday", "sunday", "holiday"), day),
    }

    def test_follow_the_clock_and_the_kind_of_day(self) -> None:
        band = band_finder(self.slots, {date(2026, 11, 23)})

        assert band(FRIDAY, 13, 30) == "night"
        assert band(FRIDAY, 14, 30) == "day"
        assert band(FRIDAY, 46, 30) == "night"
        assert band(date(2026, 11, 21), 14, 30) == "holiday"
        assert band(date(2026, 11, 23), 14, 30) == "holiday"

    def test_are_found_for_hourly_values_too(self) -> None:
        band = band_finder(self.slots, ())

        assert (band(FRIDAY, 6, 60), band(FRIDAY, 7, 60)) == ("night", "day")

    @given(st.lists(st.integers(0, 99_999), min_size=SLOTS, max_size=SLOTS))
    def test_of_a_day_add_up_to_the_day(self, values: list[int]) -> None:
        day = IntervalDay(day=FRIDAY, interval_minutes=30, scale=2, values=values)

        (bar,) = day_bars([day], [], Period(FRIDAY, FRIDAY + timedelta(days=1)), band_finder(self.slots, ()))

        assert sum(sum_bands([bar]).values()) == bar.quantity


class TestBills:
    def billed(self, year: int, month: int, quantity: int, yen: int | None = None) -> BilledUsage:
        start = date(year, month, 3)
        end = date(year + month // 12, month % 12 + 1, 3)
        return BilledUsage(Period(start, end), Decimal(quantity), estimated=False, amount_yen=yen)

    def test_stand_beside_the_bill_a_year_before(self) -> None:
        usages = [self.billed(2025, 10, 300), self.billed(2025, 11, 280), self.billed(2026, 10, 260, 8904)]

        bars = billed_bars(usages, Period(date(2026, 1, 1), date(2027, 1, 1)))

        assert [(bar.quantity, bar.last_year, bar.amount_yen) for bar in bars] == [
            (Decimal(260), Decimal(300), 8904)
        ]

    def test_are_summed_by_calendar_year(self) -> None:
        usages = [
            self.billed(2025, 10, 300, 9000),
            self.billed(2026, 9, 200, 7000),
            self.billed(2026, 10, 100, 4000),
        ]

        bars = year_bars(usages, Period(date(2025, 1, 1), date(2027, 1, 1)))

        assert [(bar.quantity, bar.last_year, bar.amount_yen) for bar in bars] == [
            (Decimal(300), None, 9000),
            (Decimal(300), Decimal(300), 11000),
        ]


class TestSpan:
    default = Period(date(2026, 11, 3), date(2026, 11, 21))

    def test_left_out_is_the_default(self) -> None:
        assert asked_period(None, None, self.default, "day") == self.default

    def test_with_one_side_left_out_is_as_long_as_the_default(self) -> None:
        assert asked_period(None, date(2026, 10, 1), self.default, "day").days == self.default.days

    def test_that_is_too_long_is_refused_with_the_limit(self) -> None:
        with pytest.raises(SpanTooLong) as refused:
            asked_period(date(2026, 1, 1), date(2026, 3, 1), self.default, "half_hour")

        assert "31日" in refused.value.message("ja")

    def test_that_ends_before_it_starts_is_refused(self) -> None:
        with pytest.raises(EmptySpan):
            asked_period(date(2026, 3, 1), date(2026, 3, 1), self.default, "day")

    @given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 400))
    def test_of_the_year_before_is_about_as_long(self, start: date, days: int) -> None:
        period = Period(start, start + timedelta(days=days))

        assert abs(year_before(period).days - period.days) <= 1
