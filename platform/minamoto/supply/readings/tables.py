"""Readings: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    Date,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class IntervalDayRow(Table, tablename="interval_days", db=ENGINE):
    """One row of ``interval_days``; the masks are bit strings, which Piccolo does not know."""

    tenant_id = Integer(default=None)
    service_point_id = BigInt(primary_key=True, default=None)
    day = Date(default=None)
    channel = SmallInt(default=None)
    interval_minutes = SmallInt(default=None)
    scale = SmallInt(default=None)
    readings = Array(base_column=Integer(), default=None)
    missing = Varchar(null=True, default=None)
    estimated = Varchar(null=True, default=None)
    stage = SmallInt(default=None)
    revision = Integer(default=None)
    source_message_id = BigInt(null=True, default=None)
    recorded_at = Timestamptz(default=None)


class IntervalRevisionRow(Table, tablename="interval_revisions", db=ENGINE):
    """One row of ``interval_revisions``."""

    tenant_id = Integer(default=None)
    service_point_id = BigInt(primary_key=True, default=None)
    day = Date(default=None)
    channel = SmallInt(default=None)
    revision = Integer(default=None)
    stage = SmallInt(default=None)
    scale = SmallInt(default=None)
    readings = Array(base_column=Integer(), default=None)
    replaced_at = Timestamptz(default=None)


class ConfirmedUsageRow(Table, tablename="confirmed_usages", db=ENGINE):
    """One row of ``confirmed_usages``."""

    tenant_id = Integer(default=None)
    service_point_id = BigInt(primary_key=True, default=None)
    usage_month = Date(default=None)
    sort_code = Text(default=None)
    revision = Integer(default=None)
    period_from = Date(default=None)
    period_to = Date(default=None)
    quantity = BigInt(default=None)
    scale = SmallInt(default=None)
    next_reading_on = Date(null=True, default=None)
    attributes = JSONB(default=None)
    source_message_id = BigInt(null=True, default=None)
    recorded_at = Timestamptz(default=None)


class RegisterReadingRow(Table, tablename="register_readings", db=ENGINE):
    """One row of ``register_readings``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    service_point_id = BigInt(default=None)
    installation_id = BigInt(default=None)
    read_on = Date(default=None)
    register_value = BigInt(null=True, default=None)
    scale = SmallInt(default=None)
    kind = Text(default=None)
    reason_code = Text(null=True, default=None)
    note = Text(null=True, default=None)
    corrects_id = BigInt(null=True, default=None)
    source_message_id = BigInt(null=True, default=None)
    recorded_at = Timestamptz(default=None)


class UsageRow(Table, tablename="usages", db=ENGINE):
    """One row of ``usages``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    service_point_id = BigInt(default=None)
    period_from = Date(default=None)
    period_to = Date(default=None)
    quantity = BigInt(default=None)
    scale = SmallInt(default=None)
    source = Text(default=None)
    details = JSONB(default=None)
    supersedes_id = BigInt(null=True, default=None)
    recorded_at = Timestamptz(default=None)


class LiveUsageRow(Table, tablename="live_usages", db=ENGINE):
    """One row of ``live_usages``."""

    tenant_id = Integer(default=None)
    service_point_id = BigInt(primary_key=True, default=None)
    period_from = Date(default=None)
    period_to = Date(default=None)
    usage_id = BigInt(default=None)
