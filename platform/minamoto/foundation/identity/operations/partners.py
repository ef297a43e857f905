"""Partner clients: registration and revocation."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from minamoto.foundation.audit import operations as audit
from minamoto.foundation.identity import rules
from minamoto.foundation.identity.model import NewPartnerClient
from minamoto.foundation.storage.ids import next_id
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import InvalidInput, NotFound


class ScopeUnknown(InvalidInput):
    """A scope that does not exist was named."""

    code = "scope-unknown"
    ja = "利用範囲「{scope}」はありません。"
    en = "There is no scope {scope}."


class PublicKeysInvalid(InvalidInput):
    """A partner's keys are not a JSON Web Key Set of public signature keys (RFC 7517)."""

    code = "public-keys-invalid"
    ja = "公開鍵の形式（JWK Set）が正しくありません。"
    en = "The keys are not a JSON Web Key Set of public keys."


async def register_partner(
    *, display_name: str, scopes: Iterable[str], at: datetime, public_keys: dict[str, Any] | None = None
) -> NewPartnerClient:
    """Register a partner and return its credentials; the secret is shown this once.

    With ``public_keys`` (RFC 7517) the partner signs assertions of its own and has no secret.

    :raises ScopeUnknown: when a scope does not exist.
    :raises PublicKeysInvalid: when the keys cannot be read or hold a private key.
    """
    wanted = sorted(set(scopes))
    for scope in wanted:
        if scope not in rules.PARTNER_SCOPES:
            raise ScopeUnknown(scope=scope, pointer="/scopes")
    if public_keys is not None:
        _check_keys(public_keys)
    secret = None if public_keys is not None else secrets.token_urlsafe(32)
    number = await next_id()
    client_id = f"partner-{secrets.token_hex(8)}"
    await connection().execute(
        """
        insert into partner_clients (tenant_id, id, client_id, display_name, secret_hash, public_keys, scopes,
                                     created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        tenant_id(),
        number,
        client_id,
        display_name,
        None if secret is None else rules.token_hash(secret),
        None if public_keys is None else msgspec.json.encode(public_keys).decode(),
        wanted,
        at,
    )
    await audit.record(
        at=at, actor_kind="system", actor_id=None, act="partner-registered",
        subject_kind="partner", subject_id=number, after={"scopes": wanted},
    )  # fmt: skip
    return NewPartnerClient(id=number, client_id=client_id, client_secret=secret)


async def revoke_partner(*, client_id: str, at: datetime) -> None:
    """Shut a partner out at once: no new token, and those given out before are refused.

    :raises NotFound: when there is no such partner or it is revoked.
    """
    number = await connection().fetchval(
        """
        update partner_clients set revoked_at = $3
        where tenant_id = $1 and client_id = $2 and revoked_at is null returning id
        """,
        tenant_id(),
        client_id,
        at,
    )
    if number is None:
        raise NotFound
    await audit.record(
        at=at, actor_kind="system", actor_id=None, act="partner-revoked",
        subject_kind="partner", subject_id=number,
    )  # fmt: skip


def _check_keys(public_keys: dict[str, Any]) -> None:
    try:
        keys = KeySet.import_key_set(public_keys)  # type: ignore[arg-type]  # what a partner sends is checked here
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise PublicKeysInvalid(pointer="/public_keys") from error
    if not keys.keys or any(key.key_type not in {"RSA", "EC", "OKP"} or key.is_private for key in keys.keys):
        raise PublicKeysInvalid(pointer="/public_keys")
