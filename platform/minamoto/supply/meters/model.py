"""Values of meters and installations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class NewMeter:
    """A meter. ``digits`` before the decimal point and ``scale`` after it are what the dial shows."""

    serial: str
    service: str
    digits: int
    scale: int
    certified_until: date | None
    attributes: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewInstallation:
    """A meter put at a service point with the value its register showed, scaled by the meter's scale."""

    meter_id: int
    service_point_id: int
    installed_on: date
    initial_value: int
    parent_installation_id: int | None = None
