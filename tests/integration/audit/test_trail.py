"""The trail keeps what was done, tells it newest first, and lets nobody change it."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from minamoto.foundation.audit import operations, queries
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from testkit.clock import MovingClock
from testkit.tenants import TestTenant


async def test_entries_come_back_newest_first_and_by_subject(
    tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        for act in ("read", "changed"):
            await operations.record(
                at=clock.now(), actor_kind="staff", actor_id=3, act=act, subject_kind="customer",
                subject_id=7, reason="お客さまからのお問い合わせ", before={"plan": "A"}, after={"plan": "B"},
            )  # fmt: skip
            clock.advance(timedelta(seconds=1))
        entries = await queries.entries_of(subject_kind="customer", subject_id=7)
        page = await queries.newest_entries(before_id=entries[0].id)
    async with tenant_transaction(tenant_id=other_tenant.tenant_id):
        foreign = await queries.newest_entries()

    assert [each.act for each in entries] == ["changed", "read"]
    assert (entries[0].before, entries[0].after) == ({"plan": "A"}, {"plan": "B"})
    assert [each.act for each in page] == ["read"]
    assert foreign == []


@pytest.mark.parametrize("statement", ["update audit_entries set act = 'x'", "delete from audit_entries"])
async def test_entries_cannot_be_changed_or_removed(tenant: TestTenant, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await connection().execute(statement)
