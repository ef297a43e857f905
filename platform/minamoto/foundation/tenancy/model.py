"""A tenant as a request or a job knows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from minamoto.kernel.errors import Language

TenantState = Literal["onboarding", "live", "suspended"]

RESERVED_SLUGS = frozenset({"api", "assets", "health", "metrics"})
"""First parts of addresses that belong to the site itself, so that no tenant may take them as its slug."""


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """What the directory tells before a tenant's transaction is open."""

    slug: str
    tenant_id: int
    state: TenantState


@dataclass(frozen=True, slots=True)
class TenantContext:
    """The utility a request is for.

    ``services`` holds ``electricity``, ``gas``, ``water`` and ``sewer``; ``demonstration`` is true where
    screens may show that people and money are made up.
    """

    tenant_id: int
    slug: str
    display_name: str
    display_name_en: str
    legal_name: str
    registration_number: str
    services: tuple[str, ...]
    pack_code: str
    language: Language
    phone: str | None
    demonstration: bool
