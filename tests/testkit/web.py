"""The web application on the test database, and callers who are logged in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from minamoto.foundation.exchange.adapters import Adapter
from minamoto.foundation.identity import operations as identity
from minamoto.foundation.secrets.operations import unlock
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.web.app import create_app
from minamoto.web.main import services as composed_services
from minamoto.web.settings import Settings
from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.tenants import TestTenant

PUBLIC_URL = "http://127.0.0.1:8000"
PASSWORD = "mizu-to-denki-42"
MASTER_KEY = bytes(range(32))
HEADERS = {"mypage": {"X-Minamoto-Client": "portal"}, "console": {"X-Minamoto-Client": "console"}}


def web_settings(servers: Servers, folder: Path) -> Settings:
    """Settings of a loopback demonstration; tenants are looked up anew at every request."""
    return Settings(
        database_url=servers.app_url,
        public_url=PUBLIC_URL,
        data_folder=folder,
        frontend_folder=folder / "portal_frontend",
        directory_cache_s=0,
    )


@asynccontextmanager
async def running_app(
    servers: Servers,
    clock: MovingClock,
    *,
    folder: Path = Path("/nonexistent"),
    services: Mapping[str, object] | None = None,
    adapters: Sequence[Adapter] | None = None,
    routes: Sequence[Any] = (),
    settings: Settings | None = None,
) -> AsyncIterator[httpx.AsyncClient]:
    """Run the application and lend a client. The engine must be open already (fixture ``database``)."""
    unlock(MASTER_KEY)
    used = settings or web_settings(servers, folder)
    app = create_app(
        used,
        clock=clock,
        services={**composed_services(used), **(services or {})},
        adapters=adapters,
        routes=routes,
    )
    # In the test's own loop, where the engine's pool lives; Litestar's test client runs another.
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]  # ASGI alike
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        yield client


async def add_staff(
    tenant: TestTenant,
    clock: MovingClock,
    *,
    login_name: str = "moto",
    roles: Iterable[str] = ("administrator",),
    **more: Any,
) -> int:
    """Create a member of staff with the password of all tests, and the default roles if they are missing."""
    unlock(MASTER_KEY)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await identity.seed_roles()
        return await identity.create_staff(
            login_name=login_name,
            display_name="源田 職員",
            email=f"{login_name}@example.jp",
            roles=roles,
            password=PASSWORD,
            at=clock.now(),
            **more,
        )


async def add_customer(
    tenant: TestTenant,
    clock: MovingClock,
    *,
    email: str = "hanako@example.jp",
    customer_ids: Iterable[int] = (),
    **more: Any,
) -> int:
    """Create a portal user with the password of all tests."""
    unlock(MASTER_KEY)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        return await identity.create_portal_user(
            email=email,
            display_name="源田 花子",
            customer_ids=customer_ids,
            password=PASSWORD,
            at=clock.now(),
            **more,
        )


async def log_in(
    client: httpx.AsyncClient,
    tenant: TestTenant,
    face: str,
    login: str,
    password: str = PASSWORD,
) -> httpx.Response:
    """Send a login of one face; the client keeps the cookie."""
    field = "email" if face == "mypage" else "login_name"
    return await client.post(
        f"/{tenant.slug}/api/{face}/session",
        json={field: login, "password": password},
        headers=HEADERS[face],
    )


async def logged_in_staff(
    client: httpx.AsyncClient,
    tenant: TestTenant,
    clock: MovingClock,
    *,
    roles: Iterable[str] = ("administrator",),
    login_name: str = "moto",
) -> int:
    """Create a member of staff and log them in with this client; return the id."""
    number = await add_staff(tenant, clock, login_name=login_name, roles=roles)
    assert (await log_in(client, tenant, "console", login_name)).status_code == 200
    return number


async def logged_in_customer(
    client: httpx.AsyncClient,
    tenant: TestTenant,
    clock: MovingClock,
    *,
    customer_ids: Iterable[int] = (),
    email: str = "hanako@example.jp",
) -> int:
    """Create a portal user and log them in with this client; return the id."""
    number = await add_customer(tenant, clock, email=email, customer_ids=customer_ids)
    assert (await log_in(client, tenant, "mypage", email)).status_code == 200
    return number


async def partner_token(
    client: httpx.AsyncClient,
    tenant: TestTenant,
    clock: MovingClock,
    *,
    scopes: Iterable[str] = ("bills:read", "usage:read", "readings:write"),
) -> str:
    """Register a partner and return an access token with these scopes."""
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        new = await identity.register_partner(display_name="見本提携株式会社", scopes=scopes, at=clock.now())
    answer = await client.post(
        f"/{tenant.slug}/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(new.client_id, new.client_secret or ""),
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])
