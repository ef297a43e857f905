"""Meters and their installations: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import JSONB, BigInt, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class MeterRow(Table, tablename="meters", db=ENGINE):
    """One row of ``meters``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    serial = Text(default=None)
    service = Text(default=None)
    digits = SmallInt(default=None)
    scale = SmallInt(default=None)
    attributes = JSONB(default=None)
    certified_until = Date(null=True, default=None)
    recorded_at = Timestamptz(default=None)


class MeterInstallationRow(Table, tablename="meter_installations", db=ENGINE):
    """One row of ``meter_installations``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    meter_id = BigInt(default=None)
    service_point_id = BigInt(default=None)
    parent_installation_id = BigInt(null=True, default=None)
    installed_on = Date(default=None)
    removed_on = Date(null=True, default=None)
    initial_value = BigInt(default=None)
    removed_value = BigInt(null=True, default=None)
    recorded_at = Timestamptz(default=None)
