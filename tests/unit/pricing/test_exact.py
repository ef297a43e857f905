"""Exact columns: nothing wraps, nothing is rounded unless a policy says so."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.kernel.rounding import NAMED_ROUNDINGS, Rounding, RoundingMode
from minamoto.pricing.rating import exact
from minamoto.pricing.rating.errors import AmountTooLarge, InexactAmount

LARGE = 2**63 - 1
INTS = st.integers(-LARGE, LARGE)
MODES = st.sampled_from([mode for mode in RoundingMode if mode is not RoundingMode.EXACT])


def column(*values: int, scale: int = 0) -> exact.Scaled:
    return exact.column(np.array(values, dtype=np.int64), scale)


@given(st.lists(INTS, min_size=1, max_size=4), INTS)
def test_multiplying_is_exact_or_refused(values: list[int], factor: int) -> None:
    expected = [value * factor for value in values]

    if max(map(abs, expected)) > LARGE:
        with pytest.raises(AmountTooLarge):
            exact.multiply(column(*values), column(factor))
    else:
        assert exact.multiply(column(*values), column(factor)).values.tolist() == expected


@given(st.lists(st.tuples(INTS, INTS), min_size=1, max_size=4))
def test_adding_is_exact_or_refused(pairs: list[tuple[int, int]]) -> None:
    left, right = (column(*side) for side in zip(*pairs, strict=True))
    expected = [one + other for one, other in pairs]

    if max(map(abs, expected)) > LARGE:
        with pytest.raises(AmountTooLarge):
            exact.add(left, right)
    else:
        assert exact.add(left, right).values.tolist() == expected


def test_a_wide_bound_alone_refuses_nothing() -> None:
    left, right = column(LARGE, 1), column(1, LARGE)

    assert exact.multiply(left, right).values.tolist() == [LARGE, LARGE]


def test_the_row_that_does_not_fit_is_named() -> None:
    with pytest.raises(AmountTooLarge) as refused:
        exact.multiply(column(1, 2, LARGE), column(1, 1, 2), "energy")

    assert refused.value.details == {"row": 2, "what": "energy"}


@given(
    st.integers(-(10**12), 10**12), st.integers(0, 6), st.integers(1, 62), st.integers(1, 62), MODES,
    st.sampled_from(["0.01", "1", "5", "10", "0.001"]),
)  # fmt: skip
def test_shares_are_rounded_as_the_kernel_rounds(
    value: int, scale: int, days: int, of_days: int, mode: RoundingMode, unit: str
) -> None:
    rounding = Rounding(mode, Decimal(unit))

    found = exact.rounded_share(column(value, scale=scale), column(days), column(of_days), rounding)

    expected = rounding.apply(Fraction(value, 10**scale) * days / of_days)
    assert found.decimal(0) == expected
    assert abs(int(found.values[0])) <= found.bound


@given(st.integers(-(10**12), 10**12), st.sampled_from(sorted(NAMED_ROUNDINGS)))
def test_named_roundings_agree_with_the_kernel(value: int, name: str) -> None:
    found = exact.rounded(column(value, scale=4), NAMED_ROUNDINGS[name])

    assert found.decimal(0) == NAMED_ROUNDINGS[name].apply(Decimal(value).scaleb(-4))


def test_exact_refuses_a_remainder() -> None:
    with pytest.raises(InexactAmount):
        exact.rounded(column(125, scale=2), Rounding(RoundingMode.EXACT, Decimal("0.1")))


def test_columns_of_different_scales_are_aligned() -> None:
    total = exact.add(column(15, scale=1), column(225, scale=2))

    assert total.decimal(0) == Decimal("3.75")


def test_a_constant_that_does_not_fit_is_refused() -> None:
    with pytest.raises(AmountTooLarge):
        exact.constant(Decimal("1e19"))


def test_the_number_without_a_counterpart_is_refused() -> None:
    with pytest.raises(AmountTooLarge):
        column(-(2**63))
