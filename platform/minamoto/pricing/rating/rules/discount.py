"""Discount (口座振替割引, セット割): an amount a bill, or a percentage of earlier charges, taken off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from minamoto.pricing.rating.exact import Scaled, constant, multiply, negate
from minamoto.pricing.rating.terms import Names, Problem

from .base import Part, PlainRule, Priced, Step


@dataclass(frozen=True, slots=True)
class Discount(PlainRule):
    """``amount`` yen off, or ``percent`` of the charges named in ``of``; written positive, taken off.

    When it applies is said by the charge's condition (``when = { account_transfer = true }``).
    """

    kind: ClassVar[str] = "discount"

    amount: Decimal | None = None
    percent: Decimal | None = None
    of: tuple[str, ...] = ()
    prorated: bool = False

    def problems(self, names: Names) -> Iterator[Problem]:  # noqa: ARG002 - the protocol's signature
        """Yield a discount that is neither or both of an amount and a percentage, or negative."""
        if (self.amount is None) == (self.percent is None):
            yield Problem(
                (),
                "amount(金額)か percent(割合)のどちらか一方を書いてください。",
                "Give either 'amount' or 'percent'.",
            )
        if self.percent is not None and not self.of:
            yield Problem(
                ("percent",),
                "割引の対象とする料金項目を of に書いてください。",
                "Name the charges the percentage is taken of in 'of'.",
            )
        for key, value in (("amount", self.amount), ("percent", self.percent)):
            if value is not None and value < 0:
                yield Problem(
                    (key,), "割引は正の数で書いてください。", "Write a discount as a positive number."
                )

    def refers_to(self) -> tuple[str, ...]:
        """Return the charges the percentage is taken of."""
        return self.of

    def compiled(self, code: str, names: Names) -> Priced:  # noqa: ARG002 - the protocol's signature
        """Return the rule ready to price columns."""
        value = self.amount if self.amount is not None else (self.percent or Decimal(0)).scaleb(-2)
        return _TakenOff(code, constant(-value), self.of, self.percent is not None, self.prorated)


@dataclass(frozen=True, slots=True)
class _TakenOff:
    code: str
    value: Scaled
    of: tuple[str, ...]
    is_share: bool
    prorated: bool

    def steps(self, part: Part) -> list[Step]:
        if self.is_share:
            base = part.sum_of_lines(self.of)
            return [Step(negate(self.value), negate(base), multiply(base, self.value, self.code), "")]
        quantity = part.household_count()
        amount = multiply(quantity, self.value, self.code)
        prorated = self.prorated and part.share is not None
        if prorated and part.share is not None:
            amount = part.share.of_money(amount, self.code)
        return [Step(quantity, self.value, amount, "", prorated=prorated)]
