"""Premises and service points: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import JSONB, BigInt, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class PremisesRow(Table, tablename="premises", db=ENGINE):
    """One row of ``premises``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    postcode = Text(default=None)
    prefecture = Text(default=None)
    city = Text(default=None)
    town = Text(default=None)
    block = Text(default=None)
    building = Text(null=True, default=None)
    room = Text(null=True, default=None)
    address_search = Text(default=None)
    district = Text(default=None)
    recorded_at = Timestamptz(default=None)


class ServicePointRow(Table, tablename="service_points", db=ENGINE):
    """One row of ``service_points``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    premises_id = BigInt(default=None)
    service = Text(default=None)
    point_number = Text(default=None)
    route = Text(null=True, default=None)
    reading_group = SmallInt(default=None)
    attributes = JSONB(default=None)
    installed_on = Date(default=None)
    removed_on = Date(null=True, default=None)
    recorded_at = Timestamptz(default=None)
