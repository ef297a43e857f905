"""What rating is given: usage, contract attributes, index values and days, as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from .errors import AmountTooLarge, MissingColumn
from .exact import LIMIT, Bools, Ints, Scaled, column, places
from .terms import AttributeValue

AttributeColumn = Scaled | NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class UsageBatch:
    """One row per bill to be rated. Every column has shape ``(rows,)``, or ``()`` where all rows are alike.

    ``usage``: quantity per channel. ``attributes``: numbers as :class:`Scaled`, classes as text arrays.
    ``indexes``: yen per unit of each dated index, resolved by the caller for the row's month. ``flags``:
    bools. ``days``: days charged (日割り対象日数); ``period_days``: days of the whole reading period
    (検針期間の日数); ``calendar_days``: days of the calendar month the tariff counts by; ``moving``: the
    period begins or ends with a move. ``months``: months the bill covers. ``households``: households behind
    the meter (各戸割).
    """

    rows: int
    usage: Mapping[str, Scaled] = field(default_factory=dict)
    attributes: Mapping[str, AttributeColumn] = field(default_factory=dict)
    indexes: Mapping[str, Scaled] = field(default_factory=dict)
    flags: Mapping[str, Bools] = field(default_factory=dict)
    days: Ints | None = None
    period_days: Ints | None = None
    calendar_days: Ints | None = None
    moving: Bools | None = None
    months: Ints | None = None
    households: Ints | None = None

    def with_indexes(self, indexes: Mapping[str, Scaled]) -> UsageBatch:
        """Return the same batch with the index columns resolved."""
        return replace(self, indexes=indexes)

    def slice(self, start: int, stop: int) -> UsageBatch:
        """Return the rows from ``start`` up to ``stop``; the columns are views, nothing is copied."""
        span = slice(start, stop)

        def cut(values: NDArray[np.int64] | None) -> NDArray[np.int64] | None:
            return values if values is None or values.ndim == 0 else values[span]

        def cut_scaled(scaled: Scaled) -> Scaled:
            if scaled.values.ndim == 0:
                return scaled
            return Scaled(scaled.values[span], scaled.scale, scaled.bound)

        def cut_flag(values: Bools) -> Bools:
            return values if values.ndim == 0 else values[span]

        return UsageBatch(
            rows=min(stop, self.rows) - start,
            usage={code: cut_scaled(values) for code, values in self.usage.items()},
            attributes={
                code: cut_scaled(values) if isinstance(values, Scaled) else values[span]
                for code, values in self.attributes.items()
            },
            indexes={code: cut_scaled(values) for code, values in self.indexes.items()},
            flags={code: cut_flag(values) for code, values in self.flags.items()},
            days=cut(self.days),
            period_days=cut(self.period_days),
            calendar_days=cut(self.calendar_days),
            moving=None if self.moving is None else cut_flag(self.moving),
            months=cut(self.months),
            households=cut(self.households),
        )


@dataclass(frozen=True, slots=True)
class BillUsage:
    """What one bill is rated from, in plain values; the row form of :class:`UsageBatch`."""

    usage: Mapping[str, Decimal | int]
    attributes: Mapping[str, AttributeValue | int] = field(default_factory=dict)
    indexes: Mapping[str, Decimal | int] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)
    days: int | None = None
    period_days: int | None = None
    calendar_days: int | None = None
    moving: bool = False
    months: int | None = None
    households: int | None = None


def batch_of(bills: Sequence[BillUsage]) -> UsageBatch:
    """Return the columns of some bills. All must name the same channels, attributes and indexes.

    :raises MissingColumn: when one bill lacks what another has.
    :raises TypeError: when a number is a binary float.
    """
    return UsageBatch(
        rows=len(bills),
        usage=_scaled_columns([bill.usage for bill in bills], "usage"),
        attributes=_attribute_columns([bill.attributes for bill in bills]),
        indexes=_scaled_columns([bill.indexes for bill in bills], "index"),
        flags={
            code: np.array([bill.flags.get(code, False) for bill in bills], dtype=np.bool_)
            for code in {code: None for bill in bills for code in bill.flags}
        },
        days=_optional([bill.days for bill in bills], "days"),
        period_days=_optional([bill.period_days for bill in bills], "period_days"),
        calendar_days=_optional([bill.calendar_days for bill in bills], "calendar_days"),
        moving=np.array([bill.moving for bill in bills], dtype=np.bool_),
        months=_optional([bill.months for bill in bills], "months"),
        households=_optional([bill.households for bill in bills], "households"),
    )


def _optional(values: list[int | None], name: str) -> Ints | None:
    given = [value for value in values if value is not None]
    if not given:
        return None
    if len(given) != len(values):
        raise MissingColumn(tariff="?", what="column", name=name, row=values.index(None))
    return np.array(given, dtype=np.int64)


def scaled_column(values: Sequence[Decimal | int]) -> Scaled:
    """Return decimals as one column at the smallest scale that holds them all.

    :raises TypeError: when a value is a binary float.
    :raises AmountTooLarge: when a value does not fit.
    """
    for value in values:
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            message = f"quantities are decimals or ints, got {type(value).__name__}"
            raise TypeError(message)
    scale = max((places(value) for value in values), default=0)
    whole = [int(Decimal(value).scaleb(scale)) for value in values]
    for row, number in enumerate(whole):
        if abs(number) > LIMIT:
            raise AmountTooLarge(row=row, what=str(values[row]))
    return column(np.array(whole, dtype=np.int64), scale)


def _codes(mappings: Sequence[Mapping[str, object]], what: str) -> list[str]:
    codes = {code: None for mapping in mappings for code in mapping}
    for row, mapping in enumerate(mappings):
        for code in codes:
            if code not in mapping:
                raise MissingColumn(tariff="?", what=what, name=code, row=row)
    return list(codes)


def _scaled_columns(mappings: Sequence[Mapping[str, Decimal | int]], what: str) -> dict[str, Scaled]:
    return {code: scaled_column([mapping[code] for mapping in mappings]) for code in _codes(mappings, what)}


def _attribute_columns(
    mappings: Sequence[Mapping[str, AttributeValue | int]],
) -> dict[str, AttributeColumn]:
    columns: dict[str, AttributeColumn] = {}
    for code in _codes(mappings, "attribute"):
        values = [mapping[code] for mapping in mappings]
        texts = [value for value in values if isinstance(value, str)]
        numbers = [value for value in values if not isinstance(value, str)]
        columns[code] = np.array(texts, dtype=np.str_) if texts else scaled_column(numbers)
    return columns
