"""Yen are whole, and nothing that is not an int becomes yen."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.kernel.yen import ZERO_YEN, Yen, total

amounts = st.integers(min_value=-(10**15), max_value=10**15)


@pytest.mark.parametrize("value", [1.0, 0.1, True, False, Decimal(1), Fraction(1), "1", None])
def test_only_an_int_becomes_yen(value: Any) -> None:
    with pytest.raises(TypeError):
        Yen(value)


@pytest.mark.parametrize("count", [1.0, True, Decimal(2), Fraction(1, 2)])
def test_yen_are_multiplied_by_whole_counts_only(count: Any) -> None:
    with pytest.raises(TypeError):
        Yen(100) * count


@given(st.lists(amounts))
def test_a_total_is_the_sum_of_its_parts(parts: list[int]) -> None:
    assert total([Yen(each) for each in parts]) == Yen(sum(parts))


@given(amounts, amounts)
def test_taking_away_undoes_adding(first: int, second: int) -> None:
    assert Yen(first) + Yen(second) - Yen(second) == Yen(first)
    assert Yen(first) + -Yen(first) == ZERO_YEN


def test_yen_are_written_as_bills_write_them() -> None:
    assert str(Yen(4969)) == "4,969円"
    assert str(Yen(-300000)) == "-300,000円"
    assert not ZERO_YEN
    assert Yen(-1)
