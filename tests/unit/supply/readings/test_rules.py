from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.kernel.periods import Period
from minamoto.supply.readings import rules
from minamoto.supply.readings.model import (
    DAY_TYPES,
    DayType,
    DialReading,
    InstalledMeter,
    ReadingKind,
    SlotsByDayType,
)
from minamoto.supply.readings.rules import NegativeUsage, RegisterSpan, RegisterTooLong


def test_usage_is_the_difference_of_two_values() -> None:
    assert rules.usage_between(previous=1_234, current=1_290, digits=4, scale=0) == 56


def test_a_dial_rolls_over_at_its_number_of_digits() -> None:
    assert rules.usage_between(previous=9_990, current=15, digits=4, scale=0) == 25
    assert rules.usage_between(previous=99_990, current=15, digits=4, scale=1) == 25


@pytest.mark.parametrize(("previous", "current"), [(100, 99), (5_000, 4_000), (9_000, 0)])
def test_a_fall_that_no_roll_over_explains_is_refused(previous: int, current: int) -> None:
    with pytest.raises(NegativeUsage):
        rules.usage_between(previous=previous, current=current, digits=4, scale=0)


@pytest.mark.parametrize(("previous", "current"), [(0, 10_000), (10_000, 0), (-1, 5)])
def test_a_value_that_does_not_fit_the_dial_is_refused(previous: int, current: int) -> None:
    with pytest.raises(RegisterTooLong):
        rules.usage_between(previous=previous, current=current, digits=4, scale=0)


@given(previous=st.integers(0, 9_999), used=st.integers(0, 999))
def test_any_usage_below_a_tenth_of_the_dial_is_found_again(previous: int, used: int) -> None:
    current = (previous + used) % 10_000

    assert rules.usage_between(previous=previous, current=current, digits=4, scale=0) == used


@given(st.lists(st.integers(0, 500), min_size=1, max_size=24))
def test_whole_units_lose_nothing_over_many_readings(turns: list[int]) -> None:
    value, billed = 0, 0
    for turned in turns:
        quantity, scale = rules.usage_over_exchange(
            [RegisterSpan(value, value + turned, 6, 1)], in_whole_units=True
        )
        billed += quantity
        value += turned
        assert scale == 0

    assert billed == value // 10


def test_parts_of_both_meters_of_an_exchange_are_added_before_they_are_cut() -> None:
    spans = [RegisterSpan(1_000, 1_006, 4, 1), RegisterSpan(3, 40, 4, 1)]

    assert rules.usage_over_exchange(spans, in_whole_units=True) == (4, 0)
    assert rules.usage_over_exchange(spans, in_whole_units=False) == (43, 1)


def meter(
    number: int, installed: date, removed: date | None = None, last: int | None = None
) -> InstalledMeter:
    return InstalledMeter(number, 1, f"W-{number}", "1", installed, removed, 0, last, 4, 0)


def dial(number: int, day: date, value: int, installation: int = 1) -> DialReading:
    return DialReading(number, installation, day, value, ReadingKind.REGULAR)


JAN, FEB, MAR = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)


def test_the_day_of_a_reading_belongs_to_the_next_period() -> None:
    usage = rules.usage_up_to(
        reading=dial(2, MAR, 30), previous=dial(1, FEB, 10), meters=[meter(1, JAN)], in_whole_units=True
    )

    assert usage is not None
    assert (usage.period, usage.quantity, usage.meters) == (Period(FEB, MAR), 20, 1)


def test_a_reading_on_the_day_of_installation_bounds_no_usage() -> None:
    assert (
        rules.usage_up_to(reading=dial(1, JAN, 0), previous=None, meters=[meter(1, JAN)], in_whole_units=True)
        is None
    )


def test_an_exchange_without_the_old_meters_last_value_is_refused() -> None:
    meters = [meter(1, JAN, FEB), meter(2, FEB)]

    with pytest.raises(rules.RemovalValueMissing):
        rules.usage_up_to(reading=dial(2, MAR, 5, 2), previous=None, meters=meters, in_whole_units=True)


# 2026-11-02 is a Monday, 11-03 the day of culture (a national holiday), 11-07 a Saturday, 11-08 a Sunday.
WEEK = np.datetime64("2026-11-02", "D") + np.arange(7)
HOLIDAY = date(2026, 11, 3)


def test_days_know_their_type_and_a_holiday_is_one_whatever_its_weekday() -> None:
    types = [DAY_TYPES[each] for each in rules.day_types(WEEK, {HOLIDAY})]

    assert types == [
        DayType.WEEKDAY, DayType.HOLIDAY, DayType.WEEKDAY, DayType.WEEKDAY, DayType.WEEKDAY,
        DayType.SATURDAY, DayType.SUNDAY,
    ]  # fmt: skip


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2100, 1, 1)))
def test_the_weekday_agrees_with_the_calendar(day: date) -> None:
    (found,) = rules.day_types(np.array([day], dtype="datetime64[D]"), ())

    expected = {5: DayType.SATURDAY, 6: DayType.SUNDAY}.get(day.weekday(), DayType.WEEKDAY)
    assert DAY_TYPES[found] is expected


ALL = range(1, 49)
WEEKDAY_PEAK: SlotsByDayType = {
    "peak": {DayType.WEEKDAY: range(21, 35)},
    "off": {
        DayType.WEEKDAY: [*range(1, 21), *range(35, 49)],
        DayType.SATURDAY: ALL,
        DayType.SUNDAY: ALL,
        DayType.HOLIDAY: ALL,
    },
}


def test_channels_are_summed_by_day_type() -> None:
    values = np.ones((7, 48), dtype=np.int32)

    sums = rules.sum_channels(values, WEEKDAY_PEAK, WEEK, {HOLIDAY})

    assert int(sums["peak"]) == 4 * 14
    assert int(sums["off"]) == 7 * 48 - 4 * 14


def test_many_points_are_summed_at_once_and_nothing_overflows() -> None:
    values = np.full((3, 7, 48), 2**31 - 1, dtype=np.int32)

    sums = rules.sum_channels(values, WEEKDAY_PEAK, WEEK, {HOLIDAY})

    assert sums["off"].tolist() == [(7 * 48 - 4 * 14) * (2**31 - 1)] * 3


@pytest.mark.parametrize(
    "channels",
    [
        {"a": dict.fromkeys(DAY_TYPES, range(1, 48))},
        {"a": dict.fromkeys(DAY_TYPES, ALL), "b": {DayType.SUNDAY: [48]}},
        {"a": dict.fromkeys(DAY_TYPES, range(1, 50))},
        {"a": dict.fromkeys(DAY_TYPES[:3], ALL)},
        {},
    ],
)
def test_channels_must_cover_every_slot_once(channels: SlotsByDayType) -> None:
    with pytest.raises(rules.SlotsNotCovered):
        rules.sum_channels(np.ones((7, 48), dtype=np.int32), channels, WEEK, ())


def test_months_are_totalled_by_calendar() -> None:
    days = np.datetime64("2026-01-31", "D") + np.arange(3)
    values = np.arange(6, dtype=np.int32).reshape(3, 2)

    months, totals = rules.monthly_totals(values, days)

    assert months.tolist() == [date(2026, 1, 1), date(2026, 2, 1)]
    assert totals.tolist() == [1, 14]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=10))
def test_readings_are_put_in_order_by_day(offsets: list[int]) -> None:
    readings = [dial(number, JAN + timedelta(days=offset), 1) for number, offset in enumerate(offsets)]

    ordered = rules.in_order(readings)

    assert [each.read_on for each in ordered] == sorted(each.read_on for each in readings)
