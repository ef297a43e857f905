"""Plain SQL migrations: one chain per package, in order, checksummed, each in its own transaction."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import asyncpg

from minamoto.foundation.storage.engine import connection_arguments

_FILE_NAME = re.compile(r"^(\d{4})_[a-z0-9_]+\.sql$")
_LOCK = 0x6D696E616D6F746F  # "minamoto" in ASCII: one migration at a time per database


class MigrationChanged(RuntimeError):
    """A migration that was applied before has another text now."""


class MigrationMisnamed(RuntimeError):
    """A migration file's name is not NNNN_name.sql, or a number is missing or doubled."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of a chain."""

    chain: str
    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def load_chain(package: str) -> list[Migration]:
    """Return a package's migrations (its ``migrations/NNNN_name.sql``) in order.

    :raises MigrationMisnamed: when a file is misnamed or the numbers have a gap.
    """
    folder = resources.files(package) / "migrations"
    found: list[Migration] = []
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        match = _FILE_NAME.match(entry.name)
        if match is None:
            message = f"{package}: {entry.name} is not named NNNN_name.sql"
            raise MigrationMisnamed(message)
        found.append(Migration(package, int(match[1]), entry.name, entry.read_text("utf-8")))
    if [each.number for each in found] != list(range(1, len(found) + 1)):
        message = f"{package}: migration numbers must run 0001, 0002, ... without gap"
        raise MigrationMisnamed(message)
    return found


async def migrate(*, admin_url: str, chains: Sequence[str], application_password: str) -> list[Migration]:
    """Bring a database up to date and return what was applied now.

    Creates the roles ``minamoto_owner`` (owns every table, may not log in) and ``minamoto_app`` (logs in,
    owns nothing, cannot bypass row security) when they are missing. Safe to repeat.

    :raises MigrationChanged: when an applied migration's text differs from the one applied.
    """
    arguments = connection_arguments(admin_url)
    link = await asyncpg.connect(**arguments)
    try:
        await link.execute("select pg_advisory_lock($1)", _LOCK)
        await _prepare(link, application_password)
        known = [migration for chain in chains for migration in load_chain(chain)]
        return [migration for migration in known if await _apply(link, migration)]
    finally:
        await link.close()


async def _prepare(link: asyncpg.Connection[asyncpg.Record], application_password: str) -> None:
    """Create the roles, the schema and the record of applied migrations."""
    for role, options in (
        ("minamoto_owner", "nologin nosuperuser nobypassrls"),
        ("minamoto_app", "login nosuperuser nobypassrls nocreatedb nocreaterole"),
    ):
        if not await link.fetchval("select true from pg_roles where rolname = $1", role):
            await link.execute(f"create role {role} {options}")
    quoted = await link.fetchval("select quote_literal($1)", application_password)
    await link.execute(f"alter role minamoto_app password {quoted}")
    if not await link.fetchval("select pg_has_role(current_user, 'minamoto_owner', 'member')"):
        await link.execute("grant minamoto_owner to current_user")
    database = await link.fetchval("select quote_ident(current_database())")
    await link.execute(f"grant create, temporary on database {database} to minamoto_owner")
    await link.execute(f"grant temporary on database {database} to minamoto_app")
    await link.execute("create schema if not exists minamoto authorization minamoto_owner")
    await link.execute("grant usage on schema minamoto to minamoto_app")
    await link.execute("set role minamoto_owner")
    await link.execute(
        """
        create table if not exists minamoto.applied_migrations (
            chain text not null,
            number int not null,
            name text not null,
            checksum text not null,
            applied_at timestamptz not null default now(),
            primary key (chain, number)
        )
        """
    )


async def _apply(link: asyncpg.Connection[asyncpg.Record], migration: Migration) -> bool:
    """Apply one migration unless it was; the record commits with it."""
    known = await link.fetchval(
        "select checksum from minamoto.applied_migrations where chain = $1 and number = $2",
        migration.chain,
        migration.number,
    )
    if known is not None:
        if known != migration.checksum:
            message = f"{migration.chain}/{migration.name} was changed after it was applied"
            raise MigrationChanged(message)
        return False
    async with link.transaction():
        await link.execute("set local search_path to minamoto; set local lock_timeout to '5s'")
        await link.execute(migration.text)
        await link.execute(
            "insert into minamoto.applied_migrations (chain, number, name, checksum) values ($1, $2, $3, $4)",
            migration.chain,
            migration.number,
            migration.name,
            migration.checksum,
        )
    return True
