"""A database that is away is said so, with 503, and never as a fault of ours."""

from __future__ import annotations

import asyncpg
import pytest
from litestar import get

from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.tenants import TestTenant
from testkit.web import running_app


@pytest.mark.parametrize("error", [ConnectionRefusedError("x"), asyncpg.AdminShutdownError("x")])
async def test_a_database_that_is_away_is_503(
    servers: Servers, database: Servers, tenant: TestTenant, clock: MovingClock, error: Exception
) -> None:
    @get("/{slug:str}/api/away", opt={"public": "a test", "transaction": "none"})
    async def away() -> None:
        raise error

    async with running_app(servers, clock, routes=(away,)) as client:
        answer = await client.get(f"/{tenant.slug}/api/away", headers={"accept-language": "ja"})

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["code"] == "store-unavailable"
