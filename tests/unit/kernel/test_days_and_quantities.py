"""Civil days in Japan, bank days, and exact quantities."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.kernel.business_days import holidays_between, is_business_day, next_business_day
from minamoto.kernel.errors import InvalidInput
from minamoto.kernel.moments import JST, civil_date, start_of_day
from minamoto.kernel.quantities import Unscalable, scaled, unscaled

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2050, 12, 31))


@given(days)
def test_a_civil_day_begins_at_midnight_in_japan(day: date) -> None:
    begins = start_of_day(day)

    assert begins.tzinfo is UTC
    assert civil_date(begins) == day
    assert civil_date(begins - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_the_evening_in_utc_is_the_next_day_in_japan() -> None:
    assert civil_date(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == date(2026, 4, 1)
    assert civil_date(datetime(2026, 4, 1, 8, 59, tzinfo=JST)) == date(2026, 4, 1)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        civil_date(datetime(2026, 4, 1))  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),  # a Friday
        (date(2026, 11, 21), date(2026, 11, 24)),  # Saturday, Sunday, 勤労感謝の日
        (date(2026, 12, 31), date(2027, 1, 4)),  # 銀行法施行令第5条: 31 December to 3 January
        (date(2026, 5, 3), date(2026, 5, 7)),  # Sunday and holidays, with the substitute holiday on the 6th
    ],
)
def test_a_due_day_moves_to_the_next_day_banks_work(day: date, expected: date) -> None:
    assert next_business_day(day) == expected


@given(days)
def test_the_next_bank_day_is_one_and_none_lies_between(day: date) -> None:
    found = next_business_day(day)

    assert is_business_day(found)
    assert not any(is_business_day(day + timedelta(days=each)) for each in range((found - day).days))


def test_holidays_are_half_open_too() -> None:
    assert date(2026, 11, 3) in holidays_between(date(2026, 11, 3), date(2026, 11, 4))
    assert holidays_between(date(2026, 11, 2), date(2026, 11, 3)) == frozenset()
    assert holidays_between(date(2026, 11, 3), date(2026, 11, 3)) == frozenset()


@given(st.integers(min_value=-(10**12), max_value=10**12), st.integers(min_value=0, max_value=6))
def test_scaling_and_unscaling_lose_nothing(value: int, scale: int) -> None:
    assert scaled(unscaled(value, scale), scale) == value


def test_a_finer_value_than_the_scale_is_refused_not_cut() -> None:
    assert scaled(Decimal("12.34"), 2) == 1234
    with pytest.raises(Unscalable):
        scaled(Decimal("12.345"), 2)


def test_an_error_speaks_both_languages_and_never_fails_for_a_missing_detail() -> None:
    class Sample(InvalidInput):
        ja = "{line}行目の{what}"
        en = "{what} in line {line}"

    assert Sample(line=3, what="誤り").message("ja") == "3行目の誤り"
    assert Sample(line=3).message("en") == "? in line 3"
