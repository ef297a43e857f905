"""Wrapped data keys: the table as Piccolo knows it; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class TenantKeyRow(Table, tablename="tenant_keys", db=ENGINE):
    """One row of ``tenant_keys``."""

    tenant_id = Integer(primary_key=True, default=None)
    purpose = Text(default=None)
    generation = Integer(default=None)
    wrapped_key = Bytea(default=None)
    created_at = Timestamptz(default=None)
