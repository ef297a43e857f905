"""Single sign-on of staff by OpenID Connect Core 1.0: authorisation code with PKCE, state and nonce.

The provider proves who it is by its issuer's metadata and the signature of the ID token. A login is matched
by the subject it was bound to, or the first time by a mail address that the provider calls verified. Nobody
is created.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from minamoto.foundation.audit import operations as audit
from minamoto.foundation.identity import queries, rules
from minamoto.foundation.identity.model import Holder, LoginStep, SsoProvider
from minamoto.foundation.identity.operations.sessions import open_session
from minamoto.foundation.secrets.operations import seal, unseal
from minamoto.foundation.storage.transactions import connection, tenant_id, tenant_transaction
from minamoto.kernel.errors import InvalidInput, NotAuthenticated, NotFound, OutsidePartyFailed

_PURPOSE = "sso"
_BINDING = "sso_settings"
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]


class SsoNotSetUp(NotFound):
    """The tenant has no single sign-on."""

    code = "sso-not-set-up"
    ja = "シングルサインオンは設定されていません。"
    en = "Single sign-on is not set up."


class SsoIssuerInsecure(InvalidInput):
    """The provider's address is not https."""

    code = "sso-issuer-insecure"
    ja = "認証プロバイダーのアドレスは https で始まる必要があります。"
    en = "The provider's address must begin with https."


class SsoProviderFailed(OutsidePartyFailed):
    """The provider did not answer as OpenID Connect says."""

    code = "sso-provider-failed"
    ja = "認証プロバイダーと通信できませんでした。時間をおいてもう一度お試しください。"
    en = "The sign-on provider did not answer as expected. Please try again later."


class SsoRefused(NotAuthenticated):
    """The sign-on is not of this browser, is over, is not proved, or belongs to no active member of staff."""

    code = "sso-refused"
    ja = "シングルサインオンでログインできませんでした。もう一度はじめからお試しください。"
    en = "Single sign-on failed. Please start again."


@dataclass(frozen=True, slots=True)
class SsoBegun:
    """Where the browser goes, and the secret that binds the answer to this browser (a cookie)."""

    address: str
    browser_secret: str


async def configure_sso(
    *, issuer: str, client_id: str, client_secret: str, enabled: bool, at: datetime
) -> None:
    """Set the tenant's provider; the secret is sealed. Plain http is taken from this machine only.

    :raises SsoIssuerInsecure: for any other http address.
    """
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
        raise SsoIssuerInsecure(pointer="/issuer")
    sealed = await seal(purpose=_PURPOSE, binding=_BINDING, plaintext=client_secret.encode())
    await connection().execute(
        """
        insert into sso_settings (tenant_id, issuer, client_id, sealed_client_secret, enabled, updated_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (tenant_id) do update
        set issuer = $2, client_id = $3, sealed_client_secret = $4, enabled = $5, updated_at = $6
        """,
        tenant_id(),
        issuer.rstrip("/"),
        client_id,
        sealed,
        enabled,
        at,
    )
    await audit.record(
        at=at, actor_kind="system", actor_id=None, act="sso-configured",
        subject_kind="tenant", subject_id=tenant_id(), after={"issuer": issuer, "enabled": enabled},
    )  # fmt: skip


async def sso_enabled() -> bool:
    """Return whether the open tenant's staff may sign on through a provider."""
    return bool(
        await connection().fetchval("select enabled from sso_settings where tenant_id = $1", tenant_id())
    )


async def begin_sso(*, tenant: int, redirect_uri: str, at: datetime) -> SsoBegun:
    """Begin a sign-on. Opens its own transactions, none while the provider is asked.

    :raises SsoNotSetUp: when the tenant has no provider.
    :raises SsoProviderFailed: when the provider does not answer.
    """
    async with tenant_transaction(tenant_id=tenant):
        provider = await _provider()
    async with _client() as http:
        metadata = await _metadata(http, provider)
    state, nonce, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    verifier = secrets.token_urlsafe(48)
    async with tenant_transaction(tenant_id=tenant):
        await connection().execute(
            "delete from sso_attempts where tenant_id = $1 and expires_at < $2", tenant_id(), at
        )
        await connection().execute(
            """
            insert into sso_attempts (tenant_id, state_hash, browser_hash, nonce, code_verifier, created_at,
                                      expires_at)
            values ($1, $2, $3, $4, $5, $6, $7)
            """,
            tenant_id(),
            rules.token_hash(state),
            rules.token_hash(browser),
            nonce,
            verifier,
            at,
            at + rules.SSO_VALID,
        )
    query = urlencode({
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid email profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    })  # fmt: skip
    return SsoBegun(address=f"{metadata['authorization_endpoint']}?{query}", browser_secret=browser)


