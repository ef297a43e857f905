"""Exact arithmetic on columns: int64 values with one decimal scale per column.

``Scaled(values=[1234], scale=2)`` stands for 12.34. Every column carries a bound on its magnitude, so that
most operations prove by a single comparison of Python ints that they cannot overflow. Where the bound is too
wide the values are looked at, and only if a row truly does not fit is :class:`AmountTooLarge` raised. Nothing
ever wraps and nothing passes through binary floating point.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from minamoto.kernel.rounding import Rounding, RoundingMode

from .errors import AmountTooLarge, InexactAmount

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LIMIT: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Scaled:
    """A column of exact decimals.

    ``values``: int64, shape ``(rows,)``, or ``()`` where every row has the same value. ``scale``: decimal
    places. ``bound``: no magnitude in ``values`` is larger.
    """

    values: Ints
    scale: int
    bound: int

    def decimal(self, row: int) -> Decimal:
        """Return the value of one row as a decimal, trailing zeros kept."""
        value = int(self.values) if self.values.ndim == 0 else int(self.values[row])
        return Decimal(value).scaleb(-self.scale)

    def tightened(self) -> Scaled:
        """Return the same column with the smallest bound that holds."""
        return Scaled(self.values, self.scale, magnitude(self.values))


def magnitude(values: Ints) -> int:
    """Return the largest magnitude in a column, 0 when it is empty."""
    return max(abs(int(values.min())), abs(int(values.max()))) if values.size else 0


def column(values: Ints, scale: int = 0) -> Scaled:
    """Return a column over int64 values; their magnitude is looked at once.

    :raises AmountTooLarge: for -2**63, whose sign int64 cannot turn.
    """
    bound = magnitude(values)
    if bound > LIMIT:
        raise AmountTooLarge(row=int(np.argmin(values)), what="value")
    return Scaled(values, scale, bound)


def constant(value: Decimal | int) -> Scaled:
    """Return the column that has the same exact value in every row."""
    scale = places(value)
    whole = int(Decimal(value).scaleb(scale))
    if abs(whole) > LIMIT:
        raise AmountTooLarge(row=0, what=str(value))
    return Scaled(np.array(whole, dtype=np.int64), scale, abs(whole))


def places(value: Decimal | int) -> int:
    """Return how many decimal places a value is written with."""
    exponent = Decimal(value).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def constants(values: list[Decimal]) -> Scaled:
    """Return a column of decimals at the smallest scale that holds them all."""
    scale = max((places(value) for value in values), default=0)
    whole = [int(value.scaleb(scale)) for value in values]
    if whole and max(map(abs, whole)) > LIMIT:
        raise AmountTooLarge(row=0, what=str(max(values)))
    return column(np.array(whole, dtype=np.int64), scale)


ZERO: Final = constant(0)
ONE: Final = constant(1)


def take(table: Scaled, index: Ints) -> Scaled:
    """Return the table's values at an index per row."""
    return Scaled(table.values.take(index), table.scale, table.bound)


def pick(table: Scaled, index: Ints | None) -> Scaled:
    """Return the table's values at an index per row, or its only value where there is no index."""
    if index is None:
        value = table.values[0]
        return Scaled(np.asarray(value), table.scale, abs(int(value)))
    return take(table, index)


def _fitting(exact: NDArray[np.object_], what: str) -> Ints:
    """Return Python ints as int64.

    :raises AmountTooLarge: naming the first row that does not fit.
    """
    flat = exact.reshape(-1)
    for row, value in enumerate(flat):
        if abs(value) > LIMIT:
            raise AmountTooLarge(row=row, what=what)
    return exact.astype(np.int64)


def _object(values: Ints) -> NDArray[np.object_]:
    return np.asarray(values, dtype=object)


def multiply(left: Scaled, right: Scaled, what: str = "amount") -> Scaled:
    """Return the exact product; its scale is the sum of both.

    :raises AmountTooLarge: naming the first row that does not fit.
    """
    if right is ONE:
        return left
    if left is ONE:
        return right
    bound = left.bound * right.bound
    if bound > LIMIT:
        left, right = left.tightened(), right.tightened()
        bound = left.bound * right.bound
    scale = left.scale + right.scale
    if bound > LIMIT:
        values = _fitting(np.asarray(_object(left.values) * _object(right.values), dtype=object), what)
        return column(values, scale)
    return Scaled(np.asarray(left.values * right.values), scale, bound)


def rescaled(value: Scaled, scale: int, what: str = "amount") -> Scaled:
    """Return the column at a finer scale.

    :raises AmountTooLarge: when it does not fit there.
    """
    if scale == value.scale:
        return value
    factor = 10 ** (scale - value.scale)
    product = multiply(Scaled(value.values, 0, value.bound), constant(factor), what)
    return Scaled(product.values, scale, product.bound)


