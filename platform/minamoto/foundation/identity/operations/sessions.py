"""Sessions begin, are seen, and end."""

from __future__ import annotations

import secrets
from datetime import datetime

from minamoto.foundation.audit import operations as audit
from minamoto.foundation.identity import queries, rules
from minamoto.foundation.identity.model import Actor, Holder, LoginKind, LoginStep
from minamoto.foundation.storage.ids import next_id
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import NotFound

_LONGEST_DEVICE = 120


async def authenticate(*, kind: LoginKind, token: str, at: datetime) -> Actor | None:
    """Return who holds a session's token, noting every five minutes that it was seen."""
    found = await queries.actor_of_session(kind=kind, token=token, at=at)
    if found is None:
        return None
    actor, last_seen_at = found
    if at - last_seen_at >= rules.LAST_SEEN_STEP:
        await connection().execute(
            "update sessions set last_seen_at = $3 where tenant_id = $1 and id = $2",
            tenant_id(),
            actor.session_id,
            at,
        )
    return actor


async def open_session(*, holder: Holder, device: str, how: str, at: datetime) -> LoginStep:
    """Begin a session under a fresh token; what the browser held before plays no part.

    ``how`` goes to the trail: ``password``, ``totp``, ``email_code`` or ``sso``.
    """
    token = secrets.token_urlsafe(32)
    expires_at = at + rules.SESSION_LENGTH[holder.kind]
    await connection().execute(
        """
        insert into sessions (tenant_id, id, holder_kind, holder_id, token_hash, device, created_at,
                              last_seen_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7, $8)
        """,
        tenant_id(),
        await next_id(),
        holder.kind,
        holder.id,
        rules.token_hash(token),
        device[:_LONGEST_DEVICE],
        at,
        expires_at,
    )
    await audit.record(
        at=at, actor_kind=holder.kind, actor_id=holder.id, act="logged-in",
        subject_kind=holder.kind, subject_id=holder.id, after={"how": how},
    )  # fmt: skip
    return LoginStep(holder=holder, token=token, expires_at=expires_at)


async def end_session(*, actor: Actor, session_id: int, at: datetime) -> None:
    """End one of the caller's own sessions.

    :raises NotFound: when it is not theirs or is over.
    """
    ended = await connection().fetchval(
        """
        update sessions set ended_at = $5
        where tenant_id = $1 and holder_kind = $2 and holder_id = $3 and id = $4 and ended_at is null
        returning true
        """,
        tenant_id(),
        actor.kind,
        actor.id,
        session_id,
        at,
    )
    if not ended:
        raise NotFound
    await audit.record(
        at=at, actor_kind=actor.kind, actor_id=actor.id, act="session-ended",
        subject_kind="session", subject_id=session_id,
    )  # fmt: skip


async def end_token(*, kind: LoginKind, token: str, at: datetime) -> None:
    """End the session of a token, if there is one."""
    holder_id = await connection().fetchval(
        """
        update sessions set ended_at = $4
        where tenant_id = $1 and holder_kind = $2 and token_hash = $3 and ended_at is null
        returning holder_id
        """,
        tenant_id(),
        kind,
        rules.token_hash(token),
        at,
    )
    if holder_id is not None:
        await audit.record(
            at=at, actor_kind=kind, actor_id=holder_id, act="logged-out",
            subject_kind=kind, subject_id=holder_id,
        )  # fmt: skip


async def end_all_sessions(*, kind: LoginKind, holder_id: int, at: datetime, but: int | None = None) -> None:
    """End every session of a login, but one where named."""
    await connection().execute(
        """
        update sessions set ended_at = $4
        where tenant_id = $1 and holder_kind = $2 and holder_id = $3 and ended_at is null
          and id is distinct from $5
        """,
        tenant_id(),
        kind,
        holder_id,
        at,
        but,
    )
