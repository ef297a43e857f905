"""What a command needs around it: the engine open, the vault unlocked, errors in the user's language."""

from __future__ import annotations

import asyncio
import locale
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import asyncpg

from minamoto.cli.settings import Connections, read_connections
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.engine import ENGINE
from minamoto.kernel.errors import InvalidInput, Language, MinamotoError, OutsidePartyFailed

T = TypeVar("T")
EXIT_REFUSED = 2


class SettingRefused(InvalidInput):
    """A setting of the environment is not what it should be. The value itself is never shown."""

    code = "setting-refused"
    ja = "環境変数 {name} の値が正しくありません（{reason}）。"
    en = "The environment variable {name} is not right ({reason})."


class DatabaseUnreachable(OutsidePartyFailed):
    """The database does not answer, or refuses the login."""

    code = "database-unreachable"
    ja = "データベースに接続できません（{reason}）。接続先とパスワードをご確認ください。"
    en = "The database cannot be reached ({reason}). Check its address and password."


def language() -> Language:
    """Return the language of the terminal: English when the locale says so, else Japanese."""
    chosen = os.environ.get("MINAMOTO_LANGUAGE") or locale.getlocale()[0] or "ja"
    return "en" if chosen.lower().startswith(("en", "c")) else "ja"


@asynccontextmanager
async def open_session() -> AsyncIterator[Connections]:
    """Open the engine as the application's role for the length of a command.

    :raises NoDatabaseNamed: when nothing says where the database is.
    :raises SettingRefused: when a setting is malformed.
    :raises DatabaseUnreachable: when nobody answers there, or the login is refused.
    """
    connections = read_connections()
    try:
        secrets.unlock(secrets.load_master_key(environment=os.environ, folder=connections.data_folder))
    except secrets.MasterKeyInvalid as error:
        raise SettingRefused(name="MINAMOTO_MASTER_KEY", reason=str(error)) from error
    try:
        await ENGINE.open(connections.app_url, min_size=1, max_size=4)
    except ValueError as error:
        raise SettingRefused(name="MINAMOTO_APP_DATABASE_URL", reason=str(error)) from error
    except (OSError, asyncpg.PostgresError) as error:
        raise DatabaseUnreachable(reason=type(error).__name__) from error
    try:
        yield connections
    finally:
        await ENGINE.close()


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Run a command's coroutine; an anticipated error is printed and ends the process with code 2."""

    async def main() -> T:
        return await work()

    try:
        return asyncio.run(main())
    except MinamotoError as error:
        say(error.message(language()))
        raise SystemExit(EXIT_REFUSED) from error


def say(line: str) -> None:
    """Write a line for people to stderr; stdout is for results."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
