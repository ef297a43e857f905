"""What a command needs around it: the engine open, the vault unlocked, errors in the user's language."""

from __future__ import annotations

import asyncio
import locale
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from minamoto.cli.settings import Connections, read_connections
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.engine import ENGINE
from minamoto.kernel.errors import Language, MinamotoError

T = TypeVar("T")
EXIT_REFUSED = 2


def language() -> Language:
    """Return the language of the terminal: English when the locale says so, else Japanese."""
    chosen = os.environ.get("MINAMOTO_LANGUAGE") or locale.getlocale()[0] or "ja"
    return "en" if chosen.lower().startswith(("en", "c")) else "ja"


@asynccontextmanager
async def open_session() -> AsyncIterator[Connections]:
    """Open the engine as the application's role for the length of a command."""
    connections = read_connections()
    secrets.unlock(secrets.load_master_key(environment=os.environ, folder=connections.data_folder))
    await ENGINE.open(connections.app_url, min_size=1, max_size=4)
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
