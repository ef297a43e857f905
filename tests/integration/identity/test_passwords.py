"""New passwords: by a mailed link that counts once, or by showing the old one; other sessions end."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from testkit.clock import MovingClock
from testkit.mail import queued_mail, token_in
from testkit.servers import Servers
from testkit.tenants import TestTenant
from testkit.web import HEADERS, PASSWORD, PUBLIC_URL, add_customer, log_in, logged_in_customer, running_app

NEW = "kaze-to-hikari-77"
PORTAL = HEADERS["mypage"]


async def _ask(client: httpx.AsyncClient, tenant: TestTenant, email: str) -> httpx.Response:
    return await client.post(
        f"/{tenant.slug}/api/mypage/session/password-reset", json={"email": email}, headers=PORTAL
    )


async def _confirm(
    client: httpx.AsyncClient, tenant: TestTenant, token: str, password: str = NEW, face: str = "mypage"
) -> httpx.Response:
    return await client.post(
        f"/{tenant.slug}/api/{face}/session/password-reset/confirm",
        json={"token": token, "new_password": password},
        headers=HEADERS[face],
    )


async def test_the_answer_is_the_same_whether_the_address_is_known(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_customer(tenant, clock)
        known = await _ask(client, tenant, "hanako@example.jp")
        unknown = await _ask(client, tenant, "dare@example.jp")

    mails = await queued_mail(tenant, "password_reset")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, b"")
    assert [mail.to for mail in mails] == ["hanako@example.jp"]
    assert f"{PUBLIC_URL}/{tenant.slug}/mypage/password-reset#token=" in mails[0].body


async def test_a_link_sets_the_password_once_ends_sessions_and_releases_the_lock(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await logged_in_customer(client, tenant, clock)
        for _ in range(5):
            await log_in(client, tenant, "mypage", "hanako@example.jp", "wrong-password")
        await _ask(client, tenant, "hanako@example.jp")
        token = token_in((await queued_mail(tenant, "password_reset"))[0])
        weak = await _confirm(client, tenant, token, "password1234")
        done = await _confirm(client, tenant, token)
        session = await client.get(f"/{tenant.slug}/api/mypage/session")
        again = await _confirm(client, tenant, token, "mata-betsu-no-99")
        old = await log_in(client, tenant, "mypage", "hanako@example.jp", PASSWORD)
        new = await log_in(client, tenant, "mypage", "hanako@example.jp", NEW)

    assert (weak.json()["code"], weak.json()["pointer"]) == ("password-too-weak", "/new_password")
    assert done.status_code == 204
    assert session.json()["user"] is None
    assert again.json()["code"] == "reset-token-invalid"
    assert old.status_code == 401
    assert new.status_code == 200
    assert len(await queued_mail(tenant, "password_changed")) == 1


async def test_a_link_dies_with_time_and_fits_no_other_tenant_or_face(
    database: Servers, tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_customer(tenant, clock)
        await _ask(client, tenant, "hanako@example.jp")
        token = token_in((await queued_mail(tenant, "password_reset"))[0])
        foreign = await _confirm(client, other_tenant, token)
        console = await _confirm(client, tenant, token, face="console")
        clock.advance(timedelta(minutes=30, seconds=1))
        late = await _confirm(client, tenant, token)

    assert [each.json()["code"] for each in (foreign, console, late)] == ["reset-token-invalid"] * 3


async def test_at_most_three_links_an_hour_are_mailed(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_customer(tenant, clock)
        for _ in range(5):
            await _ask(client, tenant, "hanako@example.jp")

    assert len(await queued_mail(tenant, "password_reset")) == 3


async def test_changing_the_password_needs_the_old_one_and_ends_the_other_sessions(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    account = f"/{tenant.slug}/api/mypage/account"

    async with running_app(database, clock) as client:
        await logged_in_customer(client, tenant, clock)
        other = {"cookie": f"minamoto_mypage={client.cookies['minamoto_mypage']}"}
        client.cookies.clear()
        await log_in(client, tenant, "mypage", "hanako@example.jp")
        sessions = (await client.get(account)).json()["sessions"]
        wrong = await client.post(
            f"{account}/password", json={"password": "x" * 12, "new_password": NEW}, headers=PORTAL
        )
        right = await client.post(
            f"{account}/password", json={"password": PASSWORD, "new_password": NEW}, headers=PORTAL
        )
        here = await client.get(account)
        client.cookies.clear()
        there = await client.get(account, headers=other)

    assert [each["current"] for each in sessions].count(True) == 1
    assert len(sessions) == 2
    assert wrong.json()["code"] == "wrong-credentials"
    assert right.status_code == 204
    assert here.status_code == 200
    assert there.status_code == 401


async def test_a_session_of_ones_own_can_be_ended_and_nobody_elses(
    database: Servers, tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await logged_in_customer(client, other_tenant, clock)
        foreign = (await client.get(f"/{other_tenant.slug}/api/mypage/account")).json()["sessions"][0]["id"]
        await logged_in_customer(client, tenant, clock, email="taro@example.jp")
        somebody = (await client.get(f"/{tenant.slug}/api/mypage/account")).json()["sessions"][0]["id"]
        await logged_in_customer(client, tenant, clock)
        account = f"/{tenant.slug}/api/mypage/account"
        own = (await client.get(account)).json()["sessions"][0]["id"]
        statuses = [
            (await client.delete(f"{account}/sessions/{each}", headers=PORTAL)).status_code
            for each in (foreign, somebody, "ses_nonsense", own)
        ]
        after = await client.get(account)

    assert statuses == [404, 404, 404, 204]
    assert after.status_code == 401


@pytest.mark.parametrize("password", ["short-1", "aaaaaaaaaaaa", "password12", "hanako-hanako", "1234567890"])
async def test_a_password_that_is_easy_to_guess_is_refused(
    database: Servers, tenant: TestTenant, clock: MovingClock, password: str
) -> None:
    async with running_app(database, clock) as client:
        await logged_in_customer(client, tenant, clock)
        answer = await client.post(
            f"/{tenant.slug}/api/mypage/account/password",
            json={"password": PASSWORD, "new_password": password},
            headers={**PORTAL, "accept-language": "en"},
        )

    assert (answer.status_code, answer.json()["code"]) == (400, "password-too-weak")
