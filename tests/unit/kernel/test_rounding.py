"""Rounding agrees with an independent definition: the neighbours of a value, and which one the mode names."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.kernel.rounding import NAMED_ROUNDINGS, InexactValue, Rounding, RoundingMode

units = st.sampled_from([Decimal(1), Decimal(5), Decimal(10), Decimal("0.01"), Decimal("0.1")])
values = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=1000)
ROUNDING_MODES = [mode for mode in RoundingMode if mode is not RoundingMode.EXACT]


def neighbours(value: Fraction, unit: Fraction) -> tuple[Fraction, Fraction]:
    """The multiples of the unit below and above a value; equal when it is one."""
    below = value - value % unit
    return below, below if below == value else below + unit


def expected(mode: RoundingMode, value: Fraction, unit: Fraction) -> Fraction:
    below, above = neighbours(value, unit)
    nearer_zero, farther = (below, above) if value >= 0 else (above, below)
    return {
        RoundingMode.FLOOR: below,
        RoundingMode.CEILING: above,
        RoundingMode.TRUNCATE: nearer_zero,
        RoundingMode.HALF_UP: farther if abs(value - nearer_zero) >= abs(farther - value) else nearer_zero,
    }[mode]


@given(values, units, st.sampled_from(ROUNDING_MODES))
def test_the_mode_names_the_neighbour(value: Fraction, unit: Decimal, mode: RoundingMode) -> None:
    found = Rounding(mode, unit).apply(value)

    assert Fraction(found) == expected(mode, value, Fraction(unit))


@given(values, units, st.sampled_from(ROUNDING_MODES))
def test_rounding_again_changes_nothing(value: Fraction, unit: Decimal, mode: RoundingMode) -> None:
    policy = Rounding(mode, unit)

    assert policy.apply(policy.apply(value)) == policy.apply(value)


@given(values, units)
def test_truncating_and_half_up_treat_a_discount_as_the_charge_it_takes_back(
    value: Fraction, unit: Decimal
) -> None:
    for mode in (RoundingMode.TRUNCATE, RoundingMode.HALF_UP):
        policy = Rounding(mode, unit)

        assert policy.apply(-value) == -policy.apply(value)


@given(st.integers(min_value=-(10**9), max_value=10**9), units)
def test_an_exact_multiple_stays(count: int, unit: Decimal) -> None:
    for mode in RoundingMode:
        assert Rounding(mode, unit).apply(count * unit) == count * unit


def test_exact_refuses_a_remainder() -> None:
    with pytest.raises(InexactValue):
        Rounding(RoundingMode.EXACT).apply(Decimal("0.5"))


@pytest.mark.parametrize("unit", [Decimal(0), Decimal(-1)])
def test_a_unit_is_above_zero(unit: Decimal) -> None:
    with pytest.raises(ValueError, match="positive"):
        Rounding(RoundingMode.FLOOR, unit)


@pytest.mark.parametrize(
    ("name", "value", "rounded"),
    [
        ("yen_floor", "-0.01", "-1"),
        ("yen_truncate", "-0.99", "0"),
        ("yen_half_up", "0.5", "1"),
        ("yen_half_up", "-0.5", "-1"),
        ("yen_ceiling", "0.01", "1"),
        ("ten_yen_floor", "1999", "1990"),
        ("five_yen_floor", "1999", "1995"),
        ("sen_floor", "701.4375", "701.43"),
        ("sen_truncate", "-701.4375", "-701.43"),
        ("sen_half_up", "701.435", "701.44"),
    ],
)
def test_named_policies_do_what_their_names_say(name: str, value: str, rounded: str) -> None:
    assert NAMED_ROUNDINGS[name].apply(Decimal(value)) == Decimal(rounded)
