"""Whole yen. Fractions of a yen exist only inside a calculation, as exact decimals or fractions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Yen:
    """A whole number of yen, negative for money owed the other way.

    :raises TypeError: when built from anything but ``int`` (floats, decimals and bools are refused).
    """

    amount: int

    def __post_init__(self) -> None:
        """Refuse everything that is not exactly an ``int``."""
        if type(self.amount) is not int:
            message = f"yen must be int, got {type(self.amount).__name__}"
            raise TypeError(message)

    def __add__(self, other: Yen) -> Yen:
        """Add two amounts."""
        return Yen(self.amount + other.amount)

    def __sub__(self, other: Yen) -> Yen:
        """Subtract an amount."""
        return Yen(self.amount - other.amount)

    def __neg__(self) -> Yen:
        """Turn a debt into a credit and back."""
        return Yen(-self.amount)

    def __mul__(self, count: int) -> Yen:
        """Multiply by a whole count."""
        if type(count) is not int:
            message = f"yen multiply by int only, got {type(count).__name__}"
            raise TypeError(message)
        return Yen(self.amount * count)

    def __bool__(self) -> bool:
        """Tell whether any money is meant."""
        return self.amount != 0

    def __str__(self) -> str:
        """Write as a Japanese bill does, e.g. ``4,969円``."""
        return f"{self.amount:,}円"


ZERO_YEN = Yen(0)


def total(amounts: list[Yen] | tuple[Yen, ...]) -> Yen:
    """Return the sum; nothing sums to zero yen."""
    return Yen(sum(each.amount for each in amounts))
