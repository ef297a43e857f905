"""Tenants: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import JSONB, Array, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class TenantDirectoryRow(Table, tablename="tenant_directory", db=ENGINE):
    """One row of ``tenant_directory``; read-only here."""

    slug = Text(primary_key=True, default=None)
    tenant_id = Integer(default=None)
    state = Text(default=None)
    created_at = Timestamptz(default=None)


class TenantRow(Table, tablename="tenants", db=ENGINE):
    """One row of ``tenants``."""

    tenant_id = Integer(primary_key=True, default=None)
    display_name = Text(default=None)
    legal_name = Text(default=None)
    registration_number = Text(default=None)
    services = Array(base_column=Text(), default=None)
    pack_code = Text(default=None)
    recorded_at = Timestamptz(default=None)


class TenantSettingRow(Table, tablename="tenant_settings", db=ENGINE):
    """One row of ``tenant_settings``."""

    tenant_id = Integer(primary_key=True, default=None)
    key = Text(default=None)
    valid_from = Date(default=None)
    recorded_at = Timestamptz(default=None)
    value = JSONB(default=None)
