"""Fixtures every test may ask for. Servers start only when a test needs one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from minamoto.foundation.storage import ids
from minamoto.foundation.storage.engine import ENGINE
from testkit.clock import MovingClock
from testkit.servers import Servers, running_servers
from testkit.tenants import TestTenant, create_tenant


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """A migrated PostgreSQL and a Redis, embedded unless the environment names others."""
    with running_servers() as running:
        yield running


@pytest.fixture(scope="session")
async def database(servers: Servers) -> AsyncIterator[Servers]:
    """The engine opened as the application's role."""
    ids.forget_block()
    await ENGINE.open(servers.app_url, min_size=1, max_size=8)
    yield servers
    await ENGINE.close()


@pytest.fixture
async def tenant(database: Servers) -> TestTenant:
    """A fresh tenant of its own for the test."""
    return await create_tenant(database.admin_url)


@pytest.fixture
async def other_tenant(database: Servers) -> TestTenant:
    """A second fresh tenant, for tests of isolation."""
    return await create_tenant(database.admin_url)


@pytest.fixture
def clock() -> MovingClock:
    """A clock that stands at 2026-10-01 09:00 in Japan."""
    return MovingClock()
