"""What a bill says about itself: its state, its lines with their steps, and what changed since last time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from msgspec import Struct, convert

from minamoto.faces.presentation.model import BillLine, BillState, BillStep, LanguageCode, LineKind
from minamoto.faces.presentation.model.numbers import money, plain

_VOLUME_UNITS = frozenset({"kWh", "m3", "m³", "㎥"})
_KINDS: tuple[tuple[str, LineKind], ...] = (
    ("adjust", "adjustment"),
    ("levy", "levy"),
    ("discount", "discount"),
    ("minimum", "minimum"),
    ("tax", "tax"),
)


class Words(Struct):
    """A text in both languages, as the working of a bill keeps it."""

    ja: str
    en: str

    def in_language(self, language: LanguageCode) -> str:
        """Return the text in a language."""
        return self.ja if language == "ja" else self.en


class WorkingStep(Struct):
    """One multiplication: quantity × unit price = amount."""

    label: Words
    quantity: str
    unit: str
    unit_price: str
    amount: str
    days: int | None = None
    of_days: int | None = None


class WorkingLine(Struct):
    """One charge with its steps."""

    charge: str
    label: Words
    steps: list[WorkingStep]
    exact: str
    amount: str
    month: int = 0
    households: int = 1
    rounding: Words | None = None


class Working(Struct):
    """The working that rating keeps with an assessment (pricing.rating: ``as_json``)."""

    tariff: str
    label: Words
    valid_from: str
    lines: list[WorkingLine]
    source: str = ""


def read_working(document: Any) -> Working:
    """Return the working of an assessment from its stored JSON.

    :raises msgspec.ValidationError: when it is not what rating writes.
    """
    return convert(document, Working)


def rated_channels(determinants: Any) -> dict[str, Decimal]:
    """Return the quantities per channel that an assessment was rated from."""
    found = determinants.get("usage", {}) if isinstance(determinants, Mapping) else {}
    return {code: Decimal(str(value)) for code, value in found.items()}


def rated_quantity(determinants: Any) -> Decimal | None:
    """Return the whole quantity that an assessment was rated from: the channels together."""
    channels = rated_channels(determinants)
    return sum(channels.values(), Decimal(0)) if channels else None


def bill_state(
    *, amount_yen: int, paid_yen: int, due_on: date, today: date, cancelled: bool, pending: bool
) -> BillState:
    """Return how a bill stands on a day. The due day itself is still in time."""
    if cancelled:
        return "cancelled"
    if paid_yen >= amount_yen:
        return "paid"
    if pending:
        return "pending"
    if today > due_on:
        return "overdue"
    return "partly_paid" if paid_yen > 0 else "unpaid"


def line_kind(line: WorkingLine, kinds: Mapping[str, LineKind]) -> LineKind:
    """Return what a line is for: as its tariff says, else from the words in its code and its steps' unit."""
    if line.charge in kinds:
        return kinds[line.charge]
    for word, kind in _KINDS:
        if word in line.charge:
            return kind
    if any(step.unit in _VOLUME_UNITS for step in line.steps):
        return "usage"
    return "fixed" if line.steps else "other"


def shown_lines(working: Working, kinds: Mapping[str, LineKind]) -> list[WorkingLine]:
    """Return the lines that say something: a minimum charge that was not needed is left out."""
    return [each for each in working.lines if Decimal(each.amount) or line_kind(each, kinds) != "minimum"]


def bill_line(
    line: WorkingLine, language: LanguageCode, kinds: Mapping[str, LineKind], *, months: int = 1
) -> BillLine:
    """Return a line as a face shows it: one step at one price is shown in the line itself.

    ``months``: how many months the bill has lines of; of more than one, each line names its own.
    """
    amount = Decimal(line.amount)
    alone = line.steps[0] if len(line.steps) == 1 else None
    quantity, unit = _counted(line)
    return BillLine(
        code=line.charge,
        kind=line_kind(line, kinds),
        name=line.label.in_language(language),
        quantity=None if quantity is None else plain(quantity),
        unit=unit or None,
        unit_price_yen=money(Decimal(alone.unit_price)) if alone else None,
        amount_yen=int(amount) if line.rounding is not None and amount == int(amount) else None,
        amount_yen_exact=money(amount),
        note=_line_note(line, language, months),
        steps=[_bill_step(step, language) for step in line.steps],
    )


def _counted(line: WorkingLine) -> tuple[Decimal | None, str | None]:
    """Return what a line counts, and its unit: the volume where steps have one, else all steps alike."""
    units = {step.unit for step in line.steps}
    volumes = units & _VOLUME_UNITS
    if len(volumes) == 1:
        return _volume(line), next(iter(volumes))
    if len(units) != 1:
        return None, None
    return sum((Decimal(step.quantity) for step in line.steps), Decimal(0)), next(iter(units))


