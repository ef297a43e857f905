"""Access tokens for partners: OAuth 2.0 client credentials (RFC 6749 section 4.4), tokens after RFC 9068.

The protocol is Authlib's framework-neutral core. It is synchronous, so the client's row is read before and
the use of an assertion is written after it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request, grants
from authlib.oauth2.rfc6749.errors import InvalidClientError
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6749.util import extract_basic_authorization
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from minamoto.foundation.audit import operations as audit
from minamoto.foundation.identity import queries, rules
from minamoto.foundation.identity.model import Actor, PartnerClient
from minamoto.foundation.identity.operations.signing_keys import signing_key, verification_keys
from minamoto.foundation.storage.transactions import connection, tenant_id

_ASSERTION_ALGORITHMS = ["ES256", "RS256", "PS256", "EdDSA"]
_ASSERTION_VALID = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What the token endpoint answers."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]


async def issue_token(
    *, form: Mapping[str, str], authorization: str | None, issuer: str, at: datetime
) -> TokenAnswer:
    """Answer a request at the token endpoint of the open tenant.

    ``authorization`` is the header of that name; ``issuer`` the tenant's address above the endpoint, such as
    ``https://cis.example.jp/mihon``.
    Refusals are answers too, in the words of RFC 6749 section 5.2; a wrong secret is written to the trail.
    """
    headers = {} if authorization is None else {"Authorization": authorization}
    claimed = _claimed_client(form, headers)
    client = None if claimed is None else await queries.partner_by_client_id(claimed)
    server = _Server(client=client, issuer=issuer, key=await signing_key(at=at), at=at)
    answer: TokenAnswer = server.create_token_response(_Request(issuer, form, headers))
    granted = answer.status == HTTPStatus.OK
    if granted and client is not None and "client_assertion" in form:
        granted = await _use_assertion(client, form["client_assertion"], at)
        if not granted:
            answer = TokenAnswer(401, {"error": "invalid_client"}, dict(answer.headers))
    await audit.record(
        at=at,
        actor_kind="partner" if client else "system",
        actor_id=client.id if client else None,
        act="token-issued" if granted else "token-refused",
        subject_kind="partner",
        subject_id=client.id if client else None,
        after={"scope": answer.body.get("scope"), "error": answer.body.get("error")},
    )
    return answer


async def read_token(*, token: str, issuer: str, at: datetime) -> Actor | None:
    """Return the partner of a token, or None when it is false, foreign or over, or the partner is revoked."""
    keys = await verification_keys()
    try:
        read = jwt.decode(token, KeySet(keys), algorithms=["ES256"])
        if read.header.get("typ") != "at+jwt":
            return None
        jwt.JWTClaimsRegistry(
            now=lambda: int(at.timestamp()),
            leeway=0,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": _audience(issuer)},
            exp={"essential": True},
            client_id={"essential": True},
            tenant_id={"essential": True, "value": tenant_id()},
        ).validate(read.claims)
    except (JoseError, ValueError):
        return None
    client = await queries.partner_by_client_id(str(read.claims["client_id"]))
    if client is None:
        return None
    granted = frozenset(str(read.claims.get("scope", "")).split()) & frozenset(client.scopes)
    return Actor(
        kind="partner",
        id=client.id,
        permissions=frozenset(f"scope:{scope}" for scope in granted),
        language="ja",
        expires_at=datetime.fromtimestamp(read.claims["exp"], UTC),
    )


def _audience(issuer: str) -> str:
    return f"{issuer}/api/partners"


def _claimed_client(form: Mapping[str, str], headers: Mapping[str, str]) -> str | None:
    """Return which client the request says it is from, before anything is proved."""
    if "client_assertion" in form:
        try:
            _, claims = _Assertion.unproved(form["client_assertion"])
        except InvalidClientError:
            return None
        subject = claims.get("sub")
        return subject if isinstance(subject, str) else None
    client_id, _ = extract_basic_authorization(dict(headers))
    return client_id or None


async def _use_assertion(client: PartnerClient, assertion: str, at: datetime) -> bool:
    """Write that an assertion was taken; False when it was taken before."""
    await connection().execute(
        "delete from used_assertions where tenant_id = $1 and partner_client_id = $2 and expires_at < $3",
        tenant_id(),
        client.id,
        at,
    )
    _, claims = _Assertion.unproved(assertion)
    written = await connection().fetchval(
        """
        insert into used_assertions (tenant_id, partner_client_id, assertion_hash, expires_at)
        values ($1, $2, $3, $4) on conflict do nothing returning true
        """,
        tenant_id(),
        client.id,
        hashlib.sha256(str(claims["jti"]).encode()).digest(),
        # Kept past the assertion's own end, with the leeway that is granted.
        datetime.fromtimestamp(claims["exp"], UTC) + timedelta(minutes=5),
    )
    return bool(written)


class _Request(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    """The token request as Authlib reads it. That transport is safe is the edge's care, hence https here."""

    def __init__(self, issuer: str, form: Mapping[str, str], headers: Mapping[str, str]) -> None:
        super().__init__("POST", f"https{issuer[issuer.index(':') :]}/oauth/token", headers=dict(headers))
        self._form = dict(form)
        self.payload = BasicOAuth2Payload(self._form)

    @property
    def form(self) -> dict[str, str]:
        return self._form

    @property
    def args(self) -> dict[str, str]:
        return {}


