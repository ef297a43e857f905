"""The tenant's transaction is the only way to data, and it shows one tenant."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from minamoto.foundation.storage import ids, transactions
from minamoto.foundation.storage.engine import ENGINE
from minamoto.foundation.storage.transactions import (
    NestedTenantTransaction,
    OutsideTenantTransaction,
    tenant_transaction,
)
from testkit.servers import Servers
from testkit.tenants import TestTenant


async def _count_tenants() -> int:
    count: int = await transactions.connection().fetchval("select count(*) from tenants")
    return count


async def test_sees_its_own_tenant_only(tenant: TestTenant, other_tenant: TestTenant) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        seen = await transactions.connection().fetchval("select array_agg(tenant_id) from tenants")

    assert seen == [tenant.tenant_id]


async def test_sees_nothing_outside(tenant: TestTenant) -> None:
    async with ENGINE.bare_connection() as link:
        assert await link.fetchval("select count(*) from tenants") == 0
        assert await link.fetchval("select count(*) from tenant_directory") > 0

    with pytest.raises(OutsideTenantTransaction):
        transactions.connection()


async def test_refuses_to_nest(tenant: TestTenant) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        with pytest.raises(NestedTenantTransaction):
            async with tenant_transaction(tenant_id=tenant.tenant_id):
                pass


async def test_cannot_write_for_another_tenant(tenant: TestTenant, other_tenant: TestTenant) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await transactions.connection().execute(
                """
                insert into master_rows (tenant_id, kind, code, valid_from, recorded_at, name, attributes)
                values ($1, 'office', 'A', '2026-04-01', now(), '見本', '{}')
                """,
                other_tenant.tenant_id,
            )


async def test_interleaved_tasks_never_see_each_other(tenant: TestTenant, other_tenant: TestTenant) -> None:
    async def look(each: TestTenant) -> bool:
        async with tenant_transaction(tenant_id=each.tenant_id):
            await asyncio.sleep(0)
            rows = await transactions.connection().fetch("select tenant_id from tenants")
            return [row["tenant_id"] for row in rows] == [each.tenant_id]

    results = await asyncio.gather(*(look(each) for each in [tenant, other_tenant] * 100))

    assert all(results)


async def test_a_failing_commit_gives_its_connection_back(tenant: TestTenant) -> None:
    assert ENGINE.pool is not None

    async def fail_to_commit() -> None:
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await transactions.connection().execute(
                "create temp table a (n int primary key) on commit drop;"
                "create temp table b (n int references a deferrable initially deferred) on commit drop;"
                "insert into b values (1)"
            )

    for _ in range(ENGINE.pool.get_max_size() + 2):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await fail_to_commit()

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        assert await _count_tenants() == 1


async def test_ids_are_unique_and_come_in_blocks(tenant: TestTenant) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        singles = [await ids.next_id() for _ in range(5)]
        many = await ids.next_ids(2500)

    assert len(set(singles + many)) == 2505


async def test_a_session_cannot_leave_its_role(database: Servers, tenant: TestTenant) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        link = transactions.connection()
        assert await link.fetchval("select current_user") == "minamoto_app"
        owned = await link.fetchval(
            "select count(*) from pg_class where pg_get_userbyid(relowner) = current_user"
            " and relnamespace = 'minamoto'::regnamespace"
        )
        assert owned == 0
        bypass = await link.fetchval(
            "select rolbypassrls or rolsuper from pg_roles where rolname = current_user"
        )
        assert bypass is False
