"""Writes of notifications: queueing a mail, and the steps of its sending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.notifications import rules
from minamoto.foundation.notifications.model import SEND_JOB, Mail, MailKind
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.ids import next_id
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import Conflict, Language
from minamoto.kernel.moments import civil_date

_PURPOSE = "notifications"


class MailNotFailed(Conflict):
    """Only a mail that failed can be sent again."""

    code = "mail-not-failed"
    ja = "送信に失敗したメールではないため、再送できません。"
    en = "Only a mail whose sending failed can be sent again."


_INSERT = """
insert into notifications (tenant_id, id, kind, language, sealed_message, state, created_at)
values ($1, $2, $3, $4, $5, 'waiting', $6)
"""
_TRY = """
update notifications set attempts = attempts + 1
where tenant_id = $1 and id = $2 and state = 'waiting' and sealed_message is not null
returning sealed_message
"""
_SENT = """
update notifications set state = 'sent', sent_at = $3, sealed_message = null, failure_code = null
where tenant_id = $1 and id = $2 and state = 'waiting'
"""
_FAILED = """
update notifications set state = 'failed', failure_code = $3,
       sealed_message = case when kind = any($4::text[]) then null else sealed_message end
where tenant_id = $1 and id = $2 and state = 'waiting'
"""
_AGAIN = """
update notifications set state = 'waiting'
where tenant_id = $1 and id = $2 and state = 'failed' and sealed_message is not null
returning attempts
"""
_WIPE = """
update notifications set sealed_message = null
where tenant_id = $1 and state = 'failed' and sealed_message is not null and created_at < $2
"""
KEPT_AFTER_FAILURE = timedelta(days=30)
"""How long staff may send a failed mail after all; then address and text are wiped."""

_SHORT_LIVED = (MailKind.LOGIN_CODE.value, MailKind.PASSWORD_RESET.value)
"""Codes and links die within minutes: what failed is wiped at once and asked for anew."""


async def queue_mail(
    *, kind: MailKind, to: str, language: Language, fields: Mapping[str, str], now: datetime
) -> int:
    """Compose a mail from the text in force, seal it and ask for it to be sent; return its id.

    Runs in the caller's tenant transaction: what is rolled back sends nothing. ``fields`` are written for
    the reader already (``tenant_name`` always, the others by the text of the kind).

    :raises MailAddressInvalid: when ``to`` is not one plain address.
    :raises MailFieldsWrong: when a field is missing or unknown.
    """
    mail = rules.compose(kind=kind, language=language, to=to, fields=fields, on=civil_date(now))
    notification_id = await next_id()
    sealed = await secrets.seal(
        purpose=_PURPOSE, binding=_binding(notification_id), plaintext=msgspec.json.encode(mail)
    )
    await connection().execute(_INSERT, tenant_id(), notification_id, kind.value, language, sealed, now)
    await _request_sending(notification_id, key=f"mail-{notification_id}", now=now)
    return notification_id


async def begin_sending(*, notification_id: int) -> Mail | None:
    """Count an attempt and return the mail, or nothing when it was sent or given up already."""
    sealed = await connection().fetchval(_TRY, tenant_id(), notification_id)
    if sealed is None:
        return None
    plain = await secrets.unseal(purpose=_PURPOSE, binding=_binding(notification_id), sealed=sealed)
    return msgspec.json.decode(plain, type=Mail)


async def mark_sent(*, notification_id: int, now: datetime) -> None:
    """Note that the mail is out and wipe address and text."""
    await connection().execute(_SENT, tenant_id(), notification_id, now)


async def mark_failed(*, notification_id: int, code: str) -> None:
    """Note that the mail was given up; codes and links that are dead by then are wiped."""
    await connection().execute(_FAILED, tenant_id(), notification_id, code, list(_SHORT_LIVED))


async def send_again(*, notification_id: int, now: datetime) -> None:
    """Ask for a mail that failed to be sent after all.

    :raises MailNotFailed: when it did not fail, or was wiped since.
    """
    attempts = await connection().fetchval(_AGAIN, tenant_id(), notification_id)
    if attempts is None:
        raise MailNotFailed
    await _request_sending(notification_id, key=f"mail-{notification_id}-after-{attempts}", now=now)


async def wipe_old(*, now: datetime) -> int:
    """Wipe address and text of mail that failed long ago, and return of how many."""
    status = await connection().execute(_WIPE, tenant_id(), now - KEPT_AFTER_FAILURE)
    return int(status.rsplit(" ", 1)[1])


async def _request_sending(notification_id: int, *, key: str, now: datetime) -> None:
    arguments = {"notification_id": notification_id}
    await jobs.request_job(name=SEND_JOB, idempotency_key=key, arguments=arguments, now=now)


def _binding(notification_id: int) -> str:
    return f"notifications:{notification_id}"
