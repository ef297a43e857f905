"""Invoices, slips and billing runs: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import JSONB, Array, BigInt, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class NumberCounterRow(Table, tablename="number_counters", db=ENGINE):
    """One row of ``number_counters``."""

    tenant_id = Integer(primary_key=True, default=None)
    series = Text(default=None)
    next_number = BigInt(default=None)


class InvoiceRow(Table, tablename="invoices", db=ENGINE):
    """One row of ``invoices``."""

    tenant_id = Integer(default=None)
    fiscal_year = SmallInt(default=None)
    id = BigInt(primary_key=True, default=None)
    number = BigInt(default=None)
    payer_account_id = BigInt(default=None)
    customer_id = BigInt(default=None)
    issued_on = Date(default=None)
    due_on = Date(default=None)
    period_from = Date(default=None)
    period_to = Date(default=None)
    claim_ids = Array(base_column=BigInt(default=None), default=None)
    amount_yen = BigInt(default=None)
    tax_totals = JSONB(default=None)
    registration_number = Text(default=None)
    run_id = BigInt(null=True, default=None)
    recorded_at = Timestamptz(default=None)


class LiveInvoiceClaimRow(Table, tablename="live_invoice_claims", db=ENGINE):
    """One row of ``live_invoice_claims``."""

    tenant_id = Integer(primary_key=True, default=None)
    claim_id = BigInt(default=None)
    fiscal_year = SmallInt(default=None)
    invoice_id = BigInt(default=None)


class InvoiceCancellationRow(Table, tablename="invoice_cancellations", db=ENGINE):
    """One row of ``invoice_cancellations``."""

    tenant_id = Integer(primary_key=True, default=None)
    fiscal_year = SmallInt(default=None)
    invoice_id = BigInt(default=None)
    cancelled_on = Date(default=None)
    reason = Text(default=None)
    recorded_at = Timestamptz(default=None)


class PaymentSlipRow(Table, tablename="payment_slips", db=ENGINE):
    """One row of ``payment_slips``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    slip_number = BigInt(default=None)
    reissue_number = SmallInt(default=None)
    invoice_ids = Array(base_column=BigInt(default=None), default=None)
    amount_yen = BigInt(default=None)
    expires_on = Date(default=None)
    payload = Text(default=None)
    issued_at = Timestamptz(default=None)


class LiveSlipRow(Table, tablename="live_slips", db=ENGINE):
    """One row of ``live_slips``."""

    tenant_id = Integer(primary_key=True, default=None)
    invoice_id = BigInt(default=None)
    slip_id = BigInt(default=None)


class BillingRunRow(Table, tablename="billing_runs", db=ENGINE):
    """One row of ``billing_runs``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    job_id = BigInt(null=True, default=None)
    usage_ends_from = Date(default=None)
    usage_ends_to = Date(default=None)
    services = Array(base_column=Text(default=None), default=None)
    assessed_on = Date(default=None)
    due_on = Date(default=None)
    posting_month = Date(default=None)
    run_key = Text(default=None)
    started_at = Timestamptz(default=None)


class BillingRunChunkRow(Table, tablename="billing_run_chunks", db=ENGINE):
    """One row of ``billing_run_chunks``."""

    tenant_id = Integer(primary_key=True, default=None)
    run_id = BigInt(default=None)
    chunk_number = Integer(default=None)
    first_customer_id = BigInt(default=None)
    last_customer_id = BigInt(default=None)
    due_count = Integer(default=None)
    state = Text(default=None)
    issued_count = Integer(default=None)
    held_count = Integer(default=None)
    amount_yen = BigInt(default=None)
    finished_at = Timestamptz(null=True, default=None)


class HeldBillRow(Table, tablename="held_bills", db=ENGINE):
    """One row of ``held_bills``."""

    tenant_id = Integer(primary_key=True, default=None)
    run_id = BigInt(default=None)
    agreement_id = BigInt(default=None)
    usage_id = BigInt(default=None)
    reason_code = Text(default=None)
    detail = JSONB(default=None)
    recorded_at = Timestamptz(default=None)
