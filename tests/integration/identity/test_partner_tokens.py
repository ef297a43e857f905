"""Access tokens for partners, and every false one we could think of."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from litestar import get

from minamoto.foundation.audit import queries as trail
from minamoto.foundation.identity import operations as identity
from minamoto.foundation.identity.model import Actor
from minamoto.foundation.identity.operations import PublicKeysInvalid, ScopeUnknown
from minamoto.foundation.secrets.operations import unlock
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.tenants import TestTenant
from testkit.web import MASTER_KEY, PUBLIC_URL, partner_token, running_app

CREDENTIALS = {"grant_type": "client_credentials"}
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@get("/{slug:str}/api/partners/v1/probe", opt={"permission": "scope:bills:read"})
async def probe(actor: Actor) -> dict[str, list[str]]:
    return {"permissions": sorted(actor.permissions)}


async def _probe(client: httpx.AsyncClient, tenant: TestTenant, token: str) -> int:
    answer = await client.get(
        f"/{tenant.slug}/api/partners/v1/probe", headers={"authorization": f"Bearer {token}"}
    )
    return answer.status_code


async def _register(tenant: TestTenant, clock: MovingClock, **more: Any) -> tuple[str, str]:
    unlock(MASTER_KEY)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        new = await identity.register_partner(
            display_name="見本提携株式会社", scopes=["bills:read", "usage:read"], at=clock.now(), **more
        )
    return new.client_id, new.client_secret or ""


async def test_a_secret_gives_a_token_after_rfc_9068(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock, routes=[probe]) as client:
        answer = await client.post(
            f"/{tenant.slug}/oauth/token",
            data={**CREDENTIALS, "scope": "bills:read"},
            auth=await _register(tenant, clock),
        )
        keys = KeySet.import_key_set((await client.get(f"/{tenant.slug}/oauth/jwks")).json())
        status = await _probe(client, tenant, answer.json()["access_token"])

    token = jwt.decode(answer.json()["access_token"], keys, algorithms=["ES256"])
    assert status == 200
    assert {name: answer.json()[name] for name in ("token_type", "expires_in", "scope")} == {
        "token_type": "Bearer",
        "expires_in": 900,
        "scope": "bills:read",
    }
    assert answer.headers["cache-control"] == "no-store"
    assert token.header["typ"] == "at+jwt"
    assert token.claims["iss"] == f"{PUBLIC_URL}/{tenant.slug}"
    assert token.claims["tenant_id"] == tenant.tenant_id
    assert not any(key.is_private for key in keys.keys)


async def test_refusals_are_those_of_rfc_6749(
    database: Servers, tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        client_id, secret = await _register(tenant, clock)
        address = f"/{tenant.slug}/oauth/token"
        answers = {
            "wrong secret": await client.post(address, data=CREDENTIALS, auth=(client_id, "wrong")),
            "unknown client": await client.post(address, data=CREDENTIALS, auth=("nobody", secret)),
            "no client": await client.post(address, data=CREDENTIALS),
            "secret in the body": await client.post(
                address, data={**CREDENTIALS, "client_id": client_id, "client_secret": secret}
            ),
            "other tenant": await client.post(
                f"/{other_tenant.slug}/oauth/token", data=CREDENTIALS, auth=(client_id, secret)
            ),
            "scope beyond": await client.post(
                address, data={**CREDENTIALS, "scope": "readings:write"}, auth=(client_id, secret)
            ),
            "no such grant": await client.post(
                address, data={"grant_type": "password"}, auth=(client_id, secret)
            ),
        }
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            refusals = len(await trail.newest_entries(act="token-refused"))

    errors = {name: (answer.status_code, answer.json()["error"]) for name, answer in answers.items()}
    assert errors == {
        "wrong secret": (401, "invalid_client"),
        "unknown client": (401, "invalid_client"),
        "no client": (401, "invalid_client"),
        "secret in the body": (401, "invalid_client"),
        "other tenant": (401, "invalid_client"),
        "scope beyond": (400, "invalid_scope"),
        "no such grant": (400, "unsupported_grant_type"),
    }
    assert refusals == 6


async def test_a_partner_may_sign_its_own_request_once(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    key = RSAKey.generate_key(2048, {"kid": "c1"})
    stranger = RSAKey.generate_key(2048, {"kid": "c1"})

    async with running_app(database, clock, routes=[probe]) as client:
        client_id, _ = await _register(tenant, clock, public_keys={"keys": [key.as_dict(private=False)]})
        address = f"{PUBLIC_URL}/{tenant.slug}/oauth/token"

        async def ask(signer: RSAKey, **changed: Any) -> httpx.Response:
            now = int(clock.now().timestamp())
            claims = {
                "iss": client_id, "sub": client_id, "aud": address, "exp": now + 60, "jti": "one", **changed
            }  # fmt: skip
            assertion = jwt.encode({"alg": "RS256", "kid": "c1"}, claims, signer)
            return await client.post(
                f"/{tenant.slug}/oauth/token",
                data={
                    **CREDENTIALS,
                    "client_assertion_type": ASSERTION_TYPE,
                    "client_assertion": assertion,
                },
            )

        right = await ask(key)
        refused = {
            "used before": await ask(key),
            "stranger's key": await ask(stranger, jti="two"),
            "for somebody else": await ask(key, jti="three", aud="https://other.example/oauth/token"),
            "over": await ask(key, jti="four", exp=int(clock.now().timestamp()) - 120),
            "for ever": await ask(key, jti="five", exp=int(clock.now().timestamp()) + 86_400),
            "for another client": await ask(key, jti="six", iss="somebody"),
        }
        status = await _probe(client, tenant, right.json()["access_token"])

    assert (right.status_code, status) == (200, 200)
    assert {name: answer.json().get("error") for name, answer in refused.items()} == dict.fromkeys(
        refused, "invalid_client"
    )


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


async def test_false_tokens_are_refused(
    database: Servers, tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock, routes=[probe]) as client:
        good = await partner_token(client, tenant, clock)
        foreign = await partner_token(client, other_tenant, clock)
        key_set = (await client.get(f"/{tenant.slug}/oauth/jwks")).json()
        header, body, signature = good.split(".")
        head = json.loads(base64.urlsafe_b64decode(header + "=="))
        claims = json.loads(base64.urlsafe_b64decode(body + "=="))
        own_key = ECKey.generate_key("P-256", {"kid": head["kid"]})
        public_bytes = json.dumps(key_set["keys"][0]).encode()
        false = {
            "no signature": f"{_part({**head, 'alg': 'none'})}.{body}.",
            "another's signature": jwt.encode(head, claims, own_key),
            "public key as secret": jwt.encode(
                {"alg": "HS256", "typ": "at+jwt"}, claims, OctKey.import_key(public_bytes)
            ),
            "a longer life": f"{header}.{_part({**claims, 'exp': claims['exp'] * 2})}.{signature}",
            "another tenant's": foreign,
            "an id token": f"{_part({**head, 'typ': 'JWT'})}.{body}.{signature}",
            "nonsense": "a.b.c",
            "empty": "",
        }
        statuses = {name: await _probe(client, tenant, token) for name, token in false.items()}
        before = await _probe(client, tenant, good)
        clock.advance(timedelta(minutes=15, seconds=1))
        expired = await _probe(client, tenant, good)

    assert statuses == dict.fromkeys(false, 401)
    assert (before, expired) == (200, 401)


async def test_a_revoked_partner_is_out_at_once(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock, routes=[probe]) as client:
        client_id, secret = await _register(tenant, clock)
        address = f"/{tenant.slug}/oauth/token"
        token = (await client.post(address, data=CREDENTIALS, auth=(client_id, secret))).json()[
            "access_token"
        ]
        before = await _probe(client, tenant, token)
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await identity.revoke_partner(client_id=client_id, at=clock.now())
        after = await _probe(client, tenant, token)
        again = await client.post(address, data=CREDENTIALS, auth=(client_id, secret))

    assert (before, after, again.status_code) == (200, 401, 401)


async def test_retiring_the_signing_key_ends_every_token(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock, routes=[probe]) as client:
        old = await partner_token(client, tenant, clock)
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await identity.retire_signing_keys(at=clock.now())
        new = await partner_token(client, tenant, clock)
        statuses = (await _probe(client, tenant, old), await _probe(client, tenant, new))

    assert statuses == (401, 200)


async def test_secrets_and_signing_keys_are_not_in_the_database(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        _, secret = await _register(tenant, clock)
        await partner_token(client, tenant, clock)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        rows = str([tuple(row) for row in await connection().fetch("select * from partner_clients")])
        keys = str([tuple(row) for row in await connection().fetch("select * from signing_keys")])

    assert secret not in rows
    assert '"d"' not in keys


@pytest.mark.parametrize(
    "public_keys",
    [{"keys": []}, {"keys": [{"kty": "RSA"}]}, {}, {"keys": [OctKey.generate_key(256).as_dict()]}],
)
async def test_keys_that_are_not_public_keys_are_refused(
    database: Servers, tenant: TestTenant, clock: MovingClock, public_keys: dict[str, Any]
) -> None:
    with pytest.raises(PublicKeysInvalid):
        await _register(tenant, clock, public_keys=public_keys)


async def test_an_unknown_scope_is_refused(database: Servers, tenant: TestTenant, clock: MovingClock) -> None:
    with pytest.raises(ScopeUnknown):
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await identity.register_partner(display_name="x", scopes=["everything"], at=clock.now())
