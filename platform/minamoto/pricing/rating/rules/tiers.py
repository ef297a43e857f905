"""Progressive tiers (段階料金, 従量料金): each tier's price applies to the usage inside the tier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from minamoto.pricing.rating.cases import CaseTable, case_problems, compile_cases
from minamoto.pricing.rating.exact import Scaled, pick, smaller, subtract, where
from minamoto.pricing.rating.terms import Case, Names, Problem

from .base import Part, PlainRule, Priced, Step, all_channels, channel_problems, unit_of
from .ladder import End, Rung, by_rung, compile_ladder, ends_of, ladder_problems


@dataclass(frozen=True, slots=True)
class Tier:
    """Usage above the tier before, up to and including ``up_to`` (nothing: without end), at ``price`` a unit.

    ``over`` may repeat the lower end (120kWhをこえ); it is only checked.
    """

    price: Decimal
    up_to: Decimal | None = None
    over: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tiers(PlainRule):
    """Tables of tiers, one chosen by contract attributes. Included volume is a first tier at price 0.

    ``usage``: the channels added up, all when empty. ``prorated``: tier ends follow the tariff's proration.
    """

    kind: ClassVar[str] = "tiers"

    tables: tuple[Case[tuple[Tier, ...]], ...]
    usage: tuple[str, ...] = ()
    prorated: bool = True

    def problems(self, names: Names) -> Iterator[Problem]:
        """Yield wrong cases and every gap, overlap and unreachable tier."""
        yield from channel_problems(self.usage, names)
        yield from case_problems(self.tables, names)
        for number, case in enumerate(self.tables):
            for problem in ladder_problems("tiers", [(tier.over, tier.up_to) for tier in case.then]):
                yield problem.under("case", number)

    def channels(self, names: Names) -> tuple[str, ...]:
        """Return the channels priced."""
        return all_channels(self.usage, names)

    def compiled(self, code: str, names: Names) -> Priced:
        """Return the rule ready to price columns."""
        table = compile_cases(self.tables, names)
        return _TierPrices(
            code=code,
            channels=all_channels(self.usage, names),
            unit=unit_of(self.usage, names),
            table=table,
            ladder=compile_ladder([tuple(tier.up_to for tier in tiers) for tiers in table.entries]),
            prices=by_rung([[tier.price for tier in tiers] for tiers in table.entries]),
            prorated=self.prorated,
        )


@dataclass(frozen=True, slots=True)
class _TierPrices:
    code: str
    channels: tuple[str, ...]
    unit: str
    table: CaseTable[tuple[Tier, ...]]
    ladder: tuple[Rung, ...]
    prices: tuple[Scaled, ...]
    prorated: bool

    def steps(self, part: Part) -> list[Step]:
        usage = part.sum_of(self.channels)
        case = self.table.find(part.reader)
        ends = ends_of(self.ladder, case, part.share if self.prorated else None, part.households)
        steps = []
        below: Scaled | None = None
        for number, (end, price) in enumerate(zip(ends, self.prices, strict=True), start=1):
            reached = _up_to(usage, end)
            quantity = reached if below is None else subtract(reached, below, self.code)
            steps.append(Step.of_product(quantity, pick(price, case), self.unit, self.code, number))
            below = reached
        return steps


def _up_to(usage: Scaled, end: End) -> Scaled:
    """Return how much of the usage lies up to the end."""
    if end.open_rows.ndim == 0:
        return usage if end.open_rows else smaller(usage, end.at)
    return where(end.open_rows, usage, smaller(usage, end.at))
