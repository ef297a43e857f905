"""Indexed adjustment (燃料費調整, 原料費調整, 政府の値引き): yen per unit from a dated table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from minamoto.kernel.rounding import Rounding
from minamoto.pricing.rating.exact import ZERO, Scaled, constant, larger, negate, smaller, subtract
from minamoto.pricing.rating.terms import Names, Problem

from .base import Part, Priced, Step, all_channels, channel_problems, unit_of


class CountedOn(StrEnum):
    """What an index value is multiplied by."""

    USAGE = "usage"
    CONTRACT = "contract"  # once per bill or month: the unit for the first 15 kWh of 関西電力 従量電灯A


class Sign(StrEnum):
    """Whether the index value is charged or given back."""

    ADD = "add"
    SUBTRACT = "subtract"


@dataclass(frozen=True, slots=True)
class Indexed:
    """An index value times the usage, or times one.

    ``cap``: the highest unit price charged (regulated plans: 5.13 yen/kWh at TEPCO in 2022). ``beyond``:
    usage up to this volume is left out (関西電力 従量電灯A: the first 15 kWh have their own unit).
    """

    kind: ClassVar[str] = "indexed"
    line_rounding: ClassVar[Rounding | None] = None

    index: str
    on: CountedOn = CountedOn.USAGE
    usage: tuple[str, ...] = ()
    sign: Sign = Sign.ADD
    cap: Decimal | None = None
    beyond: Decimal | None = None

    def problems(self, names: Names) -> Iterator[Problem]:
        """Yield undeclared channels and a volume left out of something that is not usage."""
        if not self.index:
            yield Problem(("index",), "index(指数表のコード)がありません。", "Name the index table.")
        if self.on is CountedOn.USAGE:
            yield from channel_problems(self.usage, names)
        elif self.beyond is not None:
            yield Problem(
                ("beyond",),
                "on が contract のときは beyond を指定できません。",
                "'beyond' has no meaning when the index is counted on the contract: remove it.",
            )
        if self.beyond is not None and self.beyond < 0:
            yield Problem(("beyond",), "0以上にしてください。", "Give 0 or more.")

    def index_codes(self) -> tuple[str, ...]:
        """Return the index."""
        return (self.index,)

    def refers_to(self) -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def channels(self, names: Names) -> tuple[str, ...]:
        """Return the channels priced."""
        return all_channels(self.usage, names) if self.on is CountedOn.USAGE else ()

    def compiled(self, code: str, names: Names) -> Priced:
        """Return the rule ready to price columns."""
        return _IndexedPrice(
            code=code,
            definition=self,
            channels=self.channels(names),
            unit=unit_of(self.usage, names) if self.on is CountedOn.USAGE else "",
            cap=None if self.cap is None else constant(self.cap),
            beyond=None if self.beyond is None else constant(self.beyond),
        )


@dataclass(frozen=True, slots=True)
class _IndexedPrice:
    code: str
    definition: Indexed
    channels: tuple[str, ...]
    unit: str
    cap: Scaled | None
    beyond: Scaled | None

    def steps(self, part: Part) -> list[Step]:
        price = part.reader.index(self.definition.index)
        if self.cap is not None:
            price = smaller(price, self.cap)
        if self.definition.sign is Sign.SUBTRACT:
            price = negate(price)
        if self.definition.on is CountedOn.CONTRACT:
            quantity = part.household_count()
        else:
            quantity = part.sum_of(self.channels)
            if self.beyond is not None:
                left_out = self.beyond
                if part.share is not None and part.share.scale_tiers:
                    left_out = part.share.of_quantity(left_out, self.code)
                quantity = larger(subtract(quantity, left_out, self.code), ZERO)
        return [Step.of_product(quantity, price, self.unit, self.code)]
