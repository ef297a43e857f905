"""Who is let in: tenants, sessions, permissions, foreign pages, and one transaction round each handler."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import msgspec
import pytest
from litestar import Request, Response, get, post
from litestar.params import JSONBody, MultipartBody

from minamoto.foundation.audit import operations as audit
from minamoto.foundation.audit import queries as trail
from minamoto.foundation.identity.model import Actor
from minamoto.foundation.storage.transactions import connection, tenant_id, tenant_transaction
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.kernel.errors import Conflict
from minamoto.kernel.moments import Clock
from minamoto.web.permissions import RouteUnguarded
from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.tenants import TestTenant
from testkit.web import (
    HEADERS,
    PUBLIC_URL,
    log_in,
    logged_in_customer,
    logged_in_staff,
    partner_token,
    running_app,
)


class Refused(Conflict):
    code = "refused"
    ja = "お受けできません。"
    en = "Refused."


class Note(msgspec.Struct, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(min_length=2, max_length=5)]
    count: Annotated[int, msgspec.Meta(ge=1)] = 1


async def _note(clock: Clock, act: str) -> None:
    await audit.record(
        at=clock.now(), actor_kind="system", actor_id=None, act=act, subject_kind="test", subject_id=None
    )


@post("/{slug:str}/api/console/notes", opt={"permission": "billing.run", "idempotent": True})
async def write_note(data: JSONBody[Note], clock: Clock) -> dict[str, int]:
    await _note(clock, f"noted-{data.text}")
    count: int = await connection().fetchval(
        "select count(*) from audit_entries where tenant_id = $1 and act = $2",
        tenant_id(),
        f"noted-{data.text}",
    )
    return {"count": count}


@post("/{slug:str}/api/console/refusals", opt={"permission": "console.home"})
async def write_then_refuse(clock: Clock) -> None:
    await _note(clock, "refused")
    raise Refused


@post("/{slug:str}/api/console/answers", opt={"permission": "console.home"})
async def write_then_answer_409(clock: Clock) -> Response[dict[str, str]]:
    await _note(clock, "answered")
    return Response({}, status_code=409)


@get("/{slug:str}/api/console/faults", opt={"permission": "console.home"})
async def fault() -> None:
    message = "見本 太郎 03-0000-0000"
    raise RuntimeError(message)


@get("/{slug:str}/api/console/who", opt={"permission": "console.home"})
async def who(tenant: TenantContext, actor: Actor, request: Request[Any, Any, Any]) -> dict[str, Any]:
    return {"tenant": tenant.slug, "actor": actor.id, "language": request.scope["state"]["language"]}


@post("/{slug:str}/api/console/files", opt={"permission": "inbox.write", "idempotent": True})
async def take_file(data: MultipartBody[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": data["kind"], "bytes": len(await data["file"].read())}


ROUTES = (take_file, write_note, write_then_refuse, write_then_answer_409, fault, who)
CONSOLE = HEADERS["console"]


async def _acts(tenant: TestTenant, act: str) -> int:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        return len(await trail.newest_entries(act=act))


async def test_an_unknown_tenant_is_not_found_and_a_suspended_one_does_not_serve(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    import asyncpg

    from minamoto.foundation.storage.engine import connection_arguments

    link = await asyncpg.connect(**connection_arguments(database.admin_url))
    await link.execute(
        "update tenant_directory set state = 'suspended' where tenant_id = $1", tenant.tenant_id
    )
    await link.close()

    async with running_app(database, clock) as client:
        unknown = await client.get("/nowhere/api/console/session")
        suspended = await client.get(f"/{tenant.slug}/api/console/session", headers={"accept-language": "en"})

    assert (unknown.status_code, unknown.json()["code"]) == (404, "tenant-unknown")
    assert (suspended.status_code, suspended.json()["code"]) == (503, "tenant-not-serving")
    assert suspended.json()["detail"] == "This service is not available at present."
    assert suspended.headers["content-type"] == "application/problem+json"


async def test_nobody_is_asked_to_log_in_and_a_wrong_role_is_refused_and_written_down(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock, routes=ROUTES) as client:
        nobody = await client.post(f"/{tenant.slug}/api/console/notes", json={"text": "ab"}, headers=CONSOLE)
        await logged_in_staff(client, tenant, clock, roles=["clerk"])
        clerk = await client.post(f"/{tenant.slug}/api/console/notes", json={"text": "ab"}, headers=CONSOLE)

    assert (nobody.status_code, nobody.json()["code"]) == (401, "not-authenticated")
    assert "www-authenticate" in nobody.headers
    assert (clerk.status_code, clerk.json()["code"]) == (403, "not-permitted")
    assert await _acts(tenant, "permission-denied") == 1
    assert await _acts(tenant, "noted-ab") == 0


async def test_a_session_of_another_tenant_or_face_opens_nothing(
    database: Servers, tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock, routes=ROUTES) as client:
        await logged_in_staff(client, other_tenant, clock)
        token = client.cookies["minamoto_console"]
        own = await client.get(f"/{other_tenant.slug}/api/console/who")
        client.cookies.clear()
        foreign = await client.get(
            f"/{tenant.slug}/api/console/who", headers={"cookie": f"minamoto_console={token}"}
        )
        other_face = await client.get(
            f"/{other_tenant.slug}/api/mypage/session", headers={"cookie": f"minamoto_mypage={token}"}
        )

    assert own.status_code == 200
    assert foreign.status_code == 401
    assert other_face.json()["user"] is None


async def test_a_changing_call_needs_the_header_and_our_own_origin(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    address = f"/{tenant.slug}/api/console/session"

    async with running_app(database, clock) as client:
        await logged_in_staff(client, tenant, clock)
        bare = await client.delete(address)
        portal = await client.delete(address, headers=HEADERS["mypage"])
        foreign = await client.delete(address, headers={**CONSOLE, "origin": "https://evil.example"})
        sibling = await client.delete(address, headers={**CONSOLE, "sec-fetch-site": "same-site"})
        login = await client.post(address, json={"login_name": "moto", "password": "x"})
        still = await client.get(address)
        own = await client.delete(address, headers={**CONSOLE, "origin": PUBLIC_URL})

    assert [each.json()["code"] for each in (bare, portal, login)] == ["client-header-missing"] * 3
    assert [each.json()["code"] for each in (foreign, sibling)] == ["foreign-origin"] * 2
    assert still.json()["user"] is not None
    assert own.status_code == 204


async def test_an_error_rolls_back_and_an_answer_commits(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock, routes=ROUTES) as client:
        await logged_in_staff(client, tenant, clock)
        refused = await client.post(f"/{tenant.slug}/api/console/refusals", headers=CONSOLE)
        answered = await client.post(f"/{tenant.slug}/api/console/answers", headers=CONSOLE)

    assert (refused.status_code, refused.json()["detail"]) == (409, "お受けできません。")
    assert answered.status_code == 409
    assert await _acts(tenant, "refused") == 0
    assert await _acts(tenant, "answered") == 1


async def test_a_fault_tells_nothing(
    database: Servers, tenant: TestTenant, clock: MovingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running_app(database, clock, routes=ROUTES) as client:
        await logged_in_staff(client, tenant, clock)
        answer = await client.get(f"/{tenant.slug}/api/console/faults?phone=03-0000-0000")

    logged = capsys.readouterr().out
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert "見本" not in answer.text + logged
    assert "03-0000-0000" not in answer.text + logged
    assert "RuntimeError" in logged
    assert answer.json()["request_id"] in logged
    assert answer.headers["x-request-id"] == answer.json()["request_id"]


async def test_what_is_wrong_is_told_field_by_field_in_the_callers_language(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    address = f"/{tenant.slug}/api/console/notes"
    english = {**CONSOLE, "accept-language": "en-GB,en;q=0.9,ja;q=0.1", "idempotency-key": "k" * 8}

    async with running_app(database, clock, routes=ROUTES) as client:
        await logged_in_staff(client, tenant, clock)
        short = await client.post(
            address, json={"text": "a"}, headers={**CONSOLE, "idempotency-key": "k" * 8}
        )
        unknown = await client.post(address, json={"text": "ab", "colour": 1}, headers=english)
        missing = await client.post(address, json={}, headers=english)
        wrong = await client.post(address, json={"text": "ab", "count": "x"}, headers=english)
        broken = await client.post(
            address, content=b"{", headers={**english, "content-type": "application/json"}
        )

    assert short.json()["pointer"] == "/text"
    assert short.json()["detail"] == "2文字以上で入力してください。"
    assert unknown.json()["errors"] == [{"pointer": "/colour", "message": "This field is not known."}]
    assert missing.json()["errors"] == [{"pointer": "/text", "message": "This is required."}]
    assert wrong.json()["errors"] == [{"pointer": "/count", "message": "Give a whole number."}]
    assert {each.status_code for each in (short, unknown, missing, wrong, broken)} == {400}


async def test_the_same_idempotency_key_is_one_act_with_one_answer(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    address = f"/{tenant.slug}/api/console/notes"
    keyed = {**CONSOLE, "idempotency-key": "first-note"}

    async with running_app(database, clock, routes=ROUTES) as client:
        await logged_in_staff(client, tenant, clock)
        without = await client.post(address, json={"text": "one"}, headers=CONSOLE)
        first = await client.post(address, json={"text": "one"}, headers=keyed)
        again = await client.post(address, json={"text": "one"}, headers=keyed)
        other_body = await client.post(address, json={"text": "two"}, headers=keyed)
        fresh = await client.post(
            address, json={"text": "one"}, headers={**CONSOLE, "idempotency-key": "second-note"}
        )

    assert without.json()["code"] == "idempotency-key-missing"
    assert (first.status_code, first.json()) == (201, {"count": 1})
    assert (again.status_code, again.json()) == (201, {"count": 1})
    assert other_body.json()["code"] == "idempotency-key-reused"
    assert fresh.json() == {"count": 2}


async def test_an_uploaded_file_arrives_whole_and_once(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async def upload(content: bytes) -> httpx.Response:
        # Names its own boundary: the same file must be the same body.
        return await client.post(
            f"/{tenant.slug}/api/console/files",
            content=b'--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\nhandheld\r\n'
            b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
            + content
            + b"\r\n--x--\r\n",
            headers={
                **CONSOLE,
                "idempotency-key": "file-one",
                "content-type": "multipart/form-data; boundary=x",
            },
        )

    async with running_app(database, clock, routes=ROUTES) as client:
        await logged_in_staff(client, tenant, clock)
        first = await upload(b"a" * 1_000_000)
        again = await upload(b"a" * 1_000_000)
        other = await upload(b"b" * 1_000_000)

    assert (first.status_code, first.json()) == (201, {"kind": "handheld", "bytes": 1_000_000})
    assert again.json() == first.json()
    assert other.json()["code"] == "idempotency-key-reused"


async def test_who_sends_slowly_holds_no_connection(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    """More slow senders than the pool has connections, and another caller is still answered."""
    go_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"text": '
        await go_on.wait()
        yield b'"slow"}'

    async with running_app(database, clock, routes=ROUTES) as client:
        await logged_in_staff(client, tenant, clock)
        senders = [
            asyncio.create_task(
                client.post(
                    f"/{tenant.slug}/api/console/notes",
                    content=slowly(),
                    headers={
                        **CONSOLE,
                        "content-type": "application/json",
                        "idempotency-key": f"slow-{number:04d}",
                    },
                )
            )
            for number in range(10)
        ]
        quick = await asyncio.wait_for(client.get(f"/{tenant.slug}/api/console/who"), timeout=30)
        go_on.set()
        answers = await asyncio.gather(*senders)

    assert quick.status_code == 200
    assert {answer.status_code for answer in answers} == {201}


async def test_a_failed_act_does_not_use_its_key_up(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    address = f"/{tenant.slug}/api/console/notes"
    keyed = {**CONSOLE, "idempotency-key": "first-note"}

    async with running_app(database, clock, routes=ROUTES) as client:
        await logged_in_staff(client, tenant, clock)
        wrong = await client.post(address, json={"text": ""}, headers=keyed)
        right = await client.post(address, json={"text": "one"}, headers=keyed)

    assert (wrong.status_code, right.status_code) == (400, 201)


async def test_a_route_without_a_right_stops_the_application(database: Servers, clock: MovingClock) -> None:
    @get("/{slug:str}/api/console/forgotten")
    async def forgotten() -> None: ...

    with pytest.raises(RouteUnguarded, match="forgotten"):
        async with running_app(database, clock, routes=[forgotten]):
            pass


async def test_every_answer_carries_the_security_headers_and_is_not_kept(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        answers = [
            await client.get(path)
            for path in (f"/{tenant.slug}/api/console/session", "/no/such/thing/api", f"/{tenant.slug}", "/")
        ]

    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in answer.headers
    assert answers[0].headers["cache-control"] == "no-store"


async def test_the_access_log_names_the_route_and_never_what_was_asked(
    database: Servers, tenant: TestTenant, clock: MovingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running_app(database, clock) as client:
        await logged_in_customer(client, tenant, clock)
        await client.get(f"/{tenant.slug}/api/mypage/bills/inv_0123456789abc?secret=03-0000-0000")

    logged = capsys.readouterr().out
    assert "/{slug}/api/mypage/bills/{bill_id}" in logged
    for private in ("inv_0123456789abc", "03-0000-0000", "hanako", "mizu-to-denki"):
        assert private not in logged


@pytest.mark.parametrize("login", ["mo\0to", "\ud800", "源" * 100, "'; drop table staff; --"])
async def test_strange_characters_are_refused_and_break_nothing(
    database: Servers, tenant: TestTenant, clock: MovingClock, login: str
) -> None:
    async with running_app(database, clock) as client:
        answer = await client.post(
            f"/{tenant.slug}/api/console/session",
            content=json.dumps({"login_name": login, "password": login}),
            headers={**CONSOLE, "content-type": "application/json"},
        )

    assert answer.status_code in {400, 401}


async def test_a_body_that_is_too_large_is_refused(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        answer = await client.post(
            f"/{tenant.slug}/api/console/session",
            content=b'{"login_name": "' + b"a" * (3 * 1024 * 1024) + b'"}',
            headers={**CONSOLE, "content-type": "application/json"},
        )

    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


async def test_a_partners_token_opens_its_own_tenant_and_scope_only(
    database: Servers, tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    @get("/{slug:str}/api/partners/v1/probe", opt={"permission": "scope:bills:read"})
    async def probe(actor: Actor) -> dict[str, str]:
        return {"kind": actor.kind}

    async with running_app(database, clock, routes=[probe]) as client:
        token = await partner_token(client, tenant, clock, scopes=["bills:read"])
        narrow = await partner_token(client, tenant, clock, scopes=["usage:read"])
        bearer = {"authorization": f"Bearer {token}"}
        own = await client.get(f"/{tenant.slug}/api/partners/v1/probe", headers=bearer)
        foreign = await client.get(f"/{other_tenant.slug}/api/partners/v1/probe", headers=bearer)
        scope = await client.get(
            f"/{tenant.slug}/api/partners/v1/probe", headers={"authorization": f"Bearer {narrow}"}
        )
        console = await client.get(f"/{tenant.slug}/api/console/session", headers=bearer)

    assert own.json() == {"kind": "partner"}
    assert (foreign.status_code, foreign.headers["www-authenticate"]) == (401, "Bearer")
    assert scope.status_code == 403
    assert console.json()["user"] is None


async def test_a_wrong_method_is_told_which_are_right(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    address = f"/{tenant.slug}/api/console/session"

    async with running_app(database, clock) as client:
        wrong = await client.put(address)
        asked = await client.options(address, headers={"origin": "https://evil.example"})

    assert (wrong.status_code, wrong.json()["code"]) == (405, "method-not-allowed")
    for answer in (wrong, asked):
        assert set(answer.headers["allow"].split(", ")) == {"DELETE", "GET", "OPTIONS", "POST"}
    assert not [name for name in asked.headers if name.startswith("access-control")]


async def test_figures_count_routes(database: Servers, tenant: TestTenant, clock: MovingClock) -> None:
    async with running_app(database, clock) as client:
        await log_in(client, tenant, "console", "nobody")
        figures = (await client.get("/metrics")).text
        health = [(await client.get(path)).status_code for path in ("/health/live", "/health/ready")]

    assert 'route="/{slug}/api/console/session",status="401"} 1.0' in figures
    assert tenant.slug not in figures
    assert health == [200, 200]
