"""The tenant's transaction: the only way to data, and it never nests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg

from minamoto.foundation.storage.engine import ENGINE

Connection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"


class NestedTenantTransaction(RuntimeError):
    """A tenant's transaction was begun inside another one."""


class OutsideTenantTransaction(RuntimeError):
    """Data was asked for outside a tenant's transaction."""


@dataclass(frozen=True, slots=True)
class TenantScope:
    """The tenant whose transaction is open, and the connection it runs on."""

    tenant_id: int
    connection: Connection


_scope: ContextVar[TenantScope | None] = ContextVar("tenant_scope", default=None)


@asynccontextmanager
async def tenant_transaction(*, tenant_id: int) -> AsyncIterator[TenantScope]:
    """Open a transaction that sees one tenant; commit at the end, roll back on an error.

    The tenant is set by ``SET LOCAL`` because Citus forwards that, and not ``set_config``, to the nodes
    that hold the data (docs/decisions/0002).

    :raises NestedTenantTransaction: when a transaction is already open in this task.
    """
    if type(tenant_id) is not int or tenant_id <= 0:
        message = f"a tenant id is a positive int, got {tenant_id!r}"
        raise ValueError(message)
    if ENGINE.transaction_exists():
        raise NestedTenantTransaction
    async with ENGINE.transaction(allow_nested=False) as transaction:
        connection: Connection = transaction.connection
        # Both settings in one round trip. The id is an int, so nothing can be smuggled in.
        await connection.execute(
            f"set local citus.propagate_set_commands to 'local';set local minamoto.tenant_id to '{tenant_id}'"
        )
        scope = TenantScope(tenant_id=tenant_id, connection=connection)
        token = _scope.set(scope)
        try:
            yield scope
        finally:
            _scope.reset(token)


def current_scope() -> TenantScope:
    """Return the open tenant's scope.

    :raises OutsideTenantTransaction: when none is open.
    """
    scope = _scope.get()
    if scope is None:
        raise OutsideTenantTransaction
    return scope


def connection() -> Connection:
    """Return the open transaction's connection, for SQL that Piccolo cannot say.

    :raises OutsideTenantTransaction: when none is open.
    """
    return current_scope().connection


def tenant_id() -> int:
    """Return the open tenant's id. Queries name it too, so that a router can find the shard.

    :raises OutsideTenantTransaction: when none is open.
    """
    return current_scope().tenant_id


@asynccontextmanager
async def savepoint() -> AsyncIterator[None]:
    """Open a savepoint: use it only where an error is expected and handled."""
    async with connection().transaction():
        yield
