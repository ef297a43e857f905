"""One bill in words: every step with its quantity, unit price, exact amount and the rounding used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from minamoto.kernel.rounding import Rounding, RoundingMode

from .charges import Charges, LineColumn, StepColumn
from .exact import Bools, places
from .plan import Plan
from .terms import Label

_SEN: Final = 2
_ONE_SEN: Final = Decimal("0.01")
Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """Quantity × unit price = amount, of one household; ``days`` of ``of_days`` where it was prorated."""

    label: Label
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal
    days: int | None = None
    of_days: int | None = None


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """One charge: its steps, their exact sum, and the amount after ``rounding`` for all ``households``."""

    charge: str
    label: Label
    month: int
    households: int
    steps: tuple[ExplainedStep, ...]
    exact: Decimal
    rounding: Rounding | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ExplainedRate:
    """The totals of one tax rate, in yen; ``exact`` is the sum before the last rounding."""

    rate: Decimal
    exact: Decimal
    total_yen: int
    taxable_yen: int
    tax_yen: int


@dataclass(frozen=True, slots=True)
class ExplainedBill:
    """A bill that shows its working, with the tariff version and where that is published."""

    tariff: str
    label: Label
    valid_from: str
    source: str
    source_url: str
    lines: tuple[ExplainedLine, ...]
    rates: tuple[ExplainedRate, ...]
    rounding: Rounding
    amount_yen: int


def explain(plan: Plan, charges: Charges, row: int = 0) -> ExplainedBill:
    """Return the working of one row. Lines without usage and amount are left out.

    :raises IndexError: when there is no such row.
    """
    if not 0 <= row < charges.rows:
        raise IndexError(row)
    definition = plan.definition
    return ExplainedBill(
        tariff=definition.code,
        label=definition.label,
        valid_from=definition.valid_from.isoformat(),
        source=definition.source.title,
        source_url=definition.source.url,
        lines=tuple(_lines(charges, row)),
        rates=tuple(
            ExplainedRate(
                rate=total.rate,
                exact=_shown(total.exact.decimal(row)),
                total_yen=int(total.total_yen[row]),
                taxable_yen=int(total.taxable_yen[row]),
                tax_yen=int(total.tax_yen[row]),
            )
            for total in charges.rates
        ),
        rounding=definition.roundings.total,
        amount_yen=int(charges.amount_yen[row]),
    )


def _lines(charges: Charges, row: int) -> Iterator[ExplainedLine]:
    for line in charges.lines:
        times = int(line.times.decimal(row))
        if not _holds(line.applies, row) or times == 0:
            continue
        steps = tuple(
            _step(column, charges, row)
            for column in charges.steps
            if _belongs(column, line) and (column.step.quantity.decimal(row) or column.amount.decimal(row))
        )
        if steps:
            yield ExplainedLine(
                charge=line.charge.code,
                label=line.charge.label,
                month=line.month,
                households=times,
                steps=steps,
                exact=_shown(line.exact.decimal(row)),
                rounding=line.rounding,
                amount=_shown(line.amount.decimal(row)),
            )


def _belongs(column: StepColumn, line: LineColumn) -> bool:
    return (column.charge.code, column.month, column.group) == (line.charge.code, line.month, line.group)


def _holds(applies: Bools | None, row: int) -> bool:
    return applies is None or bool(applies[row])


def _step(column: StepColumn, charges: Charges, row: int) -> ExplainedStep:
    step, share = column.step, charges.share
    prorated = step.prorated and share is not None and _holds(share.rows, row)
    return ExplainedStep(
        label=step_label(column),
        quantity=step.quantity.decimal(row),
        unit=step.unit,
        unit_price=_shown(step.unit_price.decimal(row)),
        amount=_shown(step.amount.decimal(row)),
        days=int(share.days.decimal(row)) if prorated and share is not None else None,
        of_days=int(share.of_days.decimal(row)) if prorated and share is not None else None,
    )


def _shown(value: Decimal) -> Decimal:
    """Return the value without zeros beyond the sen."""
    short = value.normalize()
    return value if places(value) <= _SEN else short if places(short) > _SEN else value.quantize(_ONE_SEN)


def step_label(column: StepColumn) -> Label:
    """Return what a step is called: its charge, with the number of its tier."""
    label, ordinal = column.charge.label, column.step.ordinal
    if ordinal:
        return Label(f"{label.ja} 第{ordinal}段階", f"{label.en}, tier {ordinal}")
    return column.step.label or label


_MODES = {
    RoundingMode.FLOOR: ("{}未満切り捨て", "rounded down to {}"),
    RoundingMode.TRUNCATE: ("{}未満切り捨て", "cut to {}"),
    RoundingMode.HALF_UP: ("{}未満四捨五入", "rounded half up to {}"),
    RoundingMode.CEILING: ("{}未満切り上げ", "rounded up to {}"),
    RoundingMode.EXACT: ("端数なし", "exact"),
}


def rounding_words(rounding: Rounding) -> Label:
    """Return a rounding as a bill says it: 円未満切り捨て, rounded down to 1 yen."""
    ja, en = _MODES[rounding.mode]
    one, unit = rounding.unit == 1, format(rounding.unit, "f")
    return Label(ja.format("円" if one else f"{unit}円"), en.format(f"{unit} yen"))


def as_json(bill: ExplainedBill) -> dict[str, Json]:
    """Return the explanation as plain JSON values; every decimal is a string, every yen an int."""
    return {
        "tariff": bill.tariff,
        "label": label_json(bill.label),
        "valid_from": bill.valid_from,
        "source": bill.source,
        "source_url": bill.source_url,
        "lines": [_line_json(line) for line in bill.lines],
        "rates": [
            {
                "rate": _text(total.rate),
                "exact": _text(total.exact),
                "total_yen": total.total_yen,
                "taxable_yen": total.taxable_yen,
                "tax_yen": total.tax_yen,
            }
            for total in bill.rates
        ],
        "rounding": label_json(rounding_words(bill.rounding)),
        "amount_yen": bill.amount_yen,
    }


def _line_json(line: ExplainedLine) -> Json:
    return {
        "charge": line.charge,
        "label": label_json(line.label),
        "month": line.month,
        "households": line.households,
        "steps": [
            {
                "label": label_json(step.label),
                "quantity": _text(step.quantity),
                "unit": step.unit,
                "unit_price": _text(step.unit_price),
                "amount": _text(step.amount),
                "days": step.days,
                "of_days": step.of_days,
            }
            for step in line.steps
        ],
        "exact": _text(line.exact),
        "rounding": None if line.rounding is None else label_json(rounding_words(line.rounding)),
        "amount": _text(line.amount),
    }


def label_json(label: Label) -> Json:
    """Return a label in both languages."""
    return {"ja": label.ja, "en": label.en}


def _text(value: Decimal) -> str:
    return format(value, "f")
