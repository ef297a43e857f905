"""Values of premises and service points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Service(StrEnum):
    """What is supplied or taken away at a service point."""

    ELECTRICITY = "electricity"
    GAS = "gas"
    WATER = "water"
    SEWER = "sewer"


@dataclass(frozen=True, slots=True)
class NewPremises:
    """An address, in its smallest parts. ``postcode`` is seven digits."""

    postcode: str
    prefecture: str
    city: str
    town: str
    block: str
    building: str | None
    room: str | None
    district: str


@dataclass(frozen=True, slots=True)
class NewServicePoint:
    """A service point (水栓・供給地点) at premises already recorded."""

    premises_id: int
    service: Service
    point_number: str
    reading_group: int
    installed_on: date
    route: str | None = None
    attributes: Mapping[str, str | int] = field(default_factory=dict)
