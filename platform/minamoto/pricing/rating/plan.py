"""The compiled plan: one tariff version, ready to price a million rows or one; there is no other path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np

from minamoto.kernel.rounding import Rounding

from .batch import BillUsage, UsageBatch, batch_of
from .cases import mask
from .charges import Charges, LineColumn, StepColumn
from .errors import UnsoundTariff
from .exact import ONE, ZERO, Bools, Scaled, add, column, multiply, rounded, where
from .households import groups_of
from .model import Charge, Per, TariffDefinition
from .months import Month, months_of
from .proration import share_of
from .reading import BatchReader
from .rules.base import Part, Priced, Step
from .soundness import problems_of
from .taxes import RateTotal, total_of
from .terms import Names

BLOCK_ROWS: Final = 32_768


@dataclass(frozen=True, slots=True)
class CompiledCharge:
    """A charge with its rule ready to price columns."""

    charge: Charge
    rule: Priced
    rounding: Rounding | None
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """One compiled tariff version. ``indexes``: codes of the dated indexes a batch must bring."""

    definition: TariffDefinition
    charges: tuple[CompiledCharge, ...]
    names: Names
    indexes: tuple[str, ...]

    def rate(self, batch: UsageBatch) -> Charges:
        """Return the charges of every row, exact, with every step.

        :raises UnratableUsage: naming the first row that cannot be priced and why; nothing is priced then.
        """
        return _Rating(self, batch).charges()

    def rate_in_blocks(self, batch: UsageBatch, rows: int = BLOCK_ROWS) -> Iterator[Charges]:
        """Yield the charges of consecutive blocks of rows, so that memory is bounded by the block.

        Blocks that fit the processor's cache are also rated several times faster than one large batch.

        :raises UnratableUsage: as :meth:`rate`; ``row`` counts within the block then.
        """
        for start in range(0, batch.rows, rows):
            yield self.rate(batch.slice(start, min(start + rows, batch.rows)))

    def rate_bill(self, bill: BillUsage) -> Charges:
        """Return the charges of one bill: a batch of one row through the same plan.

        :raises UnratableUsage: as :meth:`rate`.
        """
        return self.rate(batch_of([bill]))


def compile_plan(definition: TariffDefinition) -> Plan:
    """Return the plan of a sound definition.

    :raises UnsoundTariff: with every problem found.
    """
    problems = problems_of(definition)
    if problems:
        raise UnsoundTariff(definition.code, problems)
    names = definition.names()
    return Plan(
        definition=definition,
        charges=tuple(
            CompiledCharge(
                charge=charge,
                rule=charge.rule.compiled(charge.code, names),
                rounding=charge.rounding or charge.rule.line_rounding,
                tax_rate=definition.tax.rate if charge.tax_rate is None else charge.tax_rate,
            )
            for charge in definition.charges
        ),
        names=names,
        indexes=tuple({code: None for charge in definition.charges for code in charge.rule.index_codes()}),
    )


class _Rating:
    """One run of a plan over one batch."""

    def __init__(self, plan: Plan, batch: UsageBatch) -> None:
        definition = plan.definition
        self.plan = plan
        self.reader = BatchReader(definition.code, batch, definition.channels)
        rule = definition.households
        self.household_reader = self.reader.per_household({} if rule is None else rule.replaced())
        self.share = share_of(definition.proration, self.reader)
        self.steps: list[StepColumn] = []
        self.lines: list[LineColumn] = []
        self.conditions: dict[str, Bools | None] = {
            compiled.charge.code: mask(
                compiled.charge.when,
                plan.names,
                self.household_reader if compiled.charge.per is Per.MONTH else self.reader,
            )
            for compiled in plan.charges
        }

    def charges(self) -> Charges:
        """Price months, then buildings, then the bill, and settle the totals."""
        definition = self.plan.definition
        months = months_of(
            self.reader, definition.table_months, definition.months_per_bill, definition.odd_unit
        )
        by_month: list[dict[Decimal, Scaled]] = []
        whole_bill: dict[str, Scaled] = {}
        for month in months:
            sums: dict[Decimal, Scaled] = {}
            lines = self._month(month, sums)
            by_month.append(sums)
            _gather(whole_bill, lines)
        once: dict[Decimal, Scaled] = {}
        bill = Part(self.reader, self.reader.usage, share=self.share, lines=whole_bill)
        self._price(Per.BILL, bill, Month(0, self.reader.usage, None), once)
        rates = tuple(self._rate_totals(by_month, once))
        amount = column(rates[0].total_yen)
        for other in rates[1:]:
            amount = add(amount, column(other.total_yen), "total")
        return Charges(
            self.reader.rows,
            tuple(self.steps),
            tuple(self.lines),
            rates,
            amount.values,
            self.share,
        )

    def _month(self, month: Month, sums: dict[Decimal, Scaled]) -> dict[str, Scaled]:
        """Price one month for each group of households, then for the building; return its lines by charge."""
        together: dict[str, Scaled] = {}
        for group in groups_of(self.plan.definition.households, self.reader, month.usage):
            part = Part(self.household_reader, group.usage, households=group.widened, share=self.share)
            active = _both(month.active, group.some)
            priced = self._price(
                Per.MONTH, part, Month(month.number, month.usage, active), sums, group.number, group.times
            )
            _gather(together, priced)
        building = Part(self.reader, month.usage, share=self.share, lines=together)
        self._price(Per.BUILDING, building, month, sums)
        return together

    def _price(
        self,
        per: Per,
        part: Part,
        month: Month,
        sums: dict[Decimal, Scaled],
        group: int = 1,
        times: Scaled = ONE,
    ) -> dict[str, Scaled]:
        """Price the charges made at one level; return the amounts of all households by charge."""
        amounts: dict[str, Scaled] = {}
        for compiled in self.plan.charges:
            if compiled.charge.per is not per:
                continue
            code = compiled.charge.code
            applies = _both(month.active, self.conditions[code])
            exact = ZERO
            for step in compiled.rule.steps(part):
                kept = step if applies is None else _only(step, applies)
                exact = add(exact, kept.amount, code)
                self.steps.append(
                    StepColumn(
                        compiled.charge,
                        month.number,
                        group,
                        kept,
                        times,
                        multiply(kept.amount, times, code),
                        applies,
                    )
                )
            line = exact if compiled.rounding is None else rounded(exact, compiled.rounding, code)
            amount = multiply(line, times, code)
            part.lines[code] = line
            amounts[code] = amount
            sums[compiled.tax_rate] = add(sums.get(compiled.tax_rate, ZERO), amount, code)
            self.lines.append(
                LineColumn(
                    compiled.charge, month.number, group, compiled.rounding, exact, times, amount, applies
                )
            )
        return amounts

    def _rate_totals(
        self, by_month: list[dict[Decimal, Scaled]], once: dict[Decimal, Scaled]
    ) -> Iterable[RateTotal]:
        definition = self.plan.definition
        for rate in {compiled.tax_rate: None for compiled in self.plan.charges}:
            yield total_of(
                definition.tax,
                definition.roundings,
                rate,
                [sums[rate] for sums in by_month if rate in sums],
                once.get(rate, ZERO),
                self.reader.rows,
            )


def _only(step: Step, applies: Bools) -> Step:
    """Return the step with nothing in the rows it does not apply to."""
    return Step(
        where(applies, step.quantity, ZERO),
        step.unit_price,
        where(applies, step.amount, ZERO),
        step.unit,
        step.ordinal,
        step.label,
        step.prorated,
    )


def _both(one: Bools | None, other: Bools | None) -> Bools | None:
    if one is None:
        return other
    return one if other is None else np.asarray(one & other)


def _gather(into: dict[str, Scaled], lines: dict[str, Scaled]) -> None:
    for code, amount in lines.items():
        into[code] = add(into.get(code, ZERO), amount, code)
