"""Answers kept for repetitions of a call."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minamoto.foundation.secrets.operations import seal, unseal
from minamoto.foundation.storage.transactions import connection, tenant_id

_PURPOSE = "answers"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer: status, header fields, body; ``body_hash`` is of the question it was given to."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    body_hash: bytes = b""


async def claim_answer(*, key_hash: bytes, body_hash: bytes, at: datetime) -> Answer | None:
    """Return the answer kept under a key, or claim the key for this transaction and return None.

    A second transaction with the same key waits here until the first has ended.
    """
    claimed = await connection().fetchval(
        """
        insert into idempotent_answers (tenant_id, key_hash, body_hash, created_at) values ($1, $2, $3, $4)
        on conflict do nothing returning true
        """,
        tenant_id(),
        key_hash,
        body_hash,
        at,
    )
    if claimed:
        return None
    row = await connection().fetchrow(
        "select body_hash, sealed_answer from idempotent_answers where tenant_id = $1 and key_hash = $2",
        tenant_id(),
        key_hash,
    )
    if row is None:
        message = "a key that conflicts has a row: rows of answers are removed by age alone"
        raise RuntimeError(message)
    plain = await unseal(purpose=_PURPOSE, binding=key_hash.hex(), sealed=row["sealed_answer"])
    answer = msgspec.msgpack.decode(plain, type=Answer)
    return msgspec.structs.replace(answer, body_hash=row["body_hash"])


async def write_answer(*, key_hash: bytes, answer: Answer) -> None:
    """Keep the answer under a key that this transaction claimed."""
    await connection().execute(
        "update idempotent_answers set sealed_answer = $3 where tenant_id = $1 and key_hash = $2",
        tenant_id(),
        key_hash,
        await seal(purpose=_PURPOSE, binding=key_hash.hex(), plaintext=msgspec.msgpack.encode(answer)),
    )
