"""Issued documents: the table as Piccolo knows it; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import JSONB, BigInt, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class DocumentRow(Table, tablename="documents", db=ENGINE):
    """One row of ``documents``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    kind = Text(default=None)
    subject_kind = Text(default=None)
    subject_id = BigInt(default=None)
    issued_at = Timestamptz(default=None)
    sha256 = Bytea(default=None)
    content = Bytea(default=None)
    data = JSONB(default=None)