def aligned(left: Scaled, right: Scaled, what: str = "amount") -> tuple[Scaled, Scaled]:
    """Return both columns at the finer of their scales."""
    scale = max(left.scale, right.scale)
    return rescaled(left, scale, what), rescaled(right, scale, what)


def add(left: Scaled, right: Scaled, what: str = "amount") -> Scaled:
    """Return the exact sum.

    :raises AmountTooLarge: naming the first row that does not fit.
    """
    if right is ZERO:
        return left
    if left is ZERO:
        return right
    left, right = aligned(left, right, what)
    bound = left.bound + right.bound
    if bound > LIMIT:
        left, right = left.tightened(), right.tightened()
        bound = left.bound + right.bound
    if bound > LIMIT:
        values = _fitting(np.asarray(_object(left.values) + _object(right.values), dtype=object), what)
        return column(values, left.scale)
    return Scaled(np.asarray(left.values + right.values), left.scale, bound)


def negate(value: Scaled) -> Scaled:
    """Return the column with its sign turned."""
    return Scaled(np.asarray(-value.values), value.scale, value.bound)


def subtract(left: Scaled, right: Scaled, what: str = "amount") -> Scaled:
    """Return the exact difference."""
    return add(left, negate(right), what)


def smaller(left: Scaled, right: Scaled) -> Scaled:
    """Return the smaller value of each row."""
    left, right = aligned(left, right)
    return Scaled(np.minimum(left.values, right.values), left.scale, max(left.bound, right.bound))


def larger(left: Scaled, right: Scaled) -> Scaled:
    """Return the larger value of each row."""
    left, right = aligned(left, right)
    return Scaled(np.maximum(left.values, right.values), left.scale, max(left.bound, right.bound))


def where(mask: Bools, left: Scaled, right: Scaled) -> Scaled:
    """Return ``left`` in the rows of the mask and ``right`` in the others."""
    left, right = aligned(left, right)
    return Scaled(np.where(mask, left.values, right.values), left.scale, max(left.bound, right.bound))


def rounded(value: Scaled, rounding: Rounding, what: str = "amount") -> Scaled:
    """Return the column rounded by a named policy."""
    if rounding.mode is RoundingMode.EXACT and value.scale <= places(rounding.unit):
        return value
    return rounded_share(value, ONE, ONE, rounding, what)


def rounded_share(
    value: Scaled, numerator: Scaled, denominator: Scaled, rounding: Rounding, what: str = "amount"
) -> Scaled:
    """Return ``value × numerator ÷ denominator`` rounded once by a named policy.

    ``numerator`` and ``denominator`` are positive whole numbers (scale 0).

    :raises AmountTooLarge: when a row does not fit.
    :raises InexactAmount: when the policy is EXACT and a row leaves a remainder.
    """
    scale = places(rounding.unit)
    unit = int(rounding.unit.scaleb(scale))
    dividend = multiply(value, numerator, what) if numerator is not ONE else value
    divisor = multiply(Scaled(denominator.values, 0, denominator.bound), constant(unit), what)
    if value.scale < scale:
        dividend = multiply(dividend, constant(10 ** (scale - value.scale)), what)
    elif value.scale > scale:
        divisor = multiply(divisor, constant(10 ** (value.scale - scale)), what)
    counts = _divided(dividend, divisor, rounding.mode, what)
    smallest = int(divisor.values) if divisor.values.ndim == 0 else 1
    bound = dividend.bound // smallest + 1
    if unit != 1:
        product = multiply(Scaled(counts, 0, bound), constant(unit), what)
        return Scaled(product.values, scale, product.bound)
    return Scaled(counts, scale, bound)


def _divided(dividend: Scaled, divisor: Scaled, mode: RoundingMode, what: str) -> Ints:
    """Return whole quotients, settled by the mode; the divisor is positive."""
    over = dividend.values
    # A plain int lets numpy divide by multiplication, several times faster than by a column.
    under: Ints | int = int(divisor.values) if divisor.values.ndim == 0 else divisor.values
    if mode is RoundingMode.FLOOR:
        return np.asarray(over // under)
    if mode is RoundingMode.CEILING:
        return np.asarray(-((-over) // under))
    if mode is RoundingMode.EXACT:
        quotient = np.asarray(over // under)
        uneven = np.flatnonzero(quotient * under != over)
        if uneven.size:
            raise InexactAmount(row=int(uneven[0]), what=what)
        return quotient
    negative = over < 0
    any_negative = bool(negative.any())
    size = np.abs(over) if any_negative else over
    if mode is RoundingMode.HALF_UP:
        # (2·size + under) ÷ 2·under, both proved to fit before they are built
        doubled = add(multiply(column(np.asarray(size)), constant(2), what), divisor, what)
        size = doubled.values // multiply(divisor, constant(2), what).values
    else:
        size = size // under
    return np.asarray(np.where(negative, -size, size) if any_negative else size)
