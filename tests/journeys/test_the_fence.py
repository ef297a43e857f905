"""The fence holds for every table of the catalogue: no other tenant's row is seen, written or changed."""

from __future__ import annotations

import asyncpg
import pytest

from integration.onboarding.tenant_facts import fenced_tables
from journeys.conftest import Month
from minamoto.foundation.storage.engine import ENGINE, connection_arguments
from minamoto.foundation.storage.transactions import connection, savepoint, tenant_transaction
from testkit.servers import Servers

EXPECTED_FULL = {
    "assessments", "claims", "invoices", "postings", "receipts", "clearings", "documents", "customers",
    "agreements", "usages", "interval_days", "register_readings", "inbox_messages", "jobs", "tenants",
    "tariff_versions", "payment_slips", "parties", "party_names",
}  # fmt: skip


@pytest.fixture(scope="module")
async def tables(database: Servers) -> list[str]:
    link = await asyncpg.connect(**connection_arguments(database.admin_url))
    try:
        return await fenced_tables(link)
    finally:
        await link.close()


@pytest.fixture(scope="module")
async def filled(database: Servers, tables: list[str], months: dict[str, Month]) -> dict[str, int]:
    """How many rows of all tenants each table holds, as the administrator counts them."""
    link = await asyncpg.connect(**connection_arguments(database.admin_url))
    try:
        counts = {table: await link.fetchval(f"select count(*) from {table}") for table in tables}
    finally:
        await link.close()
    return {table: count for table, count in counts.items() if count}


async def test_without_a_tenant_every_table_that_has_rows_shows_none(filled: dict[str, int]) -> None:
    async with ENGINE.bare_connection() as link:
        seen = {table: await link.fetchval(f"select count(*) from {table}") for table in filled}

    assert set(filled) >= EXPECTED_FULL
    assert {table: count for table, count in seen.items() if count} == {}


async def test_a_tenant_sees_its_own_rows_only(filled: dict[str, int], months: dict[str, Month]) -> None:
    tenant = months["minori_gas"].utility.tenant_id
    async with tenant_transaction(tenant_id=tenant):
        foreign = {
            table: await connection().fetchval(f"select count(*) from {table} where tenant_id <> $1", tenant)
            for table in filled
        }
        own = await connection().fetchval("select count(*) from invoices")

    assert {table: count for table, count in foreign.items() if count} == {}
    assert own > 0


async def test_a_row_for_another_tenant_is_refused_by_every_table(
    tables: list[str], months: dict[str, Month]
) -> None:
    tenant, other = (months[each].utility.tenant_id for each in ("minori_gas", "aoba_suido"))
    refusals = {}
    async with tenant_transaction(tenant_id=tenant):
        writable = {
            row["name"]
            for row in await connection().fetch(
                """
                select t as name from unnest($1::text[]) as t
                where has_table_privilege(t, 'insert') or has_any_column_privilege(t, 'insert')
                """,
                tables,
            )
        }
        for table in tables:
            with pytest.raises(asyncpg.InsufficientPrivilegeError) as caught:
                async with savepoint():
                    await connection().execute(f"insert into {table} (tenant_id) values ($1)", other)
            refusals[table] = str(caught.value)

    assert {
        table for table in tables if ("row-level security" in refusals[table]) is not (table in writable)
    } == set()
    assert len(writable) > 40


async def test_no_tenant_at_all_may_write(tables: list[str]) -> None:
    async with ENGINE.bare_connection() as link:
        for table in tables:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await link.execute(f"insert into {table} (tenant_id) values (1)")


async def test_rows_of_another_tenant_cannot_be_changed_removed_or_moved(
    filled: dict[str, int], months: dict[str, Month]
) -> None:
    tenant, other = (months[each].utility.tenant_id for each in ("minori_gas", "aoba_suido"))
    moved = []
    async with tenant_transaction(tenant_id=tenant):
        for table in filled:
            for statement in (
                f"update {table} set tenant_id = {tenant} where tenant_id = {other}",
                f"update {table} set tenant_id = {other}",
                f"delete from {table} where tenant_id = {other}",
            ):
                try:
                    async with savepoint():
                        status = await connection().execute(statement)
                except asyncpg.InsufficientPrivilegeError:
                    continue
                if not status.endswith(" 0"):
                    moved.append((statement, status))

    assert moved == []
