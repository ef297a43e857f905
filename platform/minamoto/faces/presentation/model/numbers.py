"""Exact numbers as text."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def plain(value: Decimal | int) -> str:
    """Return a decimal as people write it: no exponent, no trailing zeros behind the point."""
    text = format(Decimal(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def money(value: Decimal | int | Fraction) -> str:
    """Return exact yen with at least two decimals, e.g. ``8673.60``; more where there are more.

    :raises ValueError: when a fraction is no finite decimal.
    """
    exact = _decimal(value) if isinstance(value, Fraction) else Decimal(value)
    text = format(exact, "f")
    whole, _, places = text.partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"


def _decimal(value: Fraction) -> Decimal:
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        message = f"{value} is no finite decimal"
        raise ValueError(message)
    places = max(twos, fives)
    return Decimal(value.numerator * 10**places // value.denominator).scaleb(-places)
