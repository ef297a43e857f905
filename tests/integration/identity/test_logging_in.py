"""Logging in: what is right opens, what is wrong is counted, and nothing tells which logins exist."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import httpx
import pyotp
import pytest

from minamoto.foundation.audit import queries as trail
from minamoto.foundation.identity import operations as identity
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.foundation.tenancy.operations import set_setting
from testkit.clock import MovingClock
from testkit.mail import code_in, queued_mail
from testkit.servers import Servers
from testkit.tenants import TestTenant
from testkit.web import (
    HEADERS,
    PASSWORD,
    add_customer,
    add_staff,
    log_in,
    logged_in_customer,
    logged_in_staff,
    running_app,
)

PORTAL = HEADERS["mypage"]


async def _acts(tenant: TestTenant, act: str) -> int:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        return len(await trail.newest_entries(act=act))


async def _enter(client: httpx.AsyncClient, tenant: TestTenant, challenge: str, code: str) -> httpx.Response:
    return await client.post(
        f"/{tenant.slug}/api/mypage/session/code",
        json={"challenge": challenge, "code": code},
        headers=PORTAL,
    )


async def test_a_customer_logs_in_and_out(database: Servers, tenant: TestTenant, clock: MovingClock) -> None:
    address = f"/{tenant.slug}/api/mypage/session"

    async with running_app(database, clock) as client:
        await add_customer(tenant, clock, customer_ids=[7])
        answer = await log_in(client, tenant, "mypage", "Ｈanako@Example.jp")
        inside = (await client.get(address)).json()
        out = await client.delete(address, headers=PORTAL)
        outside = (await client.get(address)).json()

    assert answer.json() == {"state": "authenticated", "method": None, "challenge": None}
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert f"Path=/{tenant.slug}/api/mypage" in cookie
    assert inside["user"]["display_name"] == "源田 花子"
    assert inside["expires_at"].endswith("+09:00")
    assert out.status_code == 204
    assert outside["user"] is None
    assert outside["tenant"]["name"] == "見本事業体"
    assert await _acts(tenant, "logged-in") == 1
    assert await _acts(tenant, "logged-out") == 1


async def test_logging_out_ends_the_session_itself(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    address = f"/{tenant.slug}/api/mypage/session"

    async with running_app(database, clock) as client:
        await logged_in_customer(client, tenant, clock)
        kept = {"cookie": f"minamoto_mypage={client.cookies['minamoto_mypage']}"}
        await client.delete(address, headers=PORTAL)
        client.cookies.clear()
        replayed = await client.get(address, headers=kept)

    assert replayed.json()["user"] is None


async def test_wrong_password_and_unknown_login_look_the_same(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_customer(tenant, clock)
        wrong = await log_in(client, tenant, "mypage", "hanako@example.jp", "mizu-to-denki-43")
        unknown = await log_in(client, tenant, "mypage", "dare@example.jp", "mizu-to-denki-43")

    def without_id(answer: httpx.Response) -> dict[str, object]:
        return {**answer.json(), "request_id": None}

    assert wrong.status_code == 401
    assert without_id(wrong) == without_id(unknown)
    assert await _acts(tenant, "login-failed") == 2


@pytest.mark.parametrize("login", ["hanako@example.jp", "dare@example.jp"])
async def test_five_failures_lock_known_and_unknown_logins_alike(
    database: Servers, tenant: TestTenant, clock: MovingClock, login: str
) -> None:
    async with running_app(database, clock) as client:
        await add_customer(tenant, clock)
        codes = [
            (await log_in(client, tenant, "mypage", login, "wrong-password")).status_code for _ in range(6)
        ]
        locked = await log_in(client, tenant, "mypage", login)

    assert codes == [401] * 5 + [429]
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "60")


async def test_a_lock_ends_by_time_and_grows_with_the_next_failure(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_customer(tenant, clock)
        for _ in range(5):
            await log_in(client, tenant, "mypage", "hanako@example.jp", "wrong-password")
        clock.advance(timedelta(seconds=61))
        sixth = await log_in(client, tenant, "mypage", "hanako@example.jp", "wrong-password")
        locked = await log_in(client, tenant, "mypage", "hanako@example.jp")
        clock.advance(timedelta(seconds=121))
        right = await log_in(client, tenant, "mypage", "hanako@example.jp")

    assert sixth.status_code == 401
    assert locked.headers["retry-after"] == "120"
    assert right.status_code == 200
    assert await _acts(tenant, "login-locked") == 2


async def test_a_hundred_guesses_at_once_are_still_five(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_customer(tenant, clock)
        answers = await asyncio.gather(
            *[log_in(client, tenant, "mypage", "hanako@example.jp", f"guess-number-{n}") for n in range(20)]
        )

    statuses = [each.status_code for each in answers]
    assert (statuses.count(401), statuses.count(429)) == (5, 15)


async def test_a_right_password_forgives_the_failures_before(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_customer(tenant, clock)
        for _ in range(3):
            for _ in range(4):
                await log_in(client, tenant, "mypage", "hanako@example.jp", "wrong-password")
            right = await log_in(client, tenant, "mypage", "hanako@example.jp")

    assert right.status_code == 200


async def test_a_lock_of_one_tenant_is_none_of_anothers(
    database: Servers, tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_customer(tenant, clock)
        for _ in range(5):
            await log_in(client, other_tenant, "mypage", "hanako@example.jp", "wrong-password")
        own = await log_in(client, tenant, "mypage", "hanako@example.jp")
        foreign = await log_in(client, other_tenant, "mypage", "hanako@example.jp")

    assert own.status_code == 200
    assert foreign.status_code == 429


async def test_a_session_given_by_somebody_else_is_not_taken_over_at_login(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    """Session fixation: the token a browser brings plays no part, and is dead afterwards."""
    address = f"/{tenant.slug}/api/mypage/session"

    async with running_app(database, clock) as client:
        await logged_in_customer(client, tenant, clock, email="taro@example.jp")
        planted = client.cookies["minamoto_mypage"]
        await add_customer(tenant, clock)
        await log_in(client, tenant, "mypage", "hanako@example.jp")
        fresh = client.cookies["minamoto_mypage"]
        client.cookies.clear()
        with_planted = await client.get(address, headers={"cookie": f"minamoto_mypage={planted}"})
        made_up = await client.get(address, headers={"cookie": "minamoto_mypage=aaaa"})

    assert fresh != planted
    assert with_planted.json()["user"] is None
    assert made_up.json()["user"] is None


async def test_sessions_end_when_idle_and_when_old(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    address = f"/{tenant.slug}/api/console/session"

    async with running_app(database, clock) as client:
        await logged_in_staff(client, tenant, clock)
        users = []
        for minutes in (50, 50, 61):
            clock.advance(timedelta(minutes=minutes))
            users.append((await client.get(address)).json()["user"] is not None)
        await log_in(client, tenant, "console", "moto")
        for _ in range(14):
            clock.advance(timedelta(minutes=55))
            last = (await client.get(address)).json()["user"]

    assert users == [True, True, False]
    assert last is None


async def test_a_disabled_login_is_out_at_once_and_cannot_come_back(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        number = await logged_in_staff(client, tenant, clock)
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await identity.disable_login(kind="staff", holder_id=number, at=clock.now())
        inside = await client.get(f"/{tenant.slug}/api/console/session")
        again = await log_in(client, tenant, "console", "moto")

    assert inside.json()["user"] is None
    assert again.status_code == 401


async def test_a_mailed_code_is_asked_for_and_counts_once(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_customer(tenant, clock, email_code=True)
        asked = (await log_in(client, tenant, "mypage", "hanako@example.jp")).json()
        before = (await client.get(f"/{tenant.slug}/api/mypage/session")).json()
        code = code_in((await queued_mail(tenant, "login_code"))[0])
        wrong = await _enter(client, tenant, asked["challenge"], f"{(int(code) + 1) % 1_000_000:06d}")
        right = await _enter(client, tenant, asked["challenge"], code)
        inside = (await client.get(f"/{tenant.slug}/api/mypage/session")).json()
        again = await _enter(client, tenant, asked["challenge"], code)

    assert (asked["state"], asked["method"]) == ("code_required", "email_code")
    assert before["user"] is None
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong-code")
    assert right.json()["state"] == "authenticated"
    assert inside["user"] is not None
    assert again.status_code == 401


async def test_a_code_dies_after_three_tries_or_ten_minutes_or_a_newer_one(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_customer(tenant, clock, email_code=True)
        first = (await log_in(client, tenant, "mypage", "hanako@example.jp")).json()["challenge"]
        second = (await log_in(client, tenant, "mypage", "hanako@example.jp")).json()["challenge"]
        mails = [code_in(mail) for mail in await queued_mail(tenant, "login_code")]
        superseded = await _enter(client, tenant, first, mails[0])
        for _ in range(3):
            await _enter(client, tenant, second, f"{(int(mails[1]) + 1) % 1_000_000:06d}")
        worn_out = await _enter(client, tenant, second, mails[1])
        third = (await log_in(client, tenant, "mypage", "hanako@example.jp")).json()["challenge"]
        late = code_in((await queued_mail(tenant, "login_code"))[2])
        clock.advance(timedelta(minutes=10, seconds=1))
        too_late = await _enter(client, tenant, third, late)

    assert [each.status_code for each in (superseded, worn_out, too_late)] == [401, 401, 401]


async def test_a_tenant_can_demand_a_second_factor_of_its_staff(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await add_staff(tenant, clock)
        await add_customer(tenant, clock)
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await set_setting(
                key="identity.second_factor", valid_from=date(2026, 4, 1), value=["staff"],
                recorded_at=clock.now(),
            )  # fmt: skip
        staff = (await log_in(client, tenant, "console", "moto")).json()
        customer = (await log_in(client, tenant, "mypage", "hanako@example.jp")).json()

    assert (staff["state"], staff["method"]) == ("code_required", "email_code")
    assert customer["state"] == "authenticated"


async def test_an_authenticator_app_is_set_up_asked_for_and_its_code_counts_once(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    account = f"/{tenant.slug}/api/mypage/account"

    async with running_app(database, clock) as client:
        await logged_in_customer(client, tenant, clock)
        secret = (await client.post(f"{account}/totp", headers=PORTAL)).json()["secret"]
        app = pyotp.TOTP(secret)
        wrong = await client.post(f"{account}/totp/confirm", json={"code": "000000"}, headers=PORTAL)
        first = app.at(clock.moment)
        confirmed = await client.post(f"{account}/totp/confirm", json={"code": first}, headers=PORTAL)
        asked = (await log_in(client, tenant, "mypage", "hanako@example.jp")).json()
        replayed = await _enter(client, tenant, asked["challenge"], first)
        clock.advance(timedelta(seconds=30))
        second = app.at(clock.moment)
        right = await _enter(client, tenant, asked["challenge"], second)
        asked_again = (await log_in(client, tenant, "mypage", "hanako@example.jp")).json()
        replayed_again = await _enter(client, tenant, asked_again["challenge"], second)
        twice = await client.post(f"{account}/totp", headers=PORTAL)
        clock.advance(timedelta(seconds=30))
        removed = await client.post(
            f"{account}/totp/remove", json={"code": app.at(clock.moment)}, headers=PORTAL
        )
        plain = (await log_in(client, tenant, "mypage", "hanako@example.jp")).json()

    assert wrong.json()["code"] == "totp-code-wrong"
    assert confirmed.status_code == 204
    assert asked["method"] == "totp"
    assert replayed.status_code == 401
    assert right.json()["state"] == "authenticated"
    assert replayed_again.status_code == 401
    assert twice.json()["code"] == "totp-stands"
    assert removed.status_code == 204
    assert plain["state"] == "authenticated"


async def test_a_lost_authenticator_app_is_removed_by_staff(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    account = f"/{tenant.slug}/api/mypage/account"

    async with running_app(database, clock) as client:
        number = await logged_in_customer(client, tenant, clock)
        secret = (await client.post(f"{account}/totp", headers=PORTAL)).json()["secret"]
        code = pyotp.TOTP(secret).at(clock.moment)
        await client.post(f"{account}/totp/confirm", json={"code": code}, headers=PORTAL)
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await identity.remove_factors(kind="portal_user", holder_id=number, at=clock.now(), actor_id=1)
        after = (await log_in(client, tenant, "mypage", "hanako@example.jp")).json()

    assert after["state"] == "authenticated"


async def test_secrets_are_kept_as_hashes_or_sealed(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await logged_in_customer(client, tenant, clock)
        secret = (await client.post(f"/{tenant.slug}/api/mypage/account/totp", headers=PORTAL)).json()[
            "secret"
        ]
        token = client.cookies["minamoto_mypage"]

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        stored = str([
            [tuple(row) for row in await connection().fetch(f"select * from {table}")]
            for table in ("credentials", "sessions", "totp_secrets", "audit_entries")
        ])  # fmt: skip
    assert "$argon2id$" in stored
    for private in (PASSWORD, token, secret):
        assert private not in stored
