"""The one engine of a process: Piccolo's, with a transaction that never leaks its connection.

Piccolo 1.38 loses the pooled connection when COMMIT fails and connects when it is constructed;
both are mended here (docs/decisions/0003).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction


class SafeTransaction(PostgresTransaction):
    """A transaction that gives its connection back whatever happens."""

    __slots__ = ()

    async def __aenter__(self) -> PostgresTransaction:
        """Begin on a connection of the pool."""
        if self._parent is not None:
            return self._parent
        self.connection = await self.get_connection()  # type: ignore[no-untyped-call]  # Piccolo's
        try:
            self.transaction = self.connection.transaction()
            await self.begin()  # type: ignore[no-untyped-call]  # Piccolo's
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        """Commit, or roll back after an error; free the connection in any case."""
        if self._parent is not None:
            return exception_type is None
        try:
            if exception_type is not None:
                if not self._rolled_back:
                    await self.rollback()  # type: ignore[no-untyped-call]  # Piccolo's
            elif not self._committed and not self._rolled_back:
                await self.commit()  # type: ignore[no-untyped-call]  # Piccolo's
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return False

    async def _give_back(self) -> None:
        if self.engine.pool is not None:
            await self.engine.pool.release(self.connection)
        else:
            await self.connection.close()


class NotOpened(RuntimeError):
    """The engine was used before ``open``."""


class Engine(PostgresEngine):
    """Piccolo's engine, opened and closed explicitly by a composition root."""

    __slots__ = ()

    def __init__(self) -> None:
        """Construct without touching the network."""
        super().__init__(config={})

    async def check_version(self) -> None:
        """Do nothing: the migrations check the server."""

    async def prep_database(self) -> None:
        """Do nothing: no extension is needed."""

    def transaction(self, allow_nested: bool = True) -> SafeTransaction:  # noqa: FBT001,FBT002 - Piccolo's signature
        """Return a transaction that frees its connection whatever happens."""
        return SafeTransaction(engine=self, allow_nested=allow_nested)

    async def open(self, url: str, *, min_size: int = 1, max_size: int = 10) -> None:
        """Open the pool on a ``postgresql://`` URL."""
        self.config = connection_arguments(url)
        self.pool = await asyncpg.create_pool(
            **self.config, min_size=min_size, max_size=max_size, command_timeout=120
        )

    async def close(self) -> None:
        """Close the pool."""
        if self.pool is not None:
            await self.pool.close()
            self.pool = None

    @asynccontextmanager
    async def bare_connection(self) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy[asyncpg.Record]]:
        """Lend a connection with no tenant: it sees reference tables only."""
        if self.pool is None:
            raise NotOpened
        async with self.pool.acquire() as connection:
            yield connection


def connection_arguments(url: str) -> dict[str, Any]:
    """Return asyncpg's arguments for a ``postgresql://`` URL.

    ``?sslmode=verify-full`` and its kin say how the connection is secured (libpq's words).

    :raises ValueError: when the URL names no database, another scheme or an unknown option.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or len(parts.path) < 2:  # noqa: PLR2004 - "/x" at least
        message = "a database URL looks like postgresql://user:password@host:port/database"
        raise ValueError(message)
    arguments: dict[str, Any] = {
        "host": parts.hostname or "127.0.0.1",
        "port": parts.port or 5432,
        "database": unquote(parts.path[1:]),
        "server_settings": {"search_path": "minamoto", "timezone": "UTC"},
    }
    options = parse_qs(parts.query, strict_parsing=bool(parts.query))
    if unknown := set(options) - {"sslmode"}:
        message = f"the database URL's option {min(unknown)!r} is not known; sslmode is"
        raise ValueError(message)
    if "sslmode" in options:
        arguments["ssl"] = options["sslmode"][-1]
    if parts.username:
        arguments["user"] = unquote(parts.username)
    if parts.password:
        arguments["password"] = unquote(parts.password)
    return arguments


ENGINE = Engine()
"""The process's engine; Piccolo tables are bound to it."""
