"""Second factors: an authenticator app (TOTP, RFC 6238) or a code by mail."""

from __future__ import annotations

from datetime import datetime

import pyotp

from minamoto.foundation.audit import operations as audit
from minamoto.foundation.identity import rules
from minamoto.foundation.identity.model import Actor, LoginKind, NewTotp
from minamoto.foundation.secrets.operations import seal, unseal
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import Conflict, InvalidInput

_PURPOSE = "totp"


class TotpStands(Conflict):
    """An authenticator app is set up already."""

    code = "totp-stands"
    ja = "認証アプリはすでに設定されています。変更するには、いったん解除してください。"
    en = "An authenticator app is already set up. Remove it first."


class TotpCodeWrong(InvalidInput):
    """The code does not come from the app that is being set up or removed."""

    code = "totp-code-wrong"
    ja = "認証アプリの確認コードが正しくありません。"
    en = "The code of the authenticator app is wrong."


async def begin_totp(*, actor: Actor, account: str, utility: str, at: datetime) -> NewTotp:
    """Make a secret for the caller's app; it counts once a first code was entered.

    :raises TotpStands: when an app is set up already.
    """
    kind = _kind(actor)
    secret = pyotp.random_base32()
    written = await connection().fetchval(
        """
        insert into totp_secrets as t (tenant_id, holder_kind, holder_id, sealed_secret, created_at)
        values ($1, $2, $3, $4, $5)
        on conflict (tenant_id, holder_kind, holder_id) do update
        set sealed_secret = excluded.sealed_secret, created_at = excluded.created_at, last_step = null
        where t.confirmed_at is null returning true
        """,
        tenant_id(),
        kind,
        actor.id,
        await seal(purpose=_PURPOSE, binding=_binding(kind, actor.id), plaintext=secret.encode()),
        at,
    )
    if not written:
        raise TotpStands
    uri = pyotp.TOTP(secret, interval=rules.TOTP_PERIOD_S).provisioning_uri(name=account, issuer_name=utility)
    return NewTotp(secret=secret, uri=uri)


async def confirm_totp(*, actor: Actor, code: str, at: datetime) -> None:
    """Turn the app on by a first code.

    :raises TotpCodeWrong: when the code is not of the app being set up.
    """
    kind = _kind(actor)
    if not await take_totp(kind=kind, holder_id=actor.id, code=code, at=at, confirmed=False):
        raise TotpCodeWrong(pointer="/code")
    await connection().execute(
        """
        update totp_secrets set confirmed_at = $4
        where tenant_id = $1 and holder_kind = $2 and holder_id = $3
        """,
        tenant_id(),
        kind,
        actor.id,
        at,
    )
    await _record(actor, "totp-set-up", at)


async def remove_totp(*, actor: Actor, code: str, at: datetime) -> None:
    """Turn the app off, by one of its codes.

    :raises TotpCodeWrong: when the code is wrong or no app is set up.
    """
    kind = _kind(actor)
    if not await take_totp(kind=kind, holder_id=actor.id, code=code, at=at):
        raise TotpCodeWrong(pointer="/code")
    await connection().execute(
        "delete from totp_secrets where tenant_id = $1 and holder_kind = $2 and holder_id = $3",
        tenant_id(),
        kind,
        actor.id,
    )
    await _record(actor, "totp-removed", at)


async def ask_email_code(*, actor: Actor, wanted: bool, at: datetime) -> None:
    """Ask, or no longer ask, for a mailed code when the caller logs in."""
    await connection().execute(
        "update credentials set email_code = $4 where tenant_id = $1 and holder_kind = $2 and holder_id = $3",
        tenant_id(),
        actor.kind,
        actor.id,
        wanted,
    )
    await _record(actor, "email-code-on" if wanted else "email-code-off", at)


async def take_totp(
    *, kind: LoginKind, holder_id: int, code: str, at: datetime, confirmed: bool = True
) -> bool:
    """Return whether a code of the app is right, and use it up: the same code is refused a second time."""
    row = await connection().fetchrow(
        """
        select sealed_secret, last_step from totp_secrets
        where tenant_id = $1 and holder_kind = $2 and holder_id = $3 and (confirmed_at is not null) = $4
        for update
        """,
        tenant_id(),
        kind,
        holder_id,
        confirmed,
    )
    if row is None:
        return False
    secret = await unseal(purpose=_PURPOSE, binding=_binding(kind, holder_id), sealed=row["sealed_secret"])
    step = rules.totp_step(secret=secret.decode(), code=code, at=at, last_step=row["last_step"])
    if step is None:
        return False
    await connection().execute(
        "update totp_secrets set last_step = $4 where tenant_id = $1 and holder_kind = $2 and holder_id = $3",
        tenant_id(),
        kind,
        holder_id,
        step,
    )
    return True


def _kind(actor: Actor) -> LoginKind:
    """Partners have no second factor; the routes do not let them here."""
    if actor.kind == "partner":
        message = "a partner has no second factor"
        raise ValueError(message)
    return actor.kind


def _binding(kind: LoginKind, holder_id: int) -> str:
    return f"totp_secrets:{kind}:{holder_id}"


async def _record(actor: Actor, act: str, at: datetime) -> None:
    await audit.record(
        at=at, actor_kind=actor.kind, actor_id=actor.id, act=act, subject_kind=actor.kind, subject_id=actor.id
    )
