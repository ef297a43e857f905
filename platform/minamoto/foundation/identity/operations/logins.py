"""Logging in: an attempt is counted before the password is looked at, and forgiven when it was right.

So a hundred guesses at once cannot all pass the count of five, a known and an unknown name look the same from
outside, and no database connection waits while a password is hashed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from minamoto.foundation.audit import operations as audit
from minamoto.foundation.identity import queries, rules
from minamoto.foundation.identity.model import FactorMethod, Holder, LoginKind, LoginStep
from minamoto.foundation.identity.operations.factors import take_totp
from minamoto.foundation.identity.operations.mail import mail_code
from minamoto.foundation.identity.operations.passwords import hash_password, needs_rehash, verify_password
from minamoto.foundation.identity.operations.sessions import open_session
from minamoto.foundation.secrets.operations import blind_index
from minamoto.foundation.storage.ids import next_id
from minamoto.foundation.storage.transactions import connection, tenant_id, tenant_transaction
from minamoto.kernel.errors import NotAuthenticated, TooManyAttempts


class WrongCredentials(NotAuthenticated):
    """The login or the password is wrong; which of them is not told."""

    code = "wrong-credentials"
    ja = "ログイン名（メールアドレス）またはパスワードが正しくありません。"
    en = "The login or the password is wrong."


class WrongCode(NotAuthenticated):
    """The code of the second factor is wrong, was used, or came too late."""

    code = "wrong-code"
    ja = "確認コードが正しくないか、有効期限が切れています。"
    en = "The code is wrong or has expired."


class LoginLocked(TooManyAttempts):
    """Too many wrong attempts: the login waits."""

    code = "too-many-attempts"
    ja = "続けて失敗したため、しばらくログインできません。時間をおくか、パスワードを再設定してください。"
    en = "Too many failed attempts. Wait a while, or reset your password."


@dataclass(frozen=True, slots=True)
class _Attempt:
    holder: Holder | None
    kept: str | None
    login_key: bytes


async def log_in(
    *, tenant: int, kind: LoginKind, login: str, password: str, device: str, utility: str, at: datetime
) -> LoginStep:
    """Check a login and password; open a session, or ask for a code. Opens its own transactions.

    :raises WrongCredentials: when they are wrong, or the login is disabled.
    :raises LoginLocked: after five failures, for a growing time; detail ``retry_after_s``.
    """
    async with tenant_transaction(tenant_id=tenant):
        attempt = await _claim(kind, login, at)
    right = await verify_password(attempt.kept, password)
    fresh = None
    if right and attempt.kept is not None and needs_rehash(attempt.kept):
        fresh = await hash_password(password)
    async with tenant_transaction(tenant_id=tenant):
        if right and attempt.holder is not None:
            return await _proceed(attempt, attempt.holder, fresh, device, utility, at)
        await _note_failure(kind, attempt.holder, at, attempt.login_key)
    raise WrongCredentials


async def check_own_password(
    *, tenant: int, kind: LoginKind, holder_id: int, password: str, at: datetime
) -> Holder:
    """Let a logged-in person show their password again. Opens its own transactions; counts like a login.

    :raises WrongCredentials: when it is wrong.
    :raises LoginLocked: after five failures.
    """
    async with tenant_transaction(tenant_id=tenant):
        holder = await queries.holder_by_id(kind, holder_id)
        if holder is None:
            raise WrongCredentials
        attempt = await _claim(kind, holder.login, at)
    right = await verify_password(attempt.kept, password)
    async with tenant_transaction(tenant_id=tenant):
        if right:
            await forgive(kind, attempt.login_key)
            return holder
        await _note_failure(kind, holder, at, attempt.login_key)
    raise WrongCredentials


async def enter_code(
    *, tenant: int, kind: LoginKind, challenge: str, code: str, device: str, at: datetime
) -> LoginStep:
    """Take the code of a second factor and open the session. Opens its own transaction.

    A challenge lives for ten minutes and three tries.

    :raises WrongCode: when the code is wrong, was used before, or the challenge is over.
    """
    async with tenant_transaction(tenant_id=tenant):
        row = await connection().fetchrow(
            """
            update one_time_codes set attempts = attempts + 1
            where tenant_id = $1 and token_hash = $2 and purpose = 'login' and holder_kind = $3
              and used_at is null and expires_at > $4 and attempts < $5
            returning id, holder_id, method, code_hash, login_key
            """,
            tenant_id(),
            rules.token_hash(challenge),
            kind,
            at,
            rules.CODE_ATTEMPTS,
        )
        holder = None if row is None else await queries.holder_by_id(kind, row["holder_id"])
        if row is not None and holder is not None:
            if row["method"] == "totp":
                right = await take_totp(kind=kind, holder_id=holder.id, code=code, at=at)
            else:
                right = rules.same(row["code_hash"], rules.code_hash(challenge, code))
            if right:
                await _use_up(row["id"], at)
                await forgive(kind, row["login_key"])
                return await open_session(holder=holder, device=device, how=row["method"], at=at)
            await audit.record(
                at=at, actor_kind="system", actor_id=None, act="code-failed",
                subject_kind=kind, subject_id=holder.id,
            )  # fmt: skip
    raise WrongCode


async def forgive(kind: LoginKind, login_key: bytes) -> None:
    """Forget the failures counted for a login."""
    await connection().execute(
        "delete from login_failures where tenant_id = $1 and holder_kind = $2 and login_key = $3",
        tenant_id(),
        kind,
        login_key,
    )


async def login_key_of(kind: LoginKind, login: str) -> bytes:
    """Return the keyed hash under which failures of a login are counted."""
    return await blind_index(purpose="login", value=f"{kind}:{rules.normalise_login(login)}")


async def _claim(kind: LoginKind, login: str, at: datetime) -> _Attempt:
    """Count an attempt as failed for now.

    :raises LoginLocked: when the login waits.
    """
    key = await login_key_of(kind, login)
    failures = await connection().fetchval(
        """
        insert into login_failures as f (tenant_id, holder_kind, login_key, failures, last_failure_at)
        values ($1, $2, $3, 1, $4)
        on conflict (tenant_id, holder_kind, login_key) do update
        set failures = case when f.last_failure_at < $5 then 1 else f.failures + 1 end, last_failure_at = $4
        where f.locked_until is null or f.locked_until <= $4
        returning failures
        """,
        tenant_id(),
        kind,
        key,
        at,
        at - rules.FAILURES_FORGOTTEN_AFTER,
    )
    if failures is None:
        until = await connection().fetchval(
            """
            select locked_until from login_failures
            where tenant_id = $1 and holder_kind = $2 and login_key = $3
            """,
            tenant_id(),
            kind,
            key,
        )
        raise LoginLocked(retry_after_s=max(1, round((until - at).total_seconds())) if until else 60)
    await connection().execute(
        """
        update login_failures set locked_until = $4
        where tenant_id = $1 and holder_kind = $2 and login_key = $3
        """,
        tenant_id(),
        kind,
        key,
        rules.lock_until(failures, at),
    )
    holder = await queries.holder_by_login(kind, login)
    kept = await connection().fetchval(
        "select password_hash from credentials where tenant_id = $1 and holder_kind = $2 and holder_id = $3",
        tenant_id(),
        kind,
        0 if holder is None else holder.id,
    )
    return _Attempt(holder=holder, kept=kept, login_key=key)


async def _proceed(
    attempt: _Attempt, holder: Holder, fresh: str | None, device: str, utility: str, at: datetime
) -> LoginStep:
    """The password was right: open the session, or ask for the second factor."""
    if fresh is not None:
        await connection().execute(
            """
            update credentials set password_hash = $4
            where tenant_id = $1 and holder_kind = $2 and holder_id = $3
            """,
            tenant_id(),
            holder.kind,
            holder.id,
            fresh,
        )
    factors = await queries.factor_state(kind=holder.kind, holder_id=holder.id, at=at)
    if factors.totp:
        return await _challenge(attempt, holder, "totp", None, at)
    if factors.email_code or factors.demanded:
        code = f"{secrets.randbelow(1_000_000):06d}"
        step = await _challenge(attempt, holder, "email_code", code, at)
        await mail_code(holder=holder, utility=utility, code=code, at=at)
        return step
    await forgive(holder.kind, attempt.login_key)
    return await open_session(holder=holder, device=device, how="password", at=at)


async def _challenge(
    attempt: _Attempt, holder: Holder, method: FactorMethod, code: str | None, at: datetime
) -> LoginStep:
    """Ask for a code; an earlier question of this login is dead from now on."""
    challenge = secrets.token_urlsafe(32)
    await connection().execute(
        """
        update one_time_codes set used_at = $4
        where tenant_id = $1 and holder_kind = $2 and holder_id = $3 and purpose = 'login' and used_at is null
        """,
        tenant_id(),
        holder.kind,
        holder.id,
        at,
    )
    await connection().execute(
        """
        insert into one_time_codes (tenant_id, id, purpose, holder_kind, holder_id, token_hash, method,
                                    code_hash, login_key, attempts, created_at, expires_at)
        values ($1, $2, 'login', $3, $4, $5, $6, $7, $8, 0, $9, $10)
        """,
        tenant_id(),
        await next_id(),
        holder.kind,
        holder.id,
        rules.token_hash(challenge),
        method,
        None if code is None else rules.code_hash(challenge, code),
        attempt.login_key,
        at,
        at + rules.CODE_VALID,
    )
    return LoginStep(holder=holder, method=method, challenge=challenge)


async def _use_up(code_id: int, at: datetime) -> None:
    await connection().execute(
        "update one_time_codes set used_at = $3 where tenant_id = $1 and id = $2", tenant_id(), code_id, at
    )


async def _note_failure(kind: LoginKind, holder: Holder | None, at: datetime, login_key: bytes) -> None:
    """Write the failure, and the lock it led to, to the trail."""
    await audit.record(
        at=at, actor_kind="system", actor_id=None, act="login-failed",
        subject_kind=kind, subject_id=None if holder is None else holder.id,
    )  # fmt: skip
    failures = await connection().fetchval(
        "select failures from login_failures where tenant_id = $1 and holder_kind = $2 and login_key = $3",
        tenant_id(),
        kind,
        login_key,
    )
    if failures is not None and failures >= rules.FAILURES_BEFORE_LOCK and holder is not None:
        await audit.record(
            at=at, actor_kind="system", actor_id=None, act="login-locked",
            subject_kind=kind, subject_id=holder.id,
        )  # fmt: skip