async def finish_sso(
    *, tenant: int, state: str, code: str, browser_secret: str, redirect_uri: str, device: str, at: datetime
) -> LoginStep:
    """Take the provider's answer and open the session. Opens its own transactions.

    :raises SsoRefused: when state, browser, proof or person do not fit.
    :raises SsoProviderFailed: when the provider does not answer.
    """
    async with tenant_transaction(tenant_id=tenant):
        provider = await _provider()
        attempt = await connection().fetchrow(
            """
            delete from sso_attempts where tenant_id = $1 and state_hash = $2 and browser_hash = $3
            returning nonce, code_verifier, expires_at
            """,
            tenant_id(),
            rules.token_hash(state),
            rules.token_hash(browser_secret),
        )
    if attempt is None or attempt["expires_at"] <= at:
        raise SsoRefused
    async with _client() as http:
        claims = await _proved_claims(http, provider, code, attempt["code_verifier"], redirect_uri, at)
    if not secrets.compare_digest(str(claims.get("nonce", "")), attempt["nonce"]):
        raise SsoRefused
    async with tenant_transaction(tenant_id=tenant):
        holder = await _matching(claims)
        if holder is not None:
            return await open_session(holder=holder, device=device, how="sso", at=at)
        await audit.record(
            at=at, actor_kind="system", actor_id=None, act="sso-refused",
            subject_kind="staff", subject_id=None,
        )  # fmt: skip
    raise SsoRefused


async def _provider() -> SsoProvider:
    row = await connection().fetchrow(
        "select issuer, client_id, sealed_client_secret from sso_settings where tenant_id = $1 and enabled",
        tenant_id(),
    )
    if row is None:
        raise SsoNotSetUp
    secret = await unseal(purpose=_PURPOSE, binding=_BINDING, sealed=row["sealed_client_secret"])
    return SsoProvider(issuer=row["issuer"], client_id=row["client_id"], client_secret=secret.decode())


async def _matching(claims: dict[str, Any]) -> Holder | None:
    """Return the active member of staff the claims speak of, binding the subject at the first login."""
    subject = str(claims["sub"])
    number = await connection().fetchval(
        "select id from staff where tenant_id = $1 and oidc_subject = $2", tenant_id(), subject
    )
    if number is None and claims.get("email_verified") is True:
        number = await connection().fetchval(
            """
            update staff set oidc_subject = $3
            where tenant_id = $1 and oidc_subject is null and state = 'active' and email = $2
              and (select count(*) from staff where tenant_id = $1 and email = $2) = 1
            returning id
            """,
            tenant_id(),
            rules.normalise_login(str(claims.get("email", ""))),
            subject,
        )
    return None if number is None else await queries.holder_by_id("staff", number)


def _client() -> httpx.AsyncClient:
    """A client that follows nothing and waits ten seconds."""
    return httpx.AsyncClient(timeout=10, follow_redirects=False)


async def _metadata(http: httpx.AsyncClient, provider: SsoProvider) -> dict[str, Any]:
    """Return the provider's metadata, which must name the issuer asked (OpenID Connect Discovery 4.3)."""
    found = await _json(http, "GET", f"{provider.issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != provider.issuer:
        raise SsoProviderFailed
    return found


async def _proved_claims(
    http: httpx.AsyncClient, provider: SsoProvider, code: str, verifier: str, redirect_uri: str, at: datetime
) -> dict[str, Any]:
    """Exchange the code and return the ID token's claims, proved by signature, issuer, audience and time."""
    metadata = await _metadata(http, provider)
    answer = await _json(
        http,
        "POST",
        metadata["token_endpoint"],
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        },
        auth=(provider.client_id, provider.client_secret),
    )
    keys = await _json(http, "GET", metadata["jwks_uri"])
    try:
        key_set = KeySet.import_key_set(keys)  # type: ignore[arg-type]  # what the provider sends is checked here
        token = jwt.decode(str(answer.get("id_token", "")), key_set, algorithms=_ALGORITHMS)
        jwt.JWTClaimsRegistry(
            now=lambda: int(at.timestamp()),
            leeway=60,
            iss={"essential": True, "value": metadata["issuer"]},
            aud={"essential": True, "value": provider.client_id},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True},
        ).validate(token.claims)
    except (JoseError, ValueError) as error:
        raise SsoRefused from error
    return await _with_address(http, metadata, dict(token.claims), str(answer.get("access_token", "")))


async def _with_address(
    http: httpx.AsyncClient, metadata: dict[str, Any], claims: dict[str, Any], access_token: str
) -> dict[str, Any]:
    """Return the claims with the mail address, asked for where the ID token has none (Core 5.3.2)."""
    if "email" in claims or "userinfo_endpoint" not in metadata:
        return claims
    bearer = {"authorization": f"Bearer {access_token}"}
    more = await _json(http, "GET", metadata["userinfo_endpoint"], headers=bearer)
    if more.get("sub") != claims["sub"]:
        raise SsoRefused
    return {**claims, "email": more.get("email"), "email_verified": more.get("email_verified")}


async def _json(http: httpx.AsyncClient, method: str, address: str, **arguments: Any) -> dict[str, Any]:
    """Return a JSON answer.

    :raises SsoRefused: when the provider refuses the code.
    :raises SsoProviderFailed: when it does not answer, or not with JSON.
    """
    try:
        answer = await http.request(method, address, **arguments)
        if answer.status_code in {400, 401}:
            raise SsoRefused
        answer.raise_for_status()
        body = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise SsoProviderFailed from error
    if not isinstance(body, dict):
        raise SsoProviderFailed
    return body
