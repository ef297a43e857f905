"""Exact quantities as scaled integers: 12.34 m³ at scale 2 is 1234."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    """Units a meter or a contract is counted in."""

    KWH = "kWh"
    KW = "kW"
    M3 = "m3"
    AMPERE = "A"
    KVA = "kVA"
    MILLIMETRE = "mm"


class Unscalable(ValueError):
    """A decimal has more places than the scale keeps."""


def scaled(value: Decimal | int, scale: int) -> int:
    """Return ``value * 10**scale`` as an int.

    :raises Unscalable: when that is not a whole number (nothing is ever rounded away silently).
    """
    shifted = Decimal(value).scaleb(scale)
    whole = int(shifted)
    if whole != shifted:
        message = f"{value} has more than {scale} decimal places"
        raise Unscalable(message)
    return whole


def unscaled(value: int, scale: int) -> Decimal:
    """Return the decimal that a scaled integer stands for, trailing zeros kept."""
    return Decimal(value).scaleb(-scale)
