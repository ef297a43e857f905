"""Whole brackets (料金表A・B・C): the volume selects one row, which prices all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

import numpy as np

from minamoto.pricing.rating.cases import CaseTable, case_problems, compile_cases
from minamoto.pricing.rating.exact import Bools, Ints, Scaled, aligned, constants, multiply, take
from minamoto.pricing.rating.terms import Case, Label, Names, Problem

from .base import Part, PlainRule, Priced, Share, Step, all_channels, channel_problems, unit_of
from .ladder import Rung, compile_ladder, ends_of, ladder_problems

_BASIC = Label("基本料金", "Basic charge")
_UNIT = Label("従量料金", "Usage charge")


@dataclass(frozen=True, slots=True)
class Bracket:
    """One row: from above the row before, up to and including ``up_to`` (20m³をこえ50m³まで)."""

    basic: Decimal
    price: Decimal
    up_to: Decimal | None = None
    over: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Brackets(PlainRule):
    """Tables of brackets, one chosen by contract attributes.

    ``select_by_full_period``: a prorated bill selects its row by the volume scaled up to a full period (Tokyo
    Gas, 日割計算); otherwise by the volume as read.
    """

    kind: ClassVar[str] = "brackets"

    tables: tuple[Case[tuple[Bracket, ...]], ...]
    usage: tuple[str, ...] = ()
    prorated: bool = True
    select_by_full_period: bool = False

    def problems(self, names: Names) -> Iterator[Problem]:
        """Yield wrong cases and every gap, overlap and unreachable bracket."""
        yield from channel_problems(self.usage, names)
        yield from case_problems(self.tables, names)
        for number, case in enumerate(self.tables):
            for problem in ladder_problems("brackets", [(row.over, row.up_to) for row in case.then]):
                yield problem.under("case", number)

    def channels(self, names: Names) -> tuple[str, ...]:
        """Return the channels priced."""
        return all_channels(self.usage, names)

    def compiled(self, code: str, names: Names) -> Priced:
        """Return the rule ready to price columns."""
        table = compile_cases(self.tables, names)
        widest = max(map(len, table.entries))
        padded = [list(rows) + [rows[-1]] * (widest - len(rows)) for rows in table.entries]
        return _BracketPrices(
            code=code,
            channels=all_channels(self.usage, names),
            unit=unit_of(self.usage, names),
            table=table,
            ladder=compile_ladder([tuple(row.up_to for row in rows) for rows in table.entries]),
            basics=constants([row.basic for rows in padded for row in rows]),
            prices=constants([row.price for rows in padded for row in rows]),
            widest=widest,
            prorated=self.prorated,
            select_by_full_period=self.select_by_full_period,
        )


@dataclass(frozen=True, slots=True)
class _BracketPrices:
    code: str
    channels: tuple[str, ...]
    unit: str
    table: CaseTable[tuple[Bracket, ...]]
    ladder: tuple[Rung, ...]
    basics: Scaled
    prices: Scaled
    widest: int
    prorated: bool
    select_by_full_period: bool

    def steps(self, part: Part) -> list[Step]:
        usage = part.sum_of(self.channels)
        case = self.table.find(part.reader)
        share = part.share if self.prorated else None
        bracket = self._selected(usage, case, share, part)
        place = bracket if case is None else case * self.widest + bracket
        basic = take(self.basics, place)
        quantity = part.household_count()
        amount = multiply(quantity, basic, self.code)
        if share is not None:
            amount = share.of_money(amount, self.code)
        return [
            Step(quantity, basic, amount, "", label=_BASIC, prorated=share is not None),
            Step.of_product(usage, take(self.prices, place), self.unit, self.code, label=_UNIT),
        ]

    def _selected(self, usage: Scaled, case: Ints | None, share: Share | None, part: Part) -> Ints:
        """Return the number of the bracket per row: how many ends lie below the volume."""
        volume, widened = usage, part.households
        if share is not None and self.select_by_full_period:
            # volume × of_days ÷ days > end, without the fraction: volume × of_days > end × days
            volume = multiply(usage, share.of_days, self.code)
            widened = share.days if widened is None else multiply(widened, share.days, self.code)
        selected = np.zeros(part.reader.rows, dtype=np.int64)
        for end in ends_of(self.ladder, case, None, widened):
            left, right = aligned(volume, end.at, self.code)
            beyond: Bools = np.asarray(left.values > right.values)
            selected += beyond & ~end.open_rows
        return selected
