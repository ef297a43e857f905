"""A changing call with the same ``Idempotency-Key`` is done once and answered alike.

The answer is kept, sealed, in the transaction that did the work, so either both stand or neither.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request
from litestar.types import Message

from minamoto.foundation.identity.model import Actor
from minamoto.foundation.identity.operations.answers import Answer, claim_answer, write_answer
from minamoto.kernel.errors import Conflict, InvalidInput

_KEY = re.compile(r"[A-Za-z0-9_-]{8,100}")


class IdempotencyKeyMissing(InvalidInput):
    """The call needs a key by which a repetition can be told from a second wish."""

    code = "idempotency-key-missing"
    ja = "Idempotency-Key ヘッダー（英数字、-、_ の8〜100文字）を付けてください。"
    en = "Send the header Idempotency-Key: 8 to 100 letters, digits, - or _."


class IdempotencyKeyReused(Conflict):
    """The key was used for another body."""

    code = "idempotency-key-reused"
    ja = "同じ Idempotency-Key が、別の内容ですでに使われています。"
    en = "The same Idempotency-Key was used with another body."


async def answered_before(
    request: Request[Any, Any, Any], *, actor: Actor, at: datetime
) -> list[Message] | None:
    """Return the answer given before to the same key and body; None when this call is the first.

    Waits while the same key is being worked on elsewhere.

    :raises IdempotencyKeyMissing: without a proper key.
    :raises IdempotencyKeyReused: when the body was another one.
    """
    body_hash = hashlib.sha256(await request.body()).digest()
    answer = await claim_answer(key_hash=_key_hash(request, actor), body_hash=body_hash, at=at)
    if answer is None:
        return None
    if answer.body_hash != body_hash:
        raise IdempotencyKeyReused
    start: Message = {
        "type": "http.response.start",
        "status": answer.status,
        "headers": [(name.encode(), value.encode()) for name, value in answer.headers],
    }
    return [start, {"type": "http.response.body", "body": answer.body, "more_body": False}]


async def keep_answer(request: Request[Any, Any, Any], *, actor: Actor, messages: list[Message]) -> None:
    """Keep the answer for repetitions."""
    status, headers, body = 200, [], b""
    for message in messages:
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = [
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]
            ]
        elif message["type"] == "http.response.body":
            body += message["body"]
    await write_answer(
        key_hash=_key_hash(request, actor), answer=Answer(status=status, headers=headers, body=body)
    )


def _key_hash(request: Request[Any, Any, Any], actor: Actor) -> bytes:
    """Return what a key is known by: it counts for one caller and one address."""
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyMissing
    whole = msgspec.json.encode([actor.kind, actor.id, request.method, request.url.path, key])
    return hashlib.sha256(whole).digest()
