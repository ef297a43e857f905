"""Dated master rows: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import JSONB, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class MasterRow(Table, tablename="master_rows", db=ENGINE):
    """One row of ``master_rows``."""

    tenant_id = Integer(primary_key=True, default=None)
    kind = Text(default=None)
    code = Text(default=None)
    valid_from = Date(default=None)
    recorded_at = Timestamptz(default=None)
    name = Text(default=None)
    attributes = JSONB(default=None)
