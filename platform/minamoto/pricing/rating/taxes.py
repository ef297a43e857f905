"""Consumption tax (消費税): inside the prices or on top, rounded once or twice, per bill or month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np

from minamoto.kernel.rounding import YEN_FLOOR, Rounding

from .exact import ZERO, Ints, Scaled, add, constant, multiply, rounded, rounded_share, subtract


class TaxMode(StrEnum):
    """Where the tax is."""

    INSIDE = "inside"  # 内税: unit prices contain it
    ON_TOP = "on_top"  # 外税: sum × 1.10, rounded once
    ON_TOP_TWICE = "on_top_twice"  # 外税: the sum rounded, then the tax rounded separately (多摩ガス)


class TaxPlace(StrEnum):
    """What is taxed as one."""

    BILL = "bill"  # the sum of all months (東京都)
    MONTH = "month"  # each month, then summed (春日井市, 守口市)


@dataclass(frozen=True, slots=True)
class Tax:
    """A tariff's tax. ``rate`` in percent is for charges that name no rate of their own."""

    mode: TaxMode
    rate: Decimal
    place: TaxPlace = TaxPlace.BILL


@dataclass(frozen=True, slots=True)
class Roundings:
    """Where a tariff rounds. ``month``: each month's sum, if at all. ``before_tax``: the sum that is taxed
    separately. ``total``: the bill, per tax rate. ``tax``: the tax itself."""

    total: Rounding = YEN_FLOOR
    month: Rounding | None = None
    before_tax: Rounding = YEN_FLOOR
    tax: Rounding = YEN_FLOOR


@dataclass(frozen=True, slots=True)
class RateTotal:
    """The totals of one tax rate: ``total_yen`` = ``taxable_yen`` + ``tax_yen``; int64, shape ``(rows,)``.

    ``exact``: the sum before the last rounding, with tax where that is on top in one piece.
    """

    rate: Decimal
    total_yen: Ints
    taxable_yen: Ints
    tax_yen: Ints
    exact: Scaled


def total_of(
    tax: Tax, roundings: Roundings, rate: Decimal, months: Sequence[Scaled], bill: Scaled, rows: int
) -> RateTotal:
    """Return the totals of one rate from the sums of each month and of charges made once per bill.

    Qualified invoices (適格請求書, 消費税法57条の4) round the tax once per rate; tax contained in a total is
    ``total × rate ÷ (100 + rate)``. Charges made once per bill are a piece of their own where months are
    taxed.
    """
    pieces = [_month(amount, roundings) for amount in months]
    if bill is not ZERO or not pieces:
        pieces.append(bill)
    if tax.place is TaxPlace.BILL:
        pieces = [_sum(pieces)]
    taxed = [_taxed(tax, roundings, rate, piece) for piece in pieces]
    total = rounded(_sum([each[0] for each in taxed]), YEN_FLOOR, "total")
    made = _sum([each[2] for each in taxed])
    if tax.mode is not TaxMode.ON_TOP_TWICE:
        made = contained_tax(total, rate, roundings.tax)
    made = rounded(made, YEN_FLOOR, "tax")

    def full(values: Scaled) -> Ints:
        return np.broadcast_to(values.values, (rows,))

    return RateTotal(
        rate=rate,
        total_yen=full(total),
        taxable_yen=full(subtract(total, made, "taxable")),
        tax_yen=full(made),
        exact=_sum([each[1] for each in taxed]),
    )


def contained_tax(total: Scaled, rate: Decimal, rounding: Rounding) -> Scaled:
    """Return the tax inside a total: ``total × rate ÷ (100 + rate)``, rounded once."""
    percent, whole = constant(rate), constant(100 + rate)
    # Both have the same scale, so it cancels out of the quotient.
    return rounded_share(total, unscaled(percent), unscaled(whole), rounding, "tax")


def unscaled(value: Scaled) -> Scaled:
    """Return the column's integers as they stand."""
    return Scaled(value.values, 0, value.bound)


def _sum(amounts: Sequence[Scaled]) -> Scaled:
    total = ZERO
    for amount in amounts:
        total = add(total, amount, "total")
    return total


def _month(amount: Scaled, roundings: Roundings) -> Scaled:
    return amount if roundings.month is None else rounded(amount, roundings.month, "month")


def _taxed(tax: Tax, roundings: Roundings, rate: Decimal, piece: Scaled) -> tuple[Scaled, Scaled, Scaled]:
    """Return a piece's total, its exact value before rounding, and its tax where that is made separately."""
    if tax.mode is TaxMode.INSIDE:
        return rounded(piece, roundings.total, "total"), piece, ZERO
    if tax.mode is TaxMode.ON_TOP:
        with_tax = multiply(piece, constant(1 + rate.scaleb(-2)), "tax")
        return rounded(with_tax, roundings.total, "total"), with_tax, ZERO
    before = rounded(piece, roundings.before_tax, "total")
    made = rounded(multiply(before, constant(rate.scaleb(-2)), "tax"), roundings.tax, "tax")
    return add(before, made, "total"), piece, made
