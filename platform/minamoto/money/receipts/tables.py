"""Receipts and clearings: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import JSONB, BigInt, Bytea, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class ReceiptRow(Table, tablename="receipts", db=ENGINE):
    """One row of ``receipts``."""

    tenant_id = Integer(default=None)
    fiscal_year = SmallInt(default=None)
    id = BigInt(primary_key=True, default=None)
    payer_account_id = BigInt(null=True, default=None)
    method = Text(default=None)
    received_on = Date(default=None)
    amount_yen = BigInt(default=None)
    stage = Text(default=None)
    details = JSONB(default=None)
    recorded_at = Timestamptz(default=None)


class ReceiptReferenceRow(Table, tablename="receipt_references", db=ENGINE):
    """One row of ``receipt_references``."""

    tenant_id = Integer(primary_key=True, default=None)
    method = Text(default=None)
    reference = Text(default=None)
    fiscal_year = SmallInt(default=None)
    receipt_id = BigInt(default=None)


class ClearingRow(Table, tablename="clearings", db=ENGINE):
    """One row of ``clearings``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    fiscal_year = SmallInt(default=None)
    receipt_id = BigInt(default=None)
    claim_id = BigInt(default=None)
    amount_yen = BigInt(default=None)
    stage = Text(default=None)
    reverses_id = BigInt(null=True, default=None)
    cleared_on = Date(default=None)
    recorded_at = Timestamptz(default=None)


class ClaimBalanceRow(Table, tablename="claim_balances", db=ENGINE):
    """One row of ``claim_balances``."""

    tenant_id = Integer(primary_key=True, default=None)
    claim_id = BigInt(default=None)
    claim_yen = BigInt(default=None)
    cleared_yen = BigInt(default=None)


class OverpaymentRow(Table, tablename="overpayments", db=ENGINE):
    """One row of ``overpayments``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    fiscal_year = SmallInt(default=None)
    receipt_id = BigInt(default=None)
    payer_account_id = BigInt(null=True, default=None)
    amount_yen = BigInt(default=None)
    reason = Text(default=None)
    arose_on = Date(default=None)
    recorded_at = Timestamptz(default=None)


class PaymentAttemptRow(Table, tablename="payment_attempts", db=ENGINE):
    """One row of ``payment_attempts``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    fiscal_year = SmallInt(default=None)
    invoice_id = BigInt(default=None)
    processor = Text(default=None)
    method = Text(default=None)
    amount_yen = BigInt(default=None)
    idempotency_key = Text(default=None)
    request_hash = Bytea(default=None)
    external_id = Text(null=True, default=None)
    redirect_url = Text(null=True, default=None)
    state = Text(default=None)
    failure_code = Text(null=True, default=None)
    started_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)


class ProcessorCredentialRow(Table, tablename="processor_credentials", db=ENGINE):
    """One row of ``processor_credentials``."""

    tenant_id = Integer(primary_key=True, default=None)
    processor = Text(default=None)
    recorded_at = Timestamptz(default=None)
    sealed = Bytea(default=None)
