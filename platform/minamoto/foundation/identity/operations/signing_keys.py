"""The keys a tenant signs its access tokens with (ECDSA on P-256), sealed at rest."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

import msgspec
from joserfc.jwk import ECKey

from minamoto.foundation.secrets.operations import seal, unseal
from minamoto.foundation.storage.transactions import connection, tenant_id

_PURPOSE = "token-signing"


async def signing_key(*, at: datetime) -> ECKey:
    """Return the key in use, made now when the tenant has none."""
    row = await connection().fetchrow(
        """
        select key_id, sealed_private_key from signing_keys
        where tenant_id = $1 and retired_at is null order by created_at desc, key_id limit 1
        """,
        tenant_id(),
    )
    if row is None:
        return await _make(at)
    opened = await unseal(
        purpose=_PURPOSE, binding=f"signing_keys:{row['key_id']}", sealed=row["sealed_private_key"]
    )
    return ECKey.import_key(msgspec.json.decode(opened))


async def verification_keys() -> list[Any]:
    """Return the public keys tokens are checked with."""
    rows = await connection().fetch(
        "select public_key from signing_keys where tenant_id = $1 and retired_at is null order by key_id",
        tenant_id(),
    )
    return [ECKey.import_key(msgspec.json.decode(row["public_key"])) for row in rows]


async def public_key_set() -> dict[str, Any]:
    """Return the public keys as a JSON Web Key Set (RFC 7517)."""
    return {"keys": [key.as_dict(private=False) for key in await verification_keys()]}


async def retire_signing_keys(*, at: datetime) -> None:
    """Let every token given out so far be refused, and sign with a new key from now on."""
    await connection().execute(
        "update signing_keys set retired_at = $2 where tenant_id = $1 and retired_at is null", tenant_id(), at
    )
    await _make(at)


async def _make(at: datetime) -> ECKey:
    key_id = secrets.token_hex(8)
    key = ECKey.generate_key("P-256", {"kid": key_id, "use": "sig", "alg": "ES256"})
    await connection().execute(
        """
        insert into signing_keys (tenant_id, key_id, sealed_private_key, public_key, created_at)
        values ($1, $2, $3, $4, $5)
        """,
        tenant_id(),
        key_id,
        await seal(
            purpose=_PURPOSE,
            binding=f"signing_keys:{key_id}",
            plaintext=msgspec.json.encode(key.as_dict(private=True)),
        ),
        msgspec.json.encode(key.as_dict(private=False)).decode(),
        at,
    )
    return key
