"""The database's own catalogue says that every table is fenced. A new table that is not fails here."""

from __future__ import annotations

import importlib
import pkgutil

import asyncpg
import pytest
from piccolo.table import Table

import minamoto
from minamoto.cli.chains import all_chains
from minamoto.foundation.exchange.adapters import load_adapters
from minamoto.foundation.storage.catalogue import UNFENCED, TableFacts, read_columns, read_tables
from minamoto.foundation.storage.engine import connection_arguments
from minamoto.foundation.storage.migrations_runner import MigrationChanged, migrate
from testkit.servers import Servers

FENCE = "(tenant_id = (NULLIF(current_setting('minamoto.tenant_id'::text, true), ''::text))::integer)"
FACTS = {
    "assessments",
    "claims",
    "invoices",
    "postings",
    "receipts",
    "clearings",
    "audit_entries",
    "documents",
}


@pytest.fixture(scope="module")
async def tables(servers: Servers) -> list[TableFacts]:
    link = await asyncpg.connect(**connection_arguments(servers.admin_url))
    try:
        return await read_tables(link)
    finally:
        await link.close()


def test_every_table_is_fenced_or_listed(tables: list[TableFacts]) -> None:
    open_tables = [
        each.name
        for each in tables
        if not each.is_partition
        and each.name not in UNFENCED
        and not (
            each.row_security
            and each.row_security_forced
            and each.tenant_column_not_null
            and each.policies == (f"tenant_fence: {FENCE} / {FENCE}",)
        )
    ]

    assert open_tables == []


def test_the_list_of_exceptions_names_real_tables_only(tables: list[TableFacts]) -> None:
    assert set(UNFENCED) <= {each.name for each in tables}


def test_partitions_are_reached_through_their_parent_only(tables: list[TableFacts]) -> None:
    granted = [each.name for each in tables if each.is_partition and each.application_privileges]

    assert any(each.is_partition for each in tables)
    assert granted == []


def test_every_key_is_led_by_the_tenant(tables: list[TableFacts]) -> None:
    fenced = [each for each in tables if each.name not in UNFENCED]

    assert [each.name for each in fenced if not each.keys_led_by_tenant] == []
    assert [each.name for each in fenced if not each.foreign_keys_led_by_tenant] == []


def test_the_application_owns_nothing_and_cannot_change_the_schema(tables: list[TableFacts]) -> None:
    assert {each.owner for each in tables} == {"minamoto_owner"}
    assert [
        each.name for each in tables if each.application_privileges & {"TRUNCATE", "REFERENCES", "TRIGGER"}
    ] == []


def test_facts_can_be_appended_only(tables: list[TableFacts]) -> None:
    facts = {each.name: each.application_privileges for each in tables if each.name in FACTS}

    assert set(facts) == FACTS
    assert {name: kinds for name, kinds in facts.items() if kinds != {"SELECT", "INSERT"}} == {}


def test_the_directory_is_read_only(tables: list[TableFacts]) -> None:
    directory = next(each for each in tables if each.name == "tenant_directory")

    assert directory.application_privileges == {"SELECT"}


def _declared_tables() -> list[type[Table]]:
    packages = [minamoto.__name__, *{each.migrations for each in load_adapters() if each.migrations}]
    for package in packages:
        module = importlib.import_module(package)
        for found in pkgutil.walk_packages(module.__path__, f"{package}."):
            if found.name.endswith(".tables"):
                importlib.import_module(found.name)
    return [each for each in Table.__subclasses__() if each.__module__.endswith("tables")]


async def test_declared_tables_are_the_tables_of_the_database(servers: Servers) -> None:
    link = await asyncpg.connect(**connection_arguments(servers.admin_url))
    try:
        columns = await read_columns(link)
    finally:
        await link.close()

    wrong = {
        table._meta.tablename: {each._meta.db_column_name for each in table._meta.columns}
        ^ set(columns.get(table._meta.tablename, []))
        for table in _declared_tables()
        if {each._meta.db_column_name for each in table._meta.columns}
        != set(columns.get(table._meta.tablename, []))
    }

    assert _declared_tables()
    assert wrong == {}


def test_no_declared_column_has_a_silent_default() -> None:
    silent = [
        f"{table._meta.tablename}.{column._meta.name}"
        for table in _declared_tables()
        for column in table._meta.columns
        if getattr(column, "default", None) is not None
    ]

    assert silent == []


async def test_migrating_again_applies_nothing_and_a_changed_text_is_refused(servers: Servers) -> None:
    link = await asyncpg.connect(**connection_arguments(servers.admin_url))
    password = servers.app_url.split(":")[2].split("@")[0]
    try:
        again = await migrate(admin_url=servers.admin_url, chains=all_chains(), application_password=password)
        await link.execute(
            "update minamoto.applied_migrations set checksum = 'x'"
            " where chain = 'minamoto.foundation.storage'"
        )
        with pytest.raises(MigrationChanged):
            await migrate(admin_url=servers.admin_url, chains=all_chains(), application_password=password)
    finally:
        await _restore_checksum(link)
        await link.close()

    assert again == []


async def _restore_checksum(link: asyncpg.Connection[asyncpg.Record]) -> None:
    from minamoto.foundation.storage.migrations_runner import load_chain

    for migration in load_chain("minamoto.foundation.storage"):
        await link.execute(
            "update minamoto.applied_migrations set checksum = $1 where chain = $2 and number = $3",
            migration.checksum, migration.chain, migration.number,
        )  # fmt: skip
