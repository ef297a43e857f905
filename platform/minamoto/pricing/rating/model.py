"""A tariff as the ordinance or the terms say it: immutable, comparable, free of any clock or table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from minamoto.kernel.rounding import Rounding

from .hours import DayType, slots_of
from .households import Households
from .months import OddUnit
from .proration import Proration
from .rules.base import Rule
from .taxes import Roundings, Tax
from .terms import ALWAYS, Attribute, Channel, Condition, Flag, Label, Names


class Service(StrEnum):
    """What is supplied."""

    ELECTRICITY = "electricity"
    GAS = "gas"
    WATER = "water"
    SEWER = "sewer"


class DecidedBy(StrEnum):
    """The date that decides which version of a tariff applies to a bill."""

    USAGE_DATE = "usage_date"  # 使用日: the first day of the usage
    READING_DATE = "reading_date"  # 検針日
    FIX_DATE = "fix_date"  # 料金の確定日 (調定日)


class Per(StrEnum):
    """How often a charge is made."""

    MONTH = (
        "month"  # for every period that the tables are for, and for every household where those are counted
    )
    BUILDING = "building"  # for every such period, but once for all households (メーター使用料)
    BILL = "bill"  # once a bill, on the whole usage (口座振替割引)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the tariff is published: the ordinance, the terms of supply, or a page."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a bill: a rule, when it applies, its tax rate if not the tariff's, its rounding if any."""

    code: str
    label: Label
    rule: Rule
    when: Condition = ALWAYS
    per: Per = Per.MONTH
    tax_rate: Decimal | None = None
    rounding: Rounding | None = None


@dataclass(frozen=True, slots=True)
class TariffDefinition:
    """One version of a tariff. ``table_months``: months that prices and tiers are for (2: 2か月料金表).

    ``months_per_bill``: months a bill covers when the batch does not say.
    """

    code: str
    label: Label
    service: Service
    valid_from: date
    decided_by: DecidedBy
    source: Source
    charges: tuple[Charge, ...]
    tax: Tax
    channels: tuple[Channel, ...]
    attributes: tuple[Attribute, ...] = ()
    flags: tuple[Flag, ...] = ()
    roundings: Roundings = field(default_factory=Roundings)
    table_months: int = 1
    months_per_bill: int = 1
    odd_unit: OddUnit = OddUnit.EITHER
    households: Households | None = None
    proration: Proration | None = None

    def channel_slots(self) -> Mapping[str, Mapping[DayType, frozenset[int]]]:
        """Return channel → kind of day → half hours (1 to 48) that count toward it; empty without hours."""
        return slots_of(self.channels)

    def names(self) -> Names:
        """Return the declared words by code."""
        return Names(
            channels={channel.code: channel for channel in self.channels},
            attributes={attribute.code: attribute for attribute in self.attributes},
            flags={flag.code: flag for flag in self.flags},
        )