def _line_note(line: WorkingLine, language: LanguageCode, months: int) -> str | None:
    notes = []
    if months > 1 and line.month:
        notes.append(f"{line.month}か月目" if language == "ja" else f"month {line.month}")
    if line.households > 1:
        notes.append(f"{line.households}戸分" if language == "ja" else f"for {line.households} households")
    if line.rounding is not None:
        notes.append(line.rounding.in_language(language))
    return ("、" if language == "ja" else ", ").join(notes) or None


def _bill_step(step: WorkingStep, language: LanguageCode) -> BillStep:
    note = None
    if step.days is not None and step.of_days is not None:
        note = (
            f"日割り {step.days}日／{step.of_days}日"
            if language == "ja"
            else f"prorated: {step.days} of {step.of_days} days"
        )
    return BillStep(
        name=step.label.in_language(language),
        from_quantity=None,
        to_quantity=None,
        quantity=plain(Decimal(step.quantity)),
        unit=step.unit or None,
        unit_price_yen=money(Decimal(step.unit_price)),
        amount_yen_exact=money(Decimal(step.amount)),
        note=note,
    )


@dataclass(frozen=True, slots=True)
class LineSum:
    """One charge of a bill over all its months and claims."""

    kind: LineKind
    name: str
    amount: Decimal
    quantity: Decimal | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Cause:
    """How much one charge moved a bill, in yen rounded half up for reading."""

    kind: LineKind
    name: str
    difference_yen: int
    previous_quantity: Decimal | None
    quantity: Decimal | None
    unit: str | None


def sum_lines(
    workings: Iterable[Working], language: LanguageCode, kinds: Mapping[str, LineKind]
) -> dict[str, LineSum]:
    """Return the charges of a bill by code (with the tariff's code, as two services may share a word)."""
    sums: dict[str, LineSum] = {}
    for working in workings:
        for line in working.lines:
            key = f"{working.tariff}/{line.charge}"
            kind = line_kind(line, kinds)
            quantity = _volume(line) if kind == "usage" else None
            before = sums.get(key)
            sums[key] = LineSum(
                kind=kind,
                name=line.label.in_language(language),
                amount=Decimal(line.amount) + (before.amount if before else 0),
                quantity=_plus(quantity, before.quantity if before else None),
                unit=next((step.unit for step in line.steps if step.unit in _VOLUME_UNITS), None),
            )
    return sums


def _volume(line: WorkingLine) -> Decimal:
    return sum((Decimal(step.quantity) for step in line.steps if step.unit in _VOLUME_UNITS), Decimal(0))


def _plus(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return left if right is None else right if left is None else left + right


def find_causes(previous: Mapping[str, LineSum], current: Mapping[str, LineSum]) -> list[Cause]:
    """Return what moved a bill, the largest first; charges that did not change are left out."""
    causes = []
    for key in {**previous, **current}:
        old, new = previous.get(key), current.get(key)
        shown = new or old
        if shown is None:
            continue
        difference = (new.amount if new else Decimal(0)) - (old.amount if old else Decimal(0))
        if not difference:
            continue
        causes.append(
            Cause(
                kind=shown.kind,
                name=shown.name,
                difference_yen=int(difference.quantize(Decimal(1), rounding=ROUND_HALF_UP)),
                previous_quantity=old.quantity if old else None,
                quantity=new.quantity if new else None,
                unit=shown.unit,
            )
        )
    return sorted(causes, key=lambda each: -abs(each.difference_yen))


def change_sentence(difference_yen: int, causes: Sequence[Cause], language: LanguageCode) -> str:
    """Return one sentence on what changed since the last bill, made from the figures."""
    if difference_yen == 0:
        return "前回と同じ金額です。" if language == "ja" else "The same amount as last time."
    along = [each for each in causes if each.difference_yen * difference_yen > 0]
    reason = _reason(along[0], language) if along else None
    size = f"{abs(difference_yen):,}"
    if language == "ja":
        moved = "増えました" if difference_yen > 0 else "減りました"
        return f"前回より{size}円{moved}。" + (f"{reason}が主な理由です。" if reason else "")
    moved = "more" if difference_yen > 0 else "less"
    return f"{size} yen {moved} than last time" + (f", mainly because {reason}." if reason else ".")


def _reason(cause: Cause, language: LanguageCode) -> str:
    more = cause.difference_yen > 0
    if cause.quantity is not None and cause.previous_quantity is not None:
        used = cause.quantity - cause.previous_quantity
        if used and (used > 0) == more:
            size = f"{plain(abs(used))}{_shown_unit(cause.unit)}"
            if language == "ja":
                return f"使用量が{size}{'増えた' if more else '減った'}こと"
            return f"you used {plain(abs(used))} {_shown_unit(cause.unit)} {'more' if more else 'less'}"
    size = f"{abs(cause.difference_yen):,}"
    if language == "ja":
        return f"{cause.name}が{size}円{'増えた' if more else '減った'}こと"
    return f"“{cause.name}” went {'up' if more else 'down'} by {size} yen"


def _shown_unit(unit: str | None) -> str:
    return "m³" if unit in {"m3", "㎥"} else unit or ""
