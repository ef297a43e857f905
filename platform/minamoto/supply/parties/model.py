"""Values of parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PartyKind(StrEnum):
    """Whether a party is a person (個人) or a company, office or association (法人)."""

    PERSON = "person"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class NewParty:
    """A party to be recorded. ``phone`` may hold hyphens; ``kana`` any kana."""

    kind: PartyKind
    name: str
    kana: str
    valid_from: date
    phone: str | None = None
    email: str | None = None
