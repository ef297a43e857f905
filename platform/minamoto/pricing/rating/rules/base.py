"""What every rule kind shares: the part of a bill it prices, the steps it returns, and how it is compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from minamoto.kernel.rounding import Rounding
from minamoto.pricing.rating.exact import ONE, ZERO, Bools, Scaled, add, multiply, rounded_share, where
from minamoto.pricing.rating.reading import BatchReader
from minamoto.pricing.rating.terms import Label, Names, Problem


@dataclass(frozen=True, slots=True)
class Share:
    """The days charged out of the days a full price is for; 1 of 1 in rows that are not prorated.

    ``rows`` marks the prorated rows, or is nothing when all are.
    """

    days: Scaled
    of_days: Scaled
    rows: Bools | None
    money: Rounding
    scale_widths: bool
    scale_tiers: bool
    tier: Rounding

    def of_money(self, amount: Scaled, what: str) -> Scaled:
        """Return the prorated amount, rounded at the place the tariff names; other rows are left exact."""
        return self._of(amount, self.money, what)

    def of_quantity(self, quantity: Scaled, what: str) -> Scaled:
        """Return the prorated width or threshold of a tier."""
        return self._of(quantity, self.tier, what)

    def _of(self, value: Scaled, rounding: Rounding, what: str) -> Scaled:
        shared = rounded_share(value, self.days, self.of_days, rounding, what)
        return shared if self.rows is None else where(self.rows, shared, value)


@dataclass(slots=True)
class Part:
    """What a rule prices: one month of a bill (or the whole bill), for one group of households.

    ``usage``: quantity per channel in this part. ``households``: the number by which thresholds and fixed
    charges widen when a building is priced on its average, else nothing. ``share``: the proration, if any row
    has one. ``lines``: amounts of the charges priced so far, by charge code.
    """

    reader: BatchReader
    usage: Mapping[str, Scaled]
    households: Scaled | None = None
    share: Share | None = None
    lines: dict[str, Scaled] = field(default_factory=dict)

    def household_count(self) -> Scaled:
        """Return how often a charge per household counts in this part: 1 unless priced on the average."""
        return ONE if self.households is None else self.households

    def sum_of(self, channels: Sequence[str]) -> Scaled:
        """Return the usage of several channels together."""
        total = ZERO
        for code in channels:
            total = self.usage[code] if total is ZERO else add(total, self.usage[code], code)
        return total

    def sum_of_lines(self, codes: Sequence[str]) -> Scaled:
        """Return the amounts of earlier charges together."""
        total = ZERO
        for code in codes:
            total = add(total, self.lines.get(code, ZERO), code)
        return total


@dataclass(frozen=True, slots=True)
class Step:
    """One multiplication of a bill: quantity × unit price = exact amount, columns all.

    ``ordinal`` counts tiers from 1 (0: not a tier). ``prorated``: ``amount`` was cut to the days charged.
    """

    quantity: Scaled
    unit_price: Scaled
    amount: Scaled
    unit: str
    ordinal: int = 0
    label: Label | None = None
    prorated: bool = False

    @staticmethod
    def of_product(
        quantity: Scaled,
        unit_price: Scaled,
        unit: str,
        code: str,
        ordinal: int = 0,
        label: Label | None = None,
    ) -> Step:
        """Return the plain step: the amount is the product."""
        return Step(quantity, unit_price, multiply(quantity, unit_price, code), unit, ordinal, label)


def lump(amount: Scaled, unit: str = "") -> Step:
    """Return a step of one piece at the amount."""
    return Step(ONE, amount, amount, unit)


class Priced(Protocol):
    """A compiled rule."""

    def steps(self, part: Part) -> list[Step]:
        """Return the steps of one part, in the order a bill prints them."""
        ...


class Rule(Protocol):
    """The definition of a charge: immutable, comparable, and nothing but what the tariff says."""

    kind: ClassVar[str]
    line_rounding: ClassVar[Rounding | None]

    def problems(self, names: Names) -> Iterator[Problem]:
        """Yield everything wrong with the definition."""
        ...

    def compiled(self, code: str, names: Names) -> Priced:
        """Return the rule ready to price columns; the definition must be free of problems."""
        ...

    def index_codes(self) -> tuple[str, ...]:
        """Return the dated indexes the rule reads."""
        ...

    def refers_to(self) -> tuple[str, ...]:
        """Return the codes of earlier charges the rule reads."""
        ...

    def channels(self, names: Names) -> tuple[str, ...]:
        """Return the usage channels the rule prices."""
        ...


class PlainRule:
    """A rule that reads no index and no other charge, and whose line keeps its sen."""

    line_rounding: ClassVar[Rounding | None] = None

    def index_codes(self) -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def refers_to(self) -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def channels(self, names: Names) -> tuple[str, ...]:  # noqa: ARG002 - the protocol's signature
        """Return nothing."""
        return ()


def all_channels(chosen: tuple[str, ...], names: Names) -> tuple[str, ...]:
    """Return the chosen channels, or all of them when none is named."""
    return chosen or tuple(names.channels)


def channel_problems(chosen: tuple[str, ...], names: Names) -> Iterator[Problem]:
    """Yield channels that are not declared and channels of different units."""
    for code in chosen:
        if code not in names.channels:
            yield Problem(
                ("usage",),
                f"「{code}」という使用量は宣言されていません。[[usage]]に追加してください。",
                f"No usage channel {code!r} is declared: add it under [[usage]].",
            )
            return
    if not names.channels:
        yield Problem(
            ("usage",),
            "使用量が宣言されていません。[[usage]]を追加してください。",
            "No usage channel is declared: add one under [[usage]].",
        )
    if len({names.channels[code].unit for code in all_channels(chosen, names)}) > 1:
        yield Problem(
            ("usage",),
            "単位の異なる使用量は合計できません。対象を usage で指定してください。",
            "Channels of different units cannot be added up: name the ones meant in 'usage'.",
        )


def unit_of(chosen: tuple[str, ...], names: Names) -> str:
    """Return the unit of the chosen channels."""
    return names.channels[all_channels(chosen, names)[0]].unit
