"""`minamoto login ...`: a utility that is not the demonstration gets its first logins from the terminal."""

from __future__ import annotations

import json

import pytest

from integration.cli.test_tenant_command import (  # noqa: F401 - fixtures of the command line
    Run,
    _command_line,
    minamoto,
)
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from testkit.onboarding import PackTenant, onboard
from testkit.servers import Servers


@pytest.fixture
async def suido(database: Servers) -> PackTenant:
    secrets.unlock(b"m" * 32)
    return await onboard(database.admin_url, "aoba_suido")


async def test_staff_get_a_first_password(minamoto: Run, suido: PackTenant) -> None:  # noqa: F811 - the fixture
    done = await minamoto(
        "login",
        "staff",
        suido.slug,
        "hana",
        "--name",
        "窓口 花",
        "--email",
        "hana@example.jp",
        "--role",
        "clerk",
    )

    told = json.loads(done.stdout)
    async with tenant_transaction(tenant_id=suido.tenant_id):
        roles = await connection().fetchval(
            """
            select array_agg(r.role_code) from staff s
            join staff_roles r on r.tenant_id = s.tenant_id and r.staff_id = s.id
            where s.login_name = 'hana'
            """
        )
    assert done.exit_code == 0
    assert told["login_name"] == "hana"
    assert len(told["password"]) == 20
    assert roles == ["clerk"]


async def test_a_customer_sees_their_own_numbers_only(minamoto: Run, suido: PackTenant) -> None:  # noqa: F811
    done = await minamoto(
        "login",
        "customer",
        suido.slug,
        "hanako@example.jp",
        "--name",
        "源田 花子",
        "--customer",
        "200000000001",
    )
    unknown = await minamoto(
        "login", "customer", suido.slug, "taro@example.jp", "--name", "見本 太郎", "--customer", "999"
    )

    async with tenant_transaction(tenant_id=suido.tenant_id):
        numbers = await connection().fetch(
            """
            select c.customer_number, u.email from portal_users u
            join portal_user_customers l on l.tenant_id = u.tenant_id and l.portal_user_id = u.id
            join customers c on c.tenant_id = l.tenant_id and c.id = l.customer_id
            """
        )
        users = await connection().fetchval("select count(*) from portal_users")
    assert done.exit_code == 0
    assert [tuple(row) for row in numbers] == [("200000000001", "hanako@example.jp")]
    assert unknown.exit_code == 2
    assert "999" in unknown.stderr
    assert users == 1


async def test_a_partner_gets_a_secret_once(minamoto: Run, suido: PackTenant) -> None:  # noqa: F811
    done = await minamoto("login", "partner", suido.slug, "見本アプリ", "--scope", "bills:read")
    wrong = await minamoto("login", "partner", suido.slug, "見本アプリ", "--scope", "everything")

    told = json.loads(done.stdout)
    async with tenant_transaction(tenant_id=suido.tenant_id):
        kept = await connection().fetch("select client_id, secret_hash from partner_clients")
    assert [row["client_id"] for row in kept] == [told["client_id"]]
    assert told["client_secret"] not in str(kept)
    assert wrong.exit_code == 2
