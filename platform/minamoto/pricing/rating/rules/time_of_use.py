"""Time of use (時間帯別料金): each named channel of usage has its own unit price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from minamoto.pricing.rating.cases import CaseTable, case_problems, compile_cases
from minamoto.pricing.rating.exact import Scaled, constants, pick
from minamoto.pricing.rating.terms import Case, Channel, Names, Problem

from .base import Part, PlainRule, Priced, Step

ChannelPrices = tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class TimeOfUse(PlainRule):
    """A price per channel, the table chosen by contract attributes; every table prices the same channels."""

    kind: ClassVar[str] = "time_of_use"

    tables: tuple[Case[ChannelPrices], ...]

    def problems(self, names: Names) -> Iterator[Problem]:
        """Yield wrong cases, undeclared channels, and tables that leave a channel without price."""
        yield from case_problems(self.tables, names)
        everything = {code for case in self.tables for code, _ in case.then}
        for number, case in enumerate(self.tables):
            here = {code for code, _ in case.then}
            for code in sorted(here - set(names.channels)):
                yield Problem(
                    ("case", number, "prices", code),
                    f"「{code}」という使用量は宣言されていません。[[usage]]に追加してください。",
                    f"No usage channel {code!r} is declared: add it under [[usage]].",
                )
            for code in sorted(everything - here):
                yield Problem(
                    ("case", number, "prices"),
                    f"使用量「{code}」の単価がありません。",
                    f"Channel {code!r} has a price in another case but none here: add it.",
                )

    def channels(self, names: Names) -> tuple[str, ...]:
        """Return the channels priced."""
        return tuple(code for code, _ in self.tables[0].then if code in names.channels) if self.tables else ()

    def compiled(self, code: str, names: Names) -> Priced:
        """Return the rule ready to price columns."""
        table = compile_cases(self.tables, names)
        priced_channels = [names.channels[channel] for channel, _ in table.entries[0]]
        prices = [dict(entry) for entry in table.entries]
        return _ChannelPrices(
            table=table,
            channels=tuple(priced_channels),
            prices=tuple(constants([each[channel.code] for each in prices]) for channel in priced_channels),
            code=code,
        )


@dataclass(frozen=True, slots=True)
class _ChannelPrices:
    code: str
    table: CaseTable[ChannelPrices]
    channels: tuple[Channel, ...]
    prices: tuple[Scaled, ...]

    def steps(self, part: Part) -> list[Step]:
        case = self.table.find(part.reader)
        return [
            Step.of_product(
                part.usage[channel.code], pick(price, case), channel.unit, self.code, label=channel.label
            )
            for channel, price in zip(self.channels, self.prices, strict=True)
        ]
