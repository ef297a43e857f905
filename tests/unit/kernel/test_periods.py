"""Half-open periods: no day is lost, none is counted twice."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.kernel.periods import Period, add_months, days_in_month, fiscal_year, month_period

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(days)
    return Period(start, start + timedelta(days=draw(st.integers(min_value=1, max_value=400))))


@given(periods(), st.data())
def test_splitting_loses_no_day(period: Period, data: st.DataObject) -> None:
    if period.days == 1:
        return
    day = data.draw(st.dates(min_value=period.start + timedelta(days=1), max_value=period.last_day))

    before, after = period.split_at(day)

    assert [*before.each_day(), *after.each_day()] == list(period.each_day())
    assert before.days + after.days == period.days
    assert before.overlap(after) is None


@given(periods(), st.integers(min_value=-3, max_value=3))
def test_a_period_is_split_strictly_inside_only(period: Period, off: int) -> None:
    for edge in (period.start - timedelta(days=abs(off)), period.end + timedelta(days=abs(off))):
        with pytest.raises(ValueError, match="ends after it starts"):
            period.split_at(edge)


@given(periods(), periods())
def test_the_overlap_holds_exactly_the_days_that_both_hold(first: Period, second: Period) -> None:
    both = set(first.each_day()) & set(second.each_day())

    found = first.overlap(second)

    assert (set(found.each_day()) if found else set()) == both
    assert first.overlap(second) == second.overlap(first)


@given(periods())
def test_the_start_belongs_and_the_end_does_not(period: Period) -> None:
    assert period.contains(period.start)
    assert period.contains(period.last_day)
    assert not period.contains(period.end)


@given(days)
def test_an_empty_or_backward_period_is_refused(day: date) -> None:
    for end in (day, day - timedelta(days=1)):
        with pytest.raises(ValueError, match="ends after it starts"):
            Period(day, end)


@given(days)
def test_months_are_as_long_as_the_calendar_says(day: date) -> None:
    assert days_in_month(day.year, day.month) == calendar.monthrange(day.year, day.month)[1]
    assert month_period(day).contains(day)
    assert month_period(day).days == days_in_month(day.year, day.month)


@given(days, st.integers(min_value=-600, max_value=600))
def test_adding_months_lands_in_that_month_and_never_past_its_end(day: date, months: int) -> None:
    found = add_months(day, months)

    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == min(day.day, days_in_month(found.year, found.month))


def test_the_fiscal_year_begins_in_april() -> None:
    assert fiscal_year(date(2026, 3, 31)) == 2025
    assert fiscal_year(date(2026, 4, 1)) == 2026
    assert fiscal_year(date(2026, 12, 31)) == 2026
    assert fiscal_year(date(2027, 1, 1)) == 2026
