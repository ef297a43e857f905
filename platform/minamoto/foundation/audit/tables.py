"""The trail: the table as Piccolo knows it; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import JSONB, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class AuditEntryRow(Table, tablename="audit_entries", db=ENGINE):
    """One row of ``audit_entries``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    at = Timestamptz(default=None)
    actor_kind = Text(default=None)
    actor_id = BigInt(null=True, default=None)
    act = Text(default=None)
    subject_kind = Text(default=None)
    subject_id = BigInt(null=True, default=None)
    reason = Text(null=True, default=None)
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)
