"""The books: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import BigInt, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class LedgerAccountRow(Table, tablename="ledger_accounts", db=ENGINE):
    """One row of ``ledger_accounts``."""

    tenant_id = Integer(primary_key=True, default=None)
    code = Text(default=None)
    name = Text(default=None)
    kind = Text(default=None)


class PostingRow(Table, tablename="postings", db=ENGINE):
    """One row of ``postings``."""

    tenant_id = Integer(default=None)
    fiscal_year = SmallInt(default=None)
    id = BigInt(primary_key=True, default=None)
    posted_on = Date(default=None)
    posting_month = Date(default=None)
    debit_account = Text(default=None)
    credit_account = Text(default=None)
    amount_yen = BigInt(default=None)
    source_kind = Text(default=None)
    source_id = BigInt(default=None)
    payer_account_id = BigInt(default=None)
    reverses_fiscal_year = SmallInt(null=True, default=None)
    reverses_id = BigInt(null=True, default=None)
    recorded_at = Timestamptz(default=None)


class ClosedMonthRow(Table, tablename="closed_months", db=ENGINE):
    """One row of ``closed_months``."""

    tenant_id = Integer(primary_key=True, default=None)
    posting_month = Date(default=None)
    closed_at = Timestamptz(default=None)
    closed_by = BigInt(null=True, default=None)
