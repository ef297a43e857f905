"""Fixed charge (基本料金, 最低料金, メーター使用料): a price per contract, or per unit of an attribute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from minamoto.pricing.rating.cases import CaseTable, case_problems, compile_cases
from minamoto.pricing.rating.exact import ONE, Scaled, constant, constants, multiply, pick, where
from minamoto.pricing.rating.terms import Attribute, Case, Names, Problem

from .base import Part, PlainRule, Priced, Step


@dataclass(frozen=True, slots=True)
class Fixed(PlainRule):
    """A price chosen by contract attributes, times one or times a measured attribute.

    ``unused_factor``: what remains of the price on a bill without any usage; half for 従量電灯B (TEPCO terms
    of supply, 基本料金: 「まったく電気を使用しない場合は半額」). ``prorated``: follows the tariff's
    proration.
    """

    kind: ClassVar[str] = "fixed"

    prices: tuple[Case[Decimal], ...]
    per_unit_of: str = ""
    unused_factor: Decimal = Decimal(1)
    prorated: bool = True

    def problems(self, names: Names) -> Iterator[Problem]:
        """Yield wrong cases, an undeclared measure and a factor outside 0 to 1."""
        yield from case_problems(self.prices, names)
        attribute = names.attributes.get(self.per_unit_of)
        if self.per_unit_of and (attribute is None or attribute.is_text):
            yield Problem(
                ("per_unit_of",),
                f"「{self.per_unit_of}」は数値の契約属性として宣言されていません。[[attribute]]に追加してください。",
                f"{self.per_unit_of!r} is not declared as a numeric attribute: add it under [[attribute]].",
            )
        if not 0 <= self.unused_factor <= 1:
            yield Problem(("unused_factor",), "0から1までの値にしてください。", "Give a value from 0 to 1.")

    def compiled(self, code: str, names: Names) -> Priced:
        """Return the rule ready to price columns."""
        return _FixedPrices(
            code=code,
            table=compile_cases(self.prices, names),
            prices=constants([case.then for case in self.prices]),
            measure=names.attributes[self.per_unit_of] if self.per_unit_of else None,
            unused_factor=None if self.unused_factor == 1 else constant(self.unused_factor),
            prorated=self.prorated,
        )


@dataclass(frozen=True, slots=True)
class _FixedPrices:
    code: str
    table: CaseTable[Decimal]
    prices: Scaled
    measure: Attribute | None
    unused_factor: Scaled | None
    prorated: bool

    def steps(self, part: Part) -> list[Step]:
        case = self.table.find(part.reader)
        price = pick(self.prices, case)
        if self.unused_factor is not None:
            price = where(part.reader.used(), price, multiply(price, self.unused_factor, self.code))
        quantity = ONE if self.measure is None else part.reader.counted(self.measure)
        quantity = multiply(quantity, part.household_count(), self.code)
        amount = multiply(quantity, price, self.code)
        prorated = self.prorated and part.share is not None
        if prorated and part.share is not None:
            amount = part.share.of_money(amount, self.code)
        unit = self.measure.unit if self.measure is not None else ""
        return [Step(quantity, price, amount, unit, prorated=prorated)]
