"""The three utilities of the demonstration, and who may log in to them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoUtility:
    """A pack shown under a slug; ``services`` are billed together."""

    slug: str
    pack: str
    services: tuple[str, ...]
    months_between_readings: int


UTILITIES = (
    DemoUtility("hinata-denki", "hinata_denki", ("electricity",), 1),
    DemoUtility("aoba-suido", "aoba_suido", ("water", "sewer"), 2),
    DemoUtility("minori-gas", "minori_gas", ("gas",), 1),
)

STAFF = (
    ("madoguchi", "窓口 花", ("clerk",)),
    ("kanri", "管理 太郎", ("administrator", "billing_operator", "clerk")),
)
"""Login name, display name and roles of each utility's staff."""

PORTAL_USERS = 3
"""How many of a utility's first customers can log in to the portal."""
