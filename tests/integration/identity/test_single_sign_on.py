"""Staff sign on at a real OpenID Connect provider; what is false, foreign or late is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from minamoto.foundation.identity import operations as identity
from minamoto.foundation.identity.operations.sso import SsoIssuerInsecure
from minamoto.foundation.storage.transactions import tenant_transaction
from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.sso import register_client, running_provider, sign_on
from testkit.tenants import TestTenant
from testkit.web import HEADERS, PUBLIC_URL, add_staff, log_in, running_app


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with running_provider() as issuer:
        yield issuer


@dataclass(frozen=True)
class House:
    client: httpx.AsyncClient
    tenant: TestTenant
    clock: MovingClock
    callback: str

    async def begin(self) -> str:
        answer = await self.client.get(f"/{self.tenant.slug}/api/console/session/sso")
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    async def finish(self, location: str) -> httpx.Response:
        return await self.client.get(location)

    async def login_name(self) -> str | None:
        body = (await self.client.get(f"/{self.tenant.slug}/api/console/session")).json()
        return None if body["user"] is None else str(body["user"]["login_name"])


@pytest.fixture
async def house(
    database: Servers, tenant: TestTenant, clock: MovingClock, provider: str
) -> AsyncIterator[House]:
    # The provider's tokens carry the machine's time.
    clock.set(datetime.now(UTC))
    callback = f"{PUBLIC_URL}/{tenant.slug}/api/console/session/sso/callback"
    client_id, secret = await register_client(provider, callback)
    await add_staff(tenant, clock, login_name="taro")
    async with running_app(database, clock) as client:
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await identity.configure_sso(
                issuer=provider, client_id=client_id, client_secret=secret, enabled=True, at=clock.now()
            )
        yield House(client, tenant, clock, callback)


async def test_a_member_of_staff_signs_on(house: House) -> None:
    session = (await house.client.get(f"/{house.tenant.slug}/api/console/session")).json()
    location = await sign_on(await house.begin(), "taro", until=house.callback)
    answer = await house.finish(location)

    assert session["sso_url"] == f"/{house.tenant.slug}/api/console/session/sso"
    assert answer.headers["location"] == f"/{house.tenant.slug}/console/"
    assert await house.login_name() == "taro"


async def test_the_subject_stays_bound_when_the_address_changes_hands(house: House) -> None:
    await house.finish(await sign_on(await house.begin(), "taro", until=house.callback))
    await house.client.delete(f"/{house.tenant.slug}/api/console/session", headers=HEADERS["console"])
    async with tenant_transaction(tenant_id=house.tenant.tenant_id):
        from minamoto.foundation.storage.transactions import connection

        await connection().execute(
            "update staff set email = 'other@example.jp' where tenant_id = $1", house.tenant.tenant_id
        )
    await house.finish(await sign_on(await house.begin(), "taro", until=house.callback))

    assert await house.login_name() == "taro"


@pytest.mark.parametrize("login", ["jiro", "unproved-taro"])
async def test_who_is_not_of_the_staff_or_not_proved_is_refused(house: House, login: str) -> None:
    answer = await house.finish(await sign_on(await house.begin(), login, until=house.callback))

    assert answer.headers["location"] == f"/{house.tenant.slug}/console/login?error=sso-refused"
    assert await house.login_name() is None


async def test_the_answer_of_another_browser_is_refused(house: House) -> None:
    location = await sign_on(await house.begin(), "taro", until=house.callback)
    house.client.cookies.clear()
    answer = await house.finish(location)

    assert answer.headers["location"].endswith("error=sso-refused")
    assert await house.login_name() is None


async def test_an_answer_counts_once_and_not_for_long(house: House) -> None:
    first = await sign_on(await house.begin(), "taro", until=house.callback)
    await house.finish(first)
    await house.client.delete(f"/{house.tenant.slug}/api/console/session", headers=HEADERS["console"])
    replayed = await house.finish(first)
    late = await sign_on(await house.begin(), "taro", until=house.callback)
    house.clock.advance(timedelta(minutes=10, seconds=1))
    too_late = await house.finish(late)

    assert replayed.headers["location"].endswith("error=sso-refused")
    assert too_late.headers["location"].endswith("error=sso-refused")
    assert await house.login_name() is None


async def test_a_changed_state_or_code_is_refused_and_no_query_leads_elsewhere(house: House) -> None:
    begun = await house.begin()
    location = httpx.URL(await sign_on(begun, "taro", until=house.callback))
    state = await house.finish(str(location.copy_set_param("state", "x" * 43)))
    code = await house.finish(str(location.copy_set_param("code", "wrong")))
    elsewhere = await house.client.get(
        f"/{house.tenant.slug}/api/console/session/sso?return=https://evil.example&redirect_uri=//evil.example"
    )
    denied = await house.client.get(
        f"/{house.tenant.slug}/api/console/session/sso/callback?error=access_denied&next=//evil.example"
    )

    for answer in (state, code, denied):
        assert answer.headers["location"] == f"/{house.tenant.slug}/console/login?error=sso-refused"
    assert "evil" not in elsewhere.headers["location"]
    assert httpx.URL(begun).params["code_challenge_method"] == "S256"


async def test_another_tenants_answer_is_refused(house: House, other_tenant: TestTenant) -> None:
    location = httpx.URL(await sign_on(await house.begin(), "taro", until=house.callback))
    path = location.path.replace(house.tenant.slug, other_tenant.slug)
    answer = await house.client.get(str(location.copy_with(path=path)))

    assert answer.headers["location"] == f"/{other_tenant.slug}/console/login?error=sso-not-set-up"


async def test_a_tenant_without_a_provider_says_so(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_staff(tenant, clock)
        begun = await client.get(f"/{tenant.slug}/api/console/session/sso")
        session = (await client.get(f"/{tenant.slug}/api/console/session")).json()

    assert (begun.status_code, begun.json()["code"]) == (404, "sso-not-set-up")
    assert session["sso_url"] is None


async def test_a_silent_provider_is_an_outside_failure(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await identity.configure_sso(
                issuer="http://127.0.0.1:1", client_id="a", client_secret="b", enabled=True, at=clock.now()
            )
        await add_staff(tenant, clock)
        answer = await client.get(f"/{tenant.slug}/api/console/session/sso")
        password = await log_in(client, tenant, "console", "moto")

    assert (answer.status_code, answer.json()["code"]) == (502, "sso-provider-failed")
    assert password.status_code == 200


async def test_a_provider_without_https_is_refused(tenant: TestTenant, clock: MovingClock) -> None:
    with pytest.raises(SsoIssuerInsecure):
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await identity.configure_sso(
                issuer="http://login.example.jp", client_id="a", client_secret="b", enabled=True,
                at=clock.now(),
            )  # fmt: skip
