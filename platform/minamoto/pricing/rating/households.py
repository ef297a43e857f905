"""Apartment houses on one meter (共同住宅の各戸割): how the volume is shared among households."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from minamoto.kernel.rounding import Rounding, RoundingMode

from .exact import ONE, Bools, Scaled, column, constant, rounded_share, where
from .reading import BatchReader
from .terms import AttributeValue


class HouseholdMethod(StrEnum):
    """How a building of n households is priced."""

    AVERAGE = (
        "average"  # the exact average picks the price; thresholds and fixed charges widen n times (川崎市)
    )
    SPREAD = "spread"  # whole units each, the remainder one unit more to some households, then summed
    FLOOR = "floor"  # the average cut to whole units, priced once, times n
    HALF_UP = "half_up"  # the average rounded to whole units, priced once, times n
    CEILING = "ceiling"  # the average rounded up to whole units, priced once, times n


@dataclass(frozen=True, slots=True)
class Households:
    """A tariff's rule for buildings. ``treat_as`` replaces attributes while n > 1 (東京都: each as 20 mm)."""

    method: HouseholdMethod
    treat_as: tuple[tuple[str, AttributeValue], ...] = ()

    def replaced(self) -> Mapping[str, AttributeValue]:
        """Return the attributes replaced, by code."""
        return dict(self.treat_as)


@dataclass(frozen=True, slots=True)
class Group:
    """Households that are priced alike: the usage of one, and how many they are.

    ``widened``: households whose common usage is priced at once with thresholds that many times as wide.
    ``some``: the bills that have such households at all, or nothing when all have.
    """

    number: int
    usage: Mapping[str, Scaled]
    times: Scaled
    widened: Scaled | None = None
    some: Bools | None = None


_MODES = {
    HouseholdMethod.FLOOR: RoundingMode.FLOOR,
    HouseholdMethod.HALF_UP: RoundingMode.HALF_UP,
    HouseholdMethod.CEILING: RoundingMode.CEILING,
}


def groups_of(rule: Households | None, reader: BatchReader, usage: Mapping[str, Scaled]) -> list[Group]:
    """Return the groups of one month; ``usage`` is the month's, of the whole building."""
    households = reader.households
    if rule is None or households is None or households.bound <= 1:
        return [Group(1, usage, ONE)]
    if rule.method is HouseholdMethod.AVERAGE:
        return [Group(1, usage, ONE, widened=households)]
    if rule.method is HouseholdMethod.SPREAD:
        return _spread(usage, households, reader.rows)
    rounding = Rounding(_MODES[rule.method])
    one = constant(1)
    # A single household keeps its usage as read, decimals and all.
    single = households.values == 1
    average = {
        code: where(single, values, rounded_share(values, one, households, rounding, code))
        for code, values in usage.items()
    }
    return [Group(1, average, households)]


def _spread(usage: Mapping[str, Scaled], households: Scaled, rows: int) -> list[Group]:
    """Return those who take the even share and those who take one unit more, of the only channel."""
    (code, values), *_ = usage.items()
    unit = 10**values.scale
    whole = values.values // unit
    each, more = np.divmod(whole, households.values)
    fraction = values.values % unit
    even = Scaled(
        np.asarray(each * unit + np.where(households.values == 1, fraction, 0)), values.scale, values.bound
    )
    odd = Scaled(np.asarray((each + 1) * unit), values.scale, values.bound + unit)
    fewer = np.broadcast_to(np.asarray(households.values - more), (rows,))
    more = np.broadcast_to(np.asarray(more), (rows,))
    groups = [Group(1, {code: even}, column(fewer))]
    if more.any():
        groups.append(Group(2, {code: odd}, column(more), some=more > 0))
    return groups
