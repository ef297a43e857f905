"""Payer accounts: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import BigInt, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class PayerAccountRow(Table, tablename="payer_accounts", db=ENGINE):
    """One row of ``payer_accounts``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    number = Text(default=None)
    party_id = BigInt(default=None)
    opened_on = Date(default=None)
    recorded_at = Timestamptz(default=None)


class PayerMethodRow(Table, tablename="payer_methods", db=ENGINE):
    """One row of ``payer_methods``."""

    tenant_id = Integer(primary_key=True, default=None)
    payer_account_id = BigInt(default=None)
    valid_from = Date(default=None)
    recorded_at = Timestamptz(default=None)
    method = Text(default=None)
