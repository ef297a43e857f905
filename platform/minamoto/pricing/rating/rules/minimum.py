"""Minimum charge (最低月額料金): tops the named charges up to an amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from minamoto.pricing.rating.cases import CaseTable, case_problems, compile_cases
from minamoto.pricing.rating.exact import ZERO, Scaled, constants, larger, multiply, pick, subtract
from minamoto.pricing.rating.terms import Case, Names, Problem

from .base import Part, PlainRule, Priced, Step, lump


@dataclass(frozen=True, slots=True)
class Minimum(PlainRule):
    """What the charges named in ``of`` lack to the amount, never below 0."""

    kind: ClassVar[str] = "minimum"

    amounts: tuple[Case[Decimal], ...]
    of: tuple[str, ...] = ()
    prorated: bool = True

    def problems(self, names: Names) -> Iterator[Problem]:
        """Yield wrong cases and a minimum of nothing."""
        yield from case_problems(self.amounts, names)
        if not self.of:
            yield Problem(
                ("of",),
                "最低料金と比べる料金項目を of に書いてください。",
                "Name the charges that the minimum is compared with in 'of'.",
            )

    def refers_to(self) -> tuple[str, ...]:
        """Return the charges compared with the minimum."""
        return self.of

    def compiled(self, code: str, names: Names) -> Priced:
        """Return the rule ready to price columns."""
        table = compile_cases(self.amounts, names)
        return _ToppedUp(code, table, constants(list(table.entries)), self.of, self.prorated)


@dataclass(frozen=True, slots=True)
class _ToppedUp:
    code: str
    table: CaseTable[Decimal]
    amounts: Scaled
    of: tuple[str, ...]
    prorated: bool

    def steps(self, part: Part) -> list[Step]:
        least = pick(self.amounts, self.table.find(part.reader))
        least = multiply(least, part.household_count(), self.code)
        if self.prorated and part.share is not None:
            least = part.share.of_money(least, self.code)
        return [lump(larger(subtract(least, part.sum_of_lines(self.of), self.code), ZERO))]
