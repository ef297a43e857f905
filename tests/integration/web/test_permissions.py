"""Every route of the application, from the application itself: without a right nobody gets past the gate."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from minamoto.foundation.identity.rules import DEFAULT_ROLES, OWN_ACCOUNT
from minamoto.foundation.secrets.operations import opaque_ids
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.web.describe import PERMISSIONS_PAGE, described_app
from minamoto.web.permissions import RouteRight, permission_page, route_rights
from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.tenants import TestTenant
from testkit.web import (
    HEADERS,
    add_staff,
    log_in,
    logged_in_customer,
    logged_in_staff,
    partner_token,
    running_app,
)

ROOT = Path(__file__).parents[3]
GUARDED = [right for right in route_rights(described_app()) if right.permission]


def _address(right: RouteRight, tenant: TestTenant) -> str:
    return re.sub(r"\{(?!slug)\w+\}", "abc_0000000000000", right.path).replace("{slug}", tenant.slug)


def _face(right: RouteRight) -> str:
    return right.path.split("/")[3]


async def _call(
    client: httpx.AsyncClient, right: RouteRight, tenant: TestTenant, headers: dict[str, str] | None = None
) -> httpx.Response:
    return await client.request(
        right.method, _address(right, tenant), headers={**HEADERS.get(_face(right), {}), **(headers or {})}
    )


def test_the_page_of_permissions_is_that_of_the_application() -> None:
    page = (ROOT / PERMISSIONS_PAGE).read_text("utf-8")

    assert page == permission_page(described_app()), "run: python -m minamoto.web.describe"


def test_only_known_addresses_are_public() -> None:
    public = [right.path for right in route_rights(described_app()) if right.public]

    inside = [path for path in public if "/api/" in path and "/session" not in path and "oauth" not in path]
    assert [path for path in inside if not path.startswith("/api/openapi/")] == []


def test_every_permission_of_the_roles_opens_something_or_is_named_here() -> None:
    of_screens_to_come = {"audit.read", "staff.manage", "partners.manage"}
    held = {permission for role in DEFAULT_ROLES for permission in role.permissions}

    assert held - {right.permission for right in GUARDED} <= of_screens_to_come


async def test_nobody_gets_past_a_guarded_route(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        statuses = {
            (right.method, right.path): (await _call(client, right, tenant)).status_code for right in GUARDED
        }

    assert len(statuses) > 40
    assert {route: status for route, status in statuses.items() if status != 401} == {}


async def test_a_session_or_token_of_another_tenant_gets_past_no_route(
    database: Servers, tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await logged_in_staff(client, other_tenant, clock)
        await logged_in_customer(client, other_tenant, clock)
        token = await partner_token(client, other_tenant, clock)
        foreign = {
            "cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar),
            "authorization": f"Bearer {token}",
        }
        client.cookies.clear()
        statuses = {
            (right.method, right.path): (await _call(client, right, tenant, foreign)).status_code
            for right in GUARDED
        }

    assert "minamoto_console" in foreign["cookie"]
    assert "minamoto_mypage" in foreign["cookie"]
    assert {route: status for route, status in statuses.items() if status != 401} == {}


@pytest.mark.parametrize("role", [role.code for role in DEFAULT_ROLES])
async def test_a_role_gets_past_exactly_the_routes_of_the_table(
    database: Servers, tenant: TestTenant, clock: MovingClock, role: str
) -> None:
    # The own account stands apart: its acts would end the session that asks.
    routes = [right for right in GUARDED if _face(right) == "console" and right.permission != OWN_ACCOUNT]

    async with running_app(database, clock) as client:
        await logged_in_staff(client, tenant, clock, roles=[role])
        refused = {
            (right.method, right.path): (await _call(client, right, tenant)).status_code == 403
            for right in routes
        }

    assert refused == {(right.method, right.path): role not in right.holders for right in routes}


async def test_staff_without_a_role_may_see_to_their_own_account_only(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_staff(tenant, clock, roles=[])
        await log_in(client, tenant, "console", "moto")
        open_routes = [
            right.path
            for right in GUARDED
            if _face(right) == "console"
            and right.permission != OWN_ACCOUNT
            and (await _call(client, right, tenant)).status_code != 403
        ]
        account = await client.get(f"/{tenant.slug}/api/console/account")

    assert open_routes == []
    assert account.status_code == 200


async def test_a_token_without_a_scope_gets_past_none_of_its_routes(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    routes = [right for right in GUARDED if _face(right) == "partners"]

    async with running_app(database, clock) as client:
        tokens = {
            scope: await partner_token(client, tenant, clock, scopes=[scope])
            for scope in ("bills:read", "usage:read", "readings:write")
        }
        refused = {
            (right.path, scope): (
                await _call(client, right, tenant, {"authorization": f"Bearer {token}"})
            ).status_code
            == 403
            for right in routes
            for scope, token in tokens.items()
        }

    assert routes
    assert refused == {
        (right.path, scope): right.permission != f"scope:{scope}" for right in routes for scope in tokens
    }


_KINDS = {
    "bill_id": "inv", "customer_id": "cus", "run_id": "run", "job_id": "job", "message_id": "msg",
    "payment_id": "pay", "session_id": "ses", "file_id": "msg",
}  # fmt: skip


async def test_another_tenants_id_is_not_found_in_any_address(
    database: Servers, tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    routes = [right for right in GUARDED if re.search(r"\{\w+_id\}", right.path) and right.method != "POST"]

    async with running_app(database, clock) as client:
        await logged_in_staff(client, tenant, clock)
        await logged_in_customer(client, tenant, clock, customer_ids=[1000])
        token = await partner_token(client, tenant, clock)
        async with tenant_transaction(tenant_id=other_tenant.tenant_id):
            foreign = await opaque_ids()
        answers = {
            (right.method, right.path): await client.request(
                right.method,
                re.sub(
                    r"\{(\w+_id)\}", lambda match: foreign.write(_KINDS[match[1]], 1000), right.path
                ).replace("{slug}", tenant.slug),
                headers={**HEADERS.get(_face(right), {}), "authorization": f"Bearer {token}"},
            )
            for right in routes
        }

    assert len(answers) > 12
    assert {route: answer.status_code for route, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert {answer.json()["code"] for answer in answers.values()} == {"not-found"}
