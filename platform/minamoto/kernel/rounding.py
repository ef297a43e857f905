"""Rounding by name: a mode and a unit, applied once, at a place the tariff or the law names."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class RoundingMode(StrEnum):
    """How a value between two units is settled."""

    FLOOR = "floor"  # 切り捨て toward minus infinity
    TRUNCATE = "truncate"  # 切り捨て toward zero: what "cut below one yen" means for a discount
    HALF_UP = "half_up"  # 四捨五入, ties away from zero
    CEILING = "ceiling"  # 切り上げ toward plus infinity
    EXACT = "exact"  # no rounding: a remainder is an error


class InexactValue(ValueError):
    """A value that had to be exact in its unit was not."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """A named policy: ``Rounding(FLOOR, Decimal("0.01"))`` cuts below one sen."""

    mode: RoundingMode
    unit: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        """Refuse a unit that is not positive."""
        if self.unit <= 0:
            message = f"rounding unit must be positive, got {self.unit}"
            raise ValueError(message)

    def apply(self, value: Decimal | Fraction | int) -> Decimal:
        """Return the multiple of the unit this policy names, exactly.

        :raises InexactValue: in mode EXACT when the value is not a multiple of the unit.
        """
        unit = Fraction(self.unit)
        return Decimal(self.count_units(Fraction(value), unit)) * self.unit

    def count_units(self, value: Fraction, unit: Fraction) -> int:
        """Return how many units the rounded value holds."""
        exact = value / unit
        numerator, denominator = exact.numerator, exact.denominator
        if denominator == 1:
            return numerator
        if self.mode is RoundingMode.FLOOR:
            return numerator // denominator
        if self.mode is RoundingMode.CEILING:
            return -(-numerator // denominator)
        if self.mode is RoundingMode.EXACT:
            message = f"{value} is not a multiple of {unit}"
            raise InexactValue(message)
        magnitude = abs(numerator)
        if self.mode is RoundingMode.TRUNCATE:
            whole = magnitude // denominator
        else:
            whole = (2 * magnitude + denominator) // (2 * denominator)
        return whole if numerator >= 0 else -whole


YEN_FLOOR = Rounding(RoundingMode.FLOOR)
YEN_TRUNCATE = Rounding(RoundingMode.TRUNCATE)
YEN_HALF_UP = Rounding(RoundingMode.HALF_UP)
YEN_CEILING = Rounding(RoundingMode.CEILING)
TEN_YEN_FLOOR = Rounding(RoundingMode.FLOOR, Decimal(10))
FIVE_YEN_FLOOR = Rounding(RoundingMode.FLOOR, Decimal(5))
SEN_FLOOR = Rounding(RoundingMode.FLOOR, Decimal("0.01"))
SEN_TRUNCATE = Rounding(RoundingMode.TRUNCATE, Decimal("0.01"))
SEN_HALF_UP = Rounding(RoundingMode.HALF_UP, Decimal("0.01"))
EXACT = Rounding(RoundingMode.EXACT, Decimal("0.000000000001"))

NAMED_ROUNDINGS: dict[str, Rounding] = {
    "yen_floor": YEN_FLOOR,
    "yen_truncate": YEN_TRUNCATE,
    "yen_half_up": YEN_HALF_UP,
    "yen_ceiling": YEN_CEILING,
    "ten_yen_floor": TEN_YEN_FLOOR,
    "five_yen_floor": FIVE_YEN_FLOOR,
    "sen_floor": SEN_FLOOR,
    "sen_truncate": SEN_TRUNCATE,
    "sen_half_up": SEN_HALF_UP,
}
