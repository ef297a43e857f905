"""Tariff versions and index values: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import BigInt, Bytea, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class TariffVersion(Table, tablename="tariff_versions", db=ENGINE):
    """One row of ``tariff_versions``."""

    tenant_id = Integer(primary_key=True, default=None)
    id = BigInt(default=None)
    tariff_code = Text(default=None)
    service = Text(default=None)
    valid_from = Date(default=None)
    definition = Text(default=None)
    fingerprint = Bytea(default=None)
    state = Text(default=None)
    recorded_at = Timestamptz(default=None)
    released_at = Timestamptz(default=None)


class PriceIndex(Table, tablename="price_indexes", db=ENGINE):
    """One row of ``price_indexes``."""

    tenant_id = Integer(primary_key=True, default=None)
    index_code = Text(default=None)
    month = Date(default=None)
    recorded_at = Timestamptz(default=None)
    unit_price = Numeric(default=None)
    source = Text(default=None)
