"""Proration (日割り) as a named strategy: when, out of how many days, how tiers scale, what is rounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

import numpy as np

from minamoto.kernel.rounding import SEN_TRUNCATE, Rounding, RoundingMode

from .exact import Bools, Scaled, constant, where
from .reading import BatchReader
from .rules.base import Share
from .terms import Problem


class Trigger(StrEnum):
    """When a bill is prorated."""

    PARTIAL = "partial"  # the days charged differ from the denominator
    MOVING = "moving"  # the period begins or ends with a move
    DIFFERENCE = "difference"  # the days charged differ from the denominator by some days or more (ENEOS: 5)
    LENGTH = "length"  # the period is short or long, with other limits for a move (city gas)


class Denominator(StrEnum):
    """How many days a full price is for."""

    FIXED = "fixed"  # the same number every month, e.g. 30
    PERIOD = "period"  # the days of the whole reading period
    CALENDAR = "calendar"  # the days of the calendar month that the caller resolves (start month, end month)


class TierScaling(StrEnum):
    """What is multiplied by the days."""

    WIDTHS = "widths"  # the width of each tier, then added up
    ENDS = "ends"  # the end of each tier
    NONE = "none"  # tiers stay as for a full period


WHOLE_HALF_UP: Final = Rounding(RoundingMode.HALF_UP, Decimal(1))


@dataclass(frozen=True, slots=True)
class Lengths:
    """Lengths in days that trigger proration: at most, or at least; nothing for no such limit."""

    at_most: int | None = None
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Proration:
    """A tariff's proration. Money is rounded once after days ÷ denominator, tiers likewise.

    Sources: TEPCO-type terms (検針期間の日数), ENEOS (difference of 5 days, calendar), アイ・グリッド (sen
    kept), Tokyo and Osaka Gas (days of 30, regular at most 24, moving at most 29, at least 36).
    """

    trigger: Trigger
    denominator: Denominator
    days: int = 30
    difference: int = 1
    regular: Lengths = Lengths()
    moving: Lengths = Lengths()
    tiers: TierScaling = TierScaling.WIDTHS
    tier_rounding: Rounding = WHOLE_HALF_UP
    money_rounding: Rounding = SEN_TRUNCATE

    def problems(self) -> Iterator[Problem]:
        """Yield numbers of days that make no sense."""
        if self.days < 1 or self.difference < 1:
            yield Problem((), "日数は1以上にしてください。", "Numbers of days are 1 or more.")
        limits = (self.regular.at_most, self.regular.at_least, self.moving.at_most, self.moving.at_least)
        if self.trigger is Trigger.LENGTH and limits == (None, None, None, None):
            yield Problem(
                ("trigger",),
                "trigger が length のときは regular か moving に日数を書いてください。",
                "With trigger 'length', give the lengths under 'regular' or 'moving'.",
            )


def share_of(proration: Proration | None, reader: BatchReader) -> Share | None:
    """Return the days charged out of those a full price is for, or nothing when no row is prorated.

    :raises MissingColumn: when the batch lacks the days that the strategy counts by.
    """
    if proration is None or not reader.gives_days:
        return None
    days = reader.days("days")
    if proration.denominator is Denominator.FIXED:
        of_days = constant(proration.days)
    else:
        of_days = reader.days(
            "period_days" if proration.denominator is Denominator.PERIOD else "calendar_days"
        )
    rows = _triggered(proration, reader, days, of_days)
    if not rows.any():
        return None
    everywhere = bool(rows.all())
    one = constant(1)
    return Share(
        days=days if everywhere else where(rows, days, one),
        of_days=of_days if everywhere else where(rows, of_days, one),
        rows=None if everywhere else rows,
        money=proration.money_rounding,
        scale_tiers=proration.tiers is not TierScaling.NONE,
        scale_widths=proration.tiers is TierScaling.WIDTHS,
        tier=proration.tier_rounding,
    )


def _triggered(proration: Proration, reader: BatchReader, days: Scaled, of_days: Scaled) -> Bools:
    apart = np.abs(days.values - of_days.values)
    if proration.trigger is Trigger.PARTIAL:
        rows = apart != 0
    elif proration.trigger is Trigger.DIFFERENCE:
        rows = apart >= proration.difference
    elif proration.trigger is Trigger.MOVING:
        rows = reader.moving() & (apart != 0)
    else:
        rows = np.where(reader.moving(), _beyond(proration.moving, days), _beyond(proration.regular, days))
    return np.broadcast_to(np.asarray(rows, dtype=np.bool_), (reader.rows,))


def _beyond(lengths: Lengths, days: Scaled) -> Bools:
    rows = np.zeros(days.values.shape, dtype=np.bool_)
    if lengths.at_most is not None:
        rows = rows | (days.values <= lengths.at_most)
    if lengths.at_least is not None:
        rows = rows | (days.values >= lengths.at_least)
    return rows
