"""Assessments and claims: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import JSONB, BigInt, Bytea, Date, Integer, Numeric, SmallInt, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class AssessmentRow(Table, tablename="assessments", db=ENGINE):
    """One row of ``assessments``."""

    tenant_id = Integer(default=None)
    fiscal_year = SmallInt(default=None)
    id = BigInt(primary_key=True, default=None)
    agreement_id = BigInt(default=None)
    service = Text(default=None)
    period_from = Date(default=None)
    period_to = Date(default=None)
    kind = Text(default=None)
    posting_month = Date(default=None)
    assessed_on = Date(default=None)
    usage_id = BigInt(null=True, default=None)
    tariff_version_id = BigInt(null=True, default=None)
    months_of_use = Numeric(default=None)
    determinants = JSONB(default=None)
    steps = JSONB(default=None)
    amount_yen = BigInt(default=None)
    tax_rate_percent = Numeric(default=None)
    tax_yen = BigInt(default=None)
    district = Text(default=None)
    origin = Text(default=None)
    fingerprint = Bytea(default=None)
    corrects_fiscal_year = SmallInt(null=True, default=None)
    corrects_id = BigInt(null=True, default=None)
    reason = Text(null=True, default=None)
    run_id = BigInt(null=True, default=None)
    recorded_at = Timestamptz(default=None)


class LiveAssessmentRow(Table, tablename="live_assessments", db=ENGINE):
    """One row of ``live_assessments``."""

    tenant_id = Integer(primary_key=True, default=None)
    agreement_id = BigInt(default=None)
    period_from = Date(default=None)
    kind = Text(default=None)
    period_to = Date(default=None)
    fiscal_year = SmallInt(default=None)
    assessment_id = BigInt(default=None)


class ClaimRow(Table, tablename="claims", db=ENGINE):
    """One row of ``claims``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    fiscal_year = SmallInt(default=None)
    assessment_id = BigInt(default=None)
    customer_id = BigInt(default=None)
    payer_account_id = BigInt(default=None)
    service = Text(default=None)
    amount_yen = BigInt(default=None)
    arose_on = Date(default=None)
    recorded_at = Timestamptz(default=None)
