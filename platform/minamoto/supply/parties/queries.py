"""Reads of parties: the name in force on a day, and search by name, kana and telephone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from minamoto.foundation.storage.transactions import connection, tenant_id

PartyKind = Literal["person", "company"]
PartyField = Literal["name", "kana", "phone"]


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party with the name and contacts in force on the day asked for. Personal: never log it."""

    party_id: int
    kind: PartyKind
    name: str
    kana: str
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class PartyMatch:
    """A party that a search found, and by which of its fields."""

    party_id: int
    field: PartyField


async def names_on(party_ids: Collection[int], on: date) -> dict[int, PartyName]:
    """Return the names in force on a day, by party; the first future name where none is in force yet."""
    rows = await connection().fetch(
        """
        select distinct on (n.party_id) n.party_id, p.kind, n.name, n.kana, n.phone, n.email
        from party_names n
        join parties p on p.tenant_id = n.tenant_id and p.id = n.party_id
        where n.tenant_id = $1 and n.party_id = any($2::bigint[])
        order by n.party_id, n.valid_from > $3, abs($3 - n.valid_from), n.recorded_at desc
        """,
        tenant_id(),
        list(set(party_ids)),
        on,
    )
    return {row["party_id"]: PartyName(**row) for row in rows}


async def search_parties(
    *, name_search: str, kana_search: str, phone_search: str, limit: int
) -> list[PartyMatch]:
    """Return parties any of whose names, past or present, begins with one of the search forms.

    An empty form is not searched. The operators are leakproof ones: the indexes serve under row security.
    """
    found: dict[int, PartyMatch] = {}
    for field, form in (("name", name_search), ("kana", kana_search), ("phone", phone_search)):
        if not form:
            continue
        rows = await connection().fetch(
            f"""
            select distinct party_id from party_names
            where tenant_id = $1 and {field}_search ~>=~ $2 and {field}_search ~<~ $3
            limit $4
            """,
            tenant_id(),
            form,
            form + "\U0010ffff",
            limit,
        )
        for row in rows:
            found.setdefault(row["party_id"], PartyMatch(row["party_id"], field))  # type: ignore[arg-type]  # one of three
    return list(found.values())
