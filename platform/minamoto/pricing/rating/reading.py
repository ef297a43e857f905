"""Reads a batch as one tariff sees it: columns checked, at the tariff's scale, attributes as positions."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from decimal import Decimal
from typing import Final

import numpy as np

from minamoto.kernel.rounding import Rounding

from .batch import UsageBatch
from .errors import AttributeWithoutPrice, MissingColumn, NegativeUsage, TooPreciseUsage, UnfitColumn
from .exact import Bools, Ints, Scaled, column, constant, places, rescaled, rounded, where
from .terms import Attribute, AttributeValue, Channel, written

_WIDEST_TABLE: Final = 65_536


class BatchReader:
    """One tariff's view of a batch. Looks each column up once and refuses what cannot be rated."""

    def __init__(self, tariff: str, batch: UsageBatch, channels: tuple[Channel, ...]) -> None:
        self._tariff = tariff
        self._batch = batch
        self._positions: dict[str, Ints] = {}
        self._used: Bools | None = None
        self._treat_as: Mapping[str, AttributeValue] = {}
        self.rows = batch.rows
        self.usage = {channel.code: self._usage(channel) for channel in channels}
        self.households = self._count("households", batch.households, least=1)

    def per_household(self, treat_as: Mapping[str, AttributeValue]) -> BatchReader:
        """Return the view of charges made per household: attributes replaced where there are several."""
        if not treat_as or self.households is None:
            return self
        view = copy(self)
        view._treat_as, view._positions = treat_as, {}  # noqa: SLF001 - its own copy
        return view

    def _several(self) -> Bools:
        assert self.households is not None  # noqa: S101 - per_household gives the only views that ask
        return np.broadcast_to(self.households.values > 1, (self.rows,))

    def used(self) -> Bools:
        """Return the rows with any usage at all, in any channel; looked at once per batch."""
        if self._used is None:
            self._used = np.zeros(self.rows, dtype=np.bool_)
            for usage in self.usage.values():
                self._used |= usage.values > 0
        return self._used

    def index(self, code: str) -> Scaled:
        """Return the index value per row.

        :raises MissingColumn: when the caller resolved no such index.
        """
        value = self._batch.indexes.get(code)
        if value is None:
            raise self._missing("index", code)
        self._fit(code, value.values)
        return value

    def flag(self, code: str) -> Bools:
        """Return a flag per row; a flag that was not given is down."""
        values = self._batch.flags.get(code)
        if values is None:
            return np.zeros(self.rows, dtype=np.bool_)
        if values.shape not in {(), (self.rows,)}:
            raise self._unfit(code, f"{self.rows}行のはずが{values.shape}です。", f"shape {values.shape}.")
        return np.broadcast_to(values, (self.rows,))

    @property
    def gives_days(self) -> bool:
        """Tell whether the batch says how many days are charged; without, every bill is for a full period."""
        return self._batch.days is not None

    def moving(self) -> Bools:
        """Return the rows whose period begins or ends with a move."""
        values = self._batch.moving
        return (
            np.zeros(self.rows, dtype=np.bool_) if values is None else np.broadcast_to(values, (self.rows,))
        )

    def days(self, name: str) -> Scaled:
        """Return ``days``, ``period_days`` or ``calendar_days``, at least 1 in every row.

        :raises MissingColumn: when the batch lacks it.
        """
        values = {
            "days": self._batch.days,
            "period_days": self._batch.period_days,
            "calendar_days": self._batch.calendar_days,
        }[name]
        counted = self._count(name, values, least=1)
        if counted is None:
            raise self._missing("column", name)
        return counted

    def months(self) -> Scaled | None:
        """Return the months each bill covers, or nothing when the batch does not say."""
        return self._count("months", self._batch.months, least=1)

    def counted(self, attribute: Attribute) -> Scaled:
        """Return a measured attribute's value per row, e.g. contract kVA.

        :raises MissingColumn: when the batch lacks it.
        """
        value = self._batch.attributes.get(attribute.code)
        if value is None:
            raise self._missing("attribute", attribute.code)
        if not isinstance(value, Scaled):
            raise self._unfit(attribute.code, "数値ではありません。", "not a number.")
        self._fit(attribute.code, value.values)
        negative = np.flatnonzero(value.values < 0)
        if negative.size:
            row = int(negative[0])
            raise AttributeWithoutPrice(row=row, attribute=attribute.code, value=value.decimal(row))
        treated = self._treat_as.get(attribute.code)
        return where(self._several(), constant(treated), value) if isinstance(treated, Decimal) else value

    def positions(self, attribute: Attribute) -> Ints:
        """Return where each row's value stands in the attribute's values; looked up once per batch.

        :raises AttributeWithoutPrice: naming the first row whose value the tariff does not list.
        """
        known = self._positions.get(attribute.code)
        if known is None:
            known = self._find_positions(attribute)
            if attribute.code in self._treat_as:
                place = attribute.values.index(self._treat_as[attribute.code])
                known = np.where(self._several(), place, known)
            self._positions[attribute.code] = known
        return known

    def _find_positions(self, attribute: Attribute) -> Ints:
        given = self._batch.attributes.get(attribute.code)
        if given is None:
            raise self._missing("attribute", attribute.code)
        if isinstance(given, Scaled):
            self._fit(attribute.code, given.values)
            found = _number_positions(given, attribute)
            found = np.broadcast_to(found, (self.rows,))
        else:
            found = np.full(self.rows, -1, dtype=np.int64)
            for place, value in enumerate(attribute.values):
                found[given == str(value)] = place
        absent = np.flatnonzero(found < 0)
        if absent.size:
            row = int(absent[0])
            value = written(given.decimal(row)) if isinstance(given, Scaled) else str(given[row])
            raise AttributeWithoutPrice(row=row, attribute=attribute.code, value=value)
        return found

    def _usage(self, channel: Channel) -> Scaled:
        given = self._batch.usage.get(channel.code)
        if given is None:
            raise self._missing("usage channel", channel.code)
        self._fit(channel.code, given.values)
        if given.values.size and int(given.values.min()) < 0:
            row = int(np.flatnonzero(np.atleast_1d(given.values) < 0)[0])
            raise NegativeUsage(row=row, channel=channel.code, value=given.decimal(row))
        if given.scale <= channel.decimals:
            return rescaled(given, channel.decimals, channel.code)
        if channel.rounding is not None:
            unit = Decimal(1).scaleb(-channel.decimals)
            return rounded(given, Rounding(channel.rounding, unit), channel.code)
        factor = 10 ** (given.scale - channel.decimals)
        whole = given.values // factor
        uneven = np.flatnonzero(np.atleast_1d(whole * factor != given.values))
        if uneven.size:
            row = int(uneven[0])
            raise TooPreciseUsage(
                row=row, name=channel.code, decimals=channel.decimals, value=given.decimal(row)
            )
        return column(np.asarray(whole), channel.decimals)

    def _count(self, name: str, values: Ints | None, *, least: int) -> Scaled | None:
        if values is None:
            return None
        self._fit(name, values)
        if values.size and int(values.min()) < least:
            row = int(np.flatnonzero(np.atleast_1d(values) < least)[0])
            raise UnfitColumn(
                name=name,
                row=row,
                reason_ja=f"{row}行目は{least}以上のはずです。",
                reason_en=f"row {row} is below {least}.",
            )
        return column(values)

    def _fit(self, name: str, values: Ints) -> None:
        if values.shape not in {(), (self.rows,)}:
            raise self._unfit(
                name,
                f"{self.rows}行のはずが{values.shape}です。",
                f"{self.rows} rows expected, shape {values.shape}.",
            )
        if values.dtype != np.int64:
            raise self._unfit(
                name, f"整数(int64)ではありません: {values.dtype}", f"int64 expected, {values.dtype}."
            )

    def _missing(self, what: str, name: str) -> MissingColumn:
        return MissingColumn(tariff=self._tariff, what=what, name=name, row=0)

    @staticmethod
    def _unfit(name: str, ja: str, en: str) -> UnfitColumn:
        return UnfitColumn(name=name, reason_ja=ja, reason_en=en, row=0)


def _number_positions(given: Scaled, attribute: Attribute) -> Ints:
    """Return positions of numbers in the attribute's values, -1 where a number is not among them."""
    numbers = [value for value in attribute.values if not isinstance(value, str)]
    scale = max(given.scale, *(places(value) for value in numbers))
    aligned = rescaled(given, scale, attribute.code).values
    listed = [int(value.scaleb(scale)) for value in numbers]
    low, high = min(listed), max(listed)
    if high - low < _WIDEST_TABLE:
        table = np.full(high - low + 3, -1, dtype=np.int64)
        for place, value in enumerate(listed):
            table[value - low + 1] = place
        # The first and last slot catch everything below and above.
        return np.asarray(table.take(np.clip(aligned, low - 1, high + 1) - (low - 1)))
    order = np.argsort(np.array(listed, dtype=np.int64), kind="stable")
    ordered = np.array(listed, dtype=np.int64)[order]
    near = np.minimum(np.searchsorted(ordered, aligned), len(listed) - 1)
    return np.asarray(np.where(ordered[near] == aligned, order[near], -1))
