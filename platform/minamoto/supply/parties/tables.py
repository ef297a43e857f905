"""Parties, with names apart: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import BigInt, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class PartyRow(Table, tablename="parties", db=ENGINE):
    """One row of ``parties``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    kind = Text(default=None)
    recorded_at = Timestamptz(default=None)


class PartyNameRow(Table, tablename="party_names", db=ENGINE):
    """One row of ``party_names``."""

    tenant_id = Integer(primary_key=True, default=None)
    party_id = BigInt(default=None)
    valid_from = Date(default=None)
    recorded_at = Timestamptz(default=None)
    name = Text(default=None)
    kana = Text(default=None)
    name_search = Text(default=None)
    kana_search = Text(default=None)
    phone = Text(null=True, default=None)
    phone_search = Text(null=True, default=None)
    email = Text(null=True, default=None)
