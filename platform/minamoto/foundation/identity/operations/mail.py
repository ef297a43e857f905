"""What identity tells by mail. Codes and links go to the address on file, never to one that was typed."""

from __future__ import annotations

from datetime import datetime

from minamoto.foundation.identity import rules
from minamoto.foundation.identity.model import Holder
from minamoto.foundation.notifications.model import MailKind
from minamoto.foundation.notifications.operations import queue_mail
from minamoto.kernel.moments import JST


async def mail_code(*, holder: Holder, utility: str, code: str, at: datetime) -> None:
    """Queue the code of a second factor; like every mail it leaves after the commit."""
    minutes = str(int(rules.CODE_VALID.total_seconds()) // 60)
    await _queue(MailKind.LOGIN_CODE, holder, utility, {"code": code, "minutes": minutes}, at)


async def mail_reset_link(*, holder: Holder, utility: str, link: str, at: datetime) -> None:
    """Queue the link for a new password."""
    minutes = str(int(rules.RESET_VALID.total_seconds()) // 60)
    await _queue(MailKind.PASSWORD_RESET, holder, utility, {"link": link, "minutes": minutes}, at)


async def mail_changed(*, holder: Holder, utility: str, at: datetime) -> None:
    """Queue the notice that the password is another."""
    local = at.astimezone(JST)
    if holder.language == "ja":
        told = f"{local.year}年{local.month}月{local.day}日 {local.hour}時{local.minute:02d}分"
    else:
        told = f"{local:%Y-%m-%d %H:%M} JST"
    await _queue(MailKind.PASSWORD_CHANGED, holder, utility, {"changed_at": told}, at)


async def _queue(kind: MailKind, holder: Holder, utility: str, fields: dict[str, str], at: datetime) -> None:
    await queue_mail(
        kind=kind,
        to=holder.email,
        language=holder.language,
        fields={"tenant_name": utility, **fields},
        now=at,
    )