class _Client(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """A partner as Authlib asks it."""

    def __init__(self, partner: PartnerClient) -> None:
        self.partner = partner

    def get_client_id(self) -> str:
        return self.partner.client_id

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Without a wish, all that the partner may; a wish beyond that is refused."""
        if not scope:
            return " ".join(self.partner.scopes)
        return scope if set(scope.split()) <= set(self.partner.scopes) else None

    def check_client_secret(self, client_secret: str) -> bool:
        kept = self.partner.secret_hash
        return kept is not None and rules.same(kept, rules.token_hash(client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - Authlib's signature
        wanted = "client_secret_basic" if self.partner.secret_hash is not None else "private_key_jwt"
        return method == wanted

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"


class _Grant(grants.ClientCredentialsGrant):  # type: ignore[misc]  # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "private_key_jwt")


class _Assertion(JWTBearerClientAssertion):  # type: ignore[misc]  # Authlib has no types
    """A partner that signs its own requests (RFC 7523)."""

    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, issuer: str, at: datetime) -> None:
        super().__init__()
        self.issuer = issuer
        self.at = at

    @staticmethod
    def unproved(assertion: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return header and claims before the signature is checked.

        :raises InvalidClientError: when it is not a JSON Web Token.
        """
        found: tuple[dict[str, Any], dict[str, Any]] = JWTBearerClientAssertion().extract_assertion(assertion)
        return found

    def resolve_client_public_key(self, client: _Client) -> KeySet:
        import_set: KeySet = KeySet.import_key_set(_decoded(client.partner.public_keys))
        return import_set

    def process_assertion_claims(self, assertion: str, resolve_key: Any) -> dict[str, Any]:
        """Check signature and claims against the given moment."""
        try:
            claims = jwt.decode(assertion, resolve_key, algorithms=_ASSERTION_ALGORITHMS).claims
            self.verify_claims(claims)
        except (JoseError, ValueError) as error:
            raise InvalidClientError(description="The assertion is not valid.") from error
        return claims

    def verify_claims(self, claims: dict[str, Any]) -> None:
        now = int(self.at.timestamp())
        jwt.JWTClaimsRegistry(
            now=lambda: now,
            leeway=60,
            iss={"essential": True, "value": str(claims.get("sub"))},
            sub={"essential": True},
            aud={"essential": True, "values": [f"{self.issuer}/oauth/token", self.issuer]},
            exp={"essential": True},
            jti={"essential": True},
        ).validate(claims)
        if claims["exp"] > now + _ASSERTION_VALID.total_seconds():
            raise InvalidClientError(description="The assertion is valid for too long.")


class _Tokens(BearerTokenGenerator):  # type: ignore[misc]  # Authlib has no types
    """Access tokens after RFC 9068, at the given moment."""

    def __init__(self, *, issuer: str, key: ECKey, at: datetime) -> None:
        super().__init__(self._write, expires_generator=rules.ACCESS_TOKEN_VALID_S)
        self.issuer = issuer
        self.key = key
        self.at = int(at.timestamp())

    def _write(self, *, client: _Client, grant_type: str, user: object, scope: str) -> str:  # noqa: ARG002 - Authlib's
        claims = {
            "iss": self.issuer,
            "sub": client.get_client_id(),
            "client_id": client.get_client_id(),
            "aud": _audience(self.issuer),
            "iat": self.at,
            "exp": self.at + rules.ACCESS_TOKEN_VALID_S,
            "jti": secrets.token_urlsafe(16),
            "scope": scope,
            "tenant_id": tenant_id(),
        }
        return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": self.key.kid}, claims, self.key)


class _Server(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """The protocol for one request: it knows one client, read before."""

    def __init__(self, *, client: PartnerClient | None, issuer: str, key: ECKey, at: datetime) -> None:
        super().__init__(scopes_supported=sorted(rules.PARTNER_SCOPES))
        self._client = client
        self.register_grant(_Grant)
        self.register_client_auth_method("private_key_jwt", _Assertion(issuer, at))
        self.register_token_generator("default", _Tokens(issuer=issuer, key=key, at=at))

    def query_client(self, client_id: str) -> _Client | None:
        if self._client is None or self._client.client_id != client_id:
            return None
        return _Client(self._client)

    def save_token(self, token: object, request: object) -> None:
        """Keep nothing: the token proves itself, and the partner's row is read at each use."""

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: _Request) -> _Request:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> TokenAnswer:
        kept = {name: value for name, value in dict(headers).items() if name.lower() != "content-type"}
        answer = dict(body)
        answer.pop("error_uri", None)
        return TokenAnswer(status, answer, kept)


def _decoded(public_keys: str | None) -> Any:
    return msgspec.json.decode(public_keys or '{"keys": []}')
