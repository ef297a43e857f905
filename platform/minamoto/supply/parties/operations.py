"""Writing parties: by the thousand on migration, one by one at the counter, by the same code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from minamoto.foundation.formats.kana import search_kana, search_name
from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import tenant_id
from minamoto.kernel.errors import InvalidInput
from minamoto.supply.parties.model import NewParty


class PartyNameEmpty(InvalidInput):
    """A party has no name."""

    code = "party-name-empty"
    ja = "お名前が入力されていません。"
    en = "The name is empty."


async def record_parties(*, parties: Sequence[NewParty], now: datetime) -> list[int]:
    """Record parties and return their ids in order.

    :raises PartyNameEmpty: when a name is blank.
    """
    if any(not each.name.strip() for each in parties):
        raise PartyNameEmpty
    tenant = tenant_id()
    numbers = await ids.next_ids(len(parties))
    await bulk.insert_many(
        table="parties",
        columns=("tenant_id", "id", "kind", "recorded_at"),
        records=[
            (tenant, number, each.kind.value, now) for number, each in zip(numbers, parties, strict=True)
        ],
    )
    await bulk.insert_many(
        table="party_names",
        columns=(
            "tenant_id", "party_id", "valid_from", "recorded_at", "name", "kana",
            "name_search", "kana_search", "phone", "phone_search", "email",
        ),
        records=[_name_row(tenant, number, each, now) for number, each in zip(numbers, parties, strict=True)],
    )  # fmt: skip
    return numbers


def _name_row(tenant: int, number: int, party: NewParty, now: datetime) -> tuple[object, ...]:
    digits = "".join(each for each in party.phone if each.isdigit()) if party.phone else None
    return (
        tenant, number, party.valid_from, now, party.name, party.kana,
        search_name(party.name), search_kana(party.kana), party.phone, digits, party.email,
    )  # fmt: skip
