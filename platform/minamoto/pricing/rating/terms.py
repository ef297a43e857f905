"""The words a tariff is written in: labels, usage channels, attributes, flags, conditions, cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from minamoto.kernel.rounding import RoundingMode

T = TypeVar("T")
AttributeValue = Decimal | str


@dataclass(frozen=True, slots=True)
class Label:
    """What a bill prints, in Japanese and in English."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A named stream of usage with its unit, read to ``decimals`` places: ``usage``, ``day``, ``night`` ...

    ``rounding``: how finer readings are settled to those places (使用量の端数); without, they are refused.
    ``hours``: the half hours that count toward it (1 to 48), by kind of day, where the clock tells channels
    apart.
    """

    code: str
    label: Label
    unit: str
    decimals: int = 0
    rounding: RoundingMode | None = None
    hours: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of the contract that prices depend on: 契約アンペア, 口径, 用途 ...

    ``values`` lists the values that exist: decimals for a measured attribute, texts for a class. An attribute
    without listed values can only be counted (``per_unit_of``), never looked up.
    """

    code: str
    label: Label
    unit: str = ""
    values: tuple[AttributeValue, ...] = ()

    @property
    def is_text(self) -> bool:
        """Tell whether the values are texts (a class) rather than numbers."""
        return bool(self.values) and isinstance(self.values[0], str)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that is so or not on one bill: 口座振替, 紙の請求書 ..."""

    code: str
    label: Label


@dataclass(frozen=True, slots=True)
class Condition:
    """When something applies: every attribute has one of its values and every flag stands as said.

    The empty condition always applies.
    """

    attributes: tuple[tuple[str, tuple[AttributeValue, ...]], ...] = ()
    flags: tuple[tuple[str, bool], ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is demanded at all."""
        return bool(self.attributes or self.flags)


ALWAYS = Condition()


@dataclass(frozen=True, slots=True)
class Case(Generic[T]):
    """One row of a table of prices: what holds, and when."""

    when: Condition
    then: T


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a definition, at a path into its document, with the mend in both languages."""

    path: tuple[str | int, ...]
    ja: str
    en: str

    def under(self, *prefix: str | int) -> Problem:
        """Return the problem as seen from further up."""
        return Problem((*prefix, *self.path), self.ja, self.en)


@dataclass(frozen=True, slots=True)
class Names:
    """The declared words of one tariff, by code, as rules look them up."""

    channels: Mapping[str, Channel]
    attributes: Mapping[str, Attribute]
    flags: Mapping[str, Flag]


def written(value: AttributeValue) -> str:
    """Return an attribute value as people write it."""
    if isinstance(value, str):
        return value
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
