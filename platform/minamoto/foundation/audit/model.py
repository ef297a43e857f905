"""Entries of the trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

ActorKind = Literal["staff", "portal_user", "partner", "system", "operator"]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did or read what, when and why. ``before`` and ``after`` hold what changed, without secrets."""

    id: int
    at: datetime
    actor_kind: ActorKind
    actor_id: int | None
    act: str
    subject_kind: str
    subject_id: int | None
    reason: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
