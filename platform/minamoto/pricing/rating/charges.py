"""What rating returns: exact steps, lines as the bill prints them, and yen per tax rate, as columns."""

from __future__ import annotations

from dataclasses import dataclass

from minamoto.kernel.rounding import Rounding

from .exact import Bools, Ints, Scaled
from .model import Charge
from .rules.base import Share, Step
from .taxes import RateTotal


@dataclass(frozen=True, slots=True)
class StepColumn:
    """One step of one charge across all rows. ``month``: from 1, or 0 for charges made once a bill.

    ``group``: household group from 1. ``times``: households priced alike. ``amount``: exact, of all of them.
    ``applies``: the rows that have the step, or nothing when all have.
    """

    charge: Charge
    month: int
    group: int
    step: Step
    times: Scaled
    amount: Scaled
    applies: Bools | None


@dataclass(frozen=True, slots=True)
class LineColumn:
    """One charge of one month and household group across all rows: its exact sum, and its amount.

    ``amount`` is ``exact`` rounded where the charge names a rounding, times the households.
    """

    charge: Charge
    month: int
    group: int
    rounding: Rounding | None
    exact: Scaled
    times: Scaled
    amount: Scaled
    applies: Bools | None


@dataclass(frozen=True, slots=True)
class Charges:
    """The outcome for a batch. ``amount_yen``: int64, shape ``(rows,)``, the totals of all rates together."""

    rows: int
    steps: tuple[StepColumn, ...]
    lines: tuple[LineColumn, ...]
    rates: tuple[RateTotal, ...]
    amount_yen: Ints
    share: Share | None
