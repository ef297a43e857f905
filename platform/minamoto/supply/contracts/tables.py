"""Customer numbers and agreements: the tables as Piccolo knows them; the schema is in migrations/."""

from __future__ import annotations

from piccolo.columns import JSONB, BigInt, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class CustomerRow(Table, tablename="customers", db=ENGINE):
    """One row of ``customers``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    customer_number = Text(default=None)
    party_id = BigInt(default=None)
    premises_id = BigInt(default=None)
    started_on = Date(default=None)
    closed_on = Date(null=True, default=None)
    recorded_at = Timestamptz(default=None)


class CustomerRoleRow(Table, tablename="customer_roles", db=ENGINE):
    """One row of ``customer_roles``."""

    tenant_id = Integer(primary_key=True, default=None)
    customer_id = BigInt(default=None)
    role = Text(default=None)
    valid_from = Date(default=None)
    recorded_at = Timestamptz(default=None)
    party_id = BigInt(default=None)


class CustomerPayerRow(Table, tablename="customer_payers", db=ENGINE):
    """One row of ``customer_payers``."""

    tenant_id = Integer(primary_key=True, default=None)
    customer_id = BigInt(default=None)
    valid_from = Date(default=None)
    recorded_at = Timestamptz(default=None)
    payer_account_id = BigInt(default=None)


class AgreementRow(Table, tablename="agreements", db=ENGINE):
    """One row of ``agreements``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    customer_id = BigInt(default=None)
    service = Text(default=None)
    service_point_id = BigInt(default=None)
    agreement_number = Text(default=None)
    started_on = Date(default=None)
    closed_on = Date(null=True, default=None)
    recorded_at = Timestamptz(default=None)


class AgreementTermRow(Table, tablename="agreement_terms", db=ENGINE):
    """One row of ``agreement_terms``."""

    tenant_id = Integer(primary_key=True, default=None)
    agreement_id = BigInt(default=None)
    valid_from = Date(default=None)
    recorded_at = Timestamptz(default=None)
    state = Text(default=None)
    tariff_code = Text(default=None)
    attributes = JSONB(default=None)
