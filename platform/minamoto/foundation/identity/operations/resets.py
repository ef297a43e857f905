"""A new password: by a link that was mailed, or by showing the old one."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from minamoto.foundation.audit import operations as audit
from minamoto.foundation.identity import queries, rules
from minamoto.foundation.identity.model import Actor, Holder, LoginKind
from minamoto.foundation.identity.operations.logins import check_own_password, forgive, login_key_of
from minamoto.foundation.identity.operations.mail import mail_changed, mail_reset_link
from minamoto.foundation.identity.operations.passwords import hash_password
from minamoto.foundation.identity.operations.sessions import end_all_sessions
from minamoto.foundation.storage.ids import next_id
from minamoto.foundation.storage.transactions import connection, tenant_id, tenant_transaction
from minamoto.kernel.errors import InvalidInput, NotPermitted


class ResetTokenInvalid(InvalidInput):
    """The link for a new password is wrong, was used, or came too late."""

    code = "reset-token-invalid"
    ja = "パスワード再設定のリンクが正しくないか、有効期限が切れています。もう一度お手続きください。"
    en = "The link is wrong, was used already, or has expired. Please ask for a new one."


async def request_reset(
    *, tenant: int, kind: LoginKind, login: str, address: str, utility: str, at: datetime
) -> None:
    """Mail a link for a new password if the login is known. Opens its own transaction.

    ``address`` is the page the link leads to; the token follows its ``#`` and so reaches no server's log.
    Callers answer before this runs, so that neither words nor time tell whether the login is known.
    At most three links an hour are mailed.
    """
    async with tenant_transaction(tenant_id=tenant):
        holder = await queries.holder_by_login(kind, login)
        if holder is None or await _asked_too_often(holder, at):
            return
        token = secrets.token_urlsafe(32)
        await connection().execute(
            """
            insert into one_time_codes (tenant_id, id, purpose, holder_kind, holder_id, token_hash, login_key,
                                        attempts, created_at, expires_at)
            values ($1, $2, 'password-reset', $3, $4, $5, $6, 0, $7, $8)
            """,
            tenant_id(),
            await next_id(),
            kind,
            holder.id,
            rules.token_hash(token),
            await login_key_of(kind, holder.login),
            at,
            at + rules.RESET_VALID,
        )
        await audit.record(
            at=at, actor_kind="system", actor_id=None, act="password-reset-asked",
            subject_kind=kind, subject_id=holder.id,
        )  # fmt: skip
        await mail_reset_link(holder=holder, utility=utility, link=f"{address}#token={token}", at=at)


async def confirm_reset(
    *, tenant: int, kind: LoginKind, token: str, new_password: str, utility: str, at: datetime
) -> None:
    """Set a new password by a mailed token, end every session and release a lock. Opens its own transactions.

    :raises ResetTokenInvalid: when the token is wrong, used or over.
    :raises PasswordTooWeak: when the password is easy to guess; the token stays good.
    """
    async with tenant_transaction(tenant_id=tenant):
        row = await connection().fetchrow(
            f"select holder_id from one_time_codes where {_LIVE_RESET}",
            tenant_id(),
            rules.token_hash(token),
            kind,
            at,
        )
        holder = None if row is None else await queries.holder_by_id(kind, row["holder_id"])
    if holder is None:
        raise ResetTokenInvalid(pointer="/token")
    rules.check_password(new_password, login=holder.login)
    hashed = await hash_password(new_password)
    async with tenant_transaction(tenant_id=tenant):
        login_key = await connection().fetchval(
            f"update one_time_codes set used_at = $4 where {_LIVE_RESET} returning login_key",
            tenant_id(),
            rules.token_hash(token),
            kind,
            at,
        )
        if login_key is None:
            raise ResetTokenInvalid(pointer="/token")
        await _set_password(holder, hashed, at)
        await _drop_other_links(holder, at)
        await end_all_sessions(kind=kind, holder_id=holder.id, at=at)
        await forgive(kind, login_key)
        await audit.record(
            at=at, actor_kind=kind, actor_id=holder.id, act="password-reset",
            subject_kind=kind, subject_id=holder.id,
        )  # fmt: skip
        await mail_changed(holder=holder, utility=utility, at=at)


async def change_password(
    *, tenant: int, actor: Actor, password: str, new_password: str, utility: str, at: datetime
) -> None:
    """Replace the caller's own password and end their other sessions. Opens its own transactions.

    :raises WrongCredentials: when the present password is wrong; it counts as a failed login.
    :raises PasswordTooWeak: when the new one is easy to guess.
    """
    if actor.kind == "partner":
        raise NotPermitted
    holder = await check_own_password(
        tenant=tenant, kind=actor.kind, holder_id=actor.id, password=password, at=at
    )
    rules.check_password(new_password, login=holder.login)
    hashed = await hash_password(new_password)
    async with tenant_transaction(tenant_id=tenant):
        await _set_password(holder, hashed, at)
        await _drop_other_links(holder, at)
        await end_all_sessions(kind=holder.kind, holder_id=holder.id, at=at, but=actor.session_id)
        await audit.record(
            at=at, actor_kind=actor.kind, actor_id=actor.id, act="password-changed",
            subject_kind=actor.kind, subject_id=actor.id,
        )  # fmt: skip
        await mail_changed(holder=holder, utility=utility, at=at)


_LIVE_RESET = (
    "tenant_id = $1 and token_hash = $2 and purpose = 'password-reset' and holder_kind = $3 "
    "and used_at is null and expires_at > $4"
)


async def _asked_too_often(holder: Holder, at: datetime) -> bool:
    asked: int = await connection().fetchval(
        """
        select count(*) from one_time_codes
        where tenant_id = $1 and holder_kind = $2 and holder_id = $3 and purpose = 'password-reset'
          and created_at > $4
        """,
        tenant_id(),
        holder.kind,
        holder.id,
        at - timedelta(hours=1),
    )
    return asked >= rules.RESETS_PER_HOUR


async def _set_password(holder: Holder, hashed: str, at: datetime) -> None:
    await connection().execute(
        """
        update credentials set password_hash = $4, password_changed_at = $5
        where tenant_id = $1 and holder_kind = $2 and holder_id = $3
        """,
        tenant_id(),
        holder.kind,
        holder.id,
        hashed,
        at,
    )


async def _drop_other_links(holder: Holder, at: datetime) -> None:
    """Links mailed before, and questions for a code, are dead once the password is another."""
    await connection().execute(
        """
        update one_time_codes set used_at = $4
        where tenant_id = $1 and holder_kind = $2 and holder_id = $3 and used_at is null
        """,
        tenant_id(),
        holder.kind,
        holder.id,
        at,
    )
