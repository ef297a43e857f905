"""Several months on one reading (2か月検針): usage halved into months, the odd unit to one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .errors import UnfitColumn
from .exact import Bools, Ints, Scaled, constant
from .reading import BatchReader


class OddUnit(StrEnum):
    """Which month takes the unit that does not halve (59 m³ → 30 + 29)."""

    FIRST = "first"  # 熊本: 36 in the first month, 35 in the second
    SECOND = "second"  # みどり市: 27, then 28
    EITHER = "either"  # 東京都: it cannot change the sum there; put into the first


@dataclass(frozen=True, slots=True)
class Month:
    """One month (or other period of the tables) of every bill. ``active``: bills that have this month."""

    number: int
    usage: dict[str, Scaled]
    active: Bools | None


def months_of(reader: BatchReader, table_months: int, months_per_bill: int, odd_unit: OddUnit) -> list[Month]:
    """Return the periods the tables apply to, with the usage of each; they add up to the usage of the bill.

    :raises UnfitColumn: when a bill covers no whole number of table periods.
    """
    covered = reader.months() or constant(months_per_bill)
    uneven = np.flatnonzero(np.atleast_1d(covered.values % table_months))
    if uneven.size:
        row = int(uneven[0])
        raise UnfitColumn(
            row=row,
            name="months",
            reason_ja=f"{row}行目の{covered.decimal(row)}か月は、{table_months}か月の料金表では計算できません。",
            reason_en=f"row {row} covers {covered.decimal(row)} months, the tables are for {table_months}.",
        )
    parts = np.asarray(covered.values // table_months)
    most = int(parts.max()) if parts.size else 1
    if most == 1:
        return [Month(1, reader.usage, None)]
    return [
        Month(
            number=number + 1,
            usage={code: _portion(usage, parts, number, odd_unit) for code, usage in reader.usage.items()},
            active=_active(parts, number, reader.rows),
        )
        for number in range(most)
    ]


def _active(parts: Ints, number: int, rows: int) -> Bools | None:
    active = np.broadcast_to(parts > number, (rows,))
    return None if bool(active.all()) else active


def _portion(usage: Scaled, parts: Ints, number: int, odd_unit: OddUnit) -> Scaled:
    """Return one month's usage: whole units shared evenly, what is left over to the first or last months."""
    unit = 10**usage.scale
    whole, fraction = np.divmod(usage.values, unit)
    each, odd = np.divmod(whole, parts)
    if odd_unit is OddUnit.SECOND:
        takes_odd, takes_fraction = parts - number <= odd, parts - number == 1
    else:
        takes_odd, takes_fraction = number < odd, np.full(parts.shape, number == 0)
    portion = (each + takes_odd) * unit + np.where(takes_fraction, fraction, 0)
    return Scaled(np.asarray(np.where(parts > number, portion, 0), dtype=np.int64), usage.scale, usage.bound)
