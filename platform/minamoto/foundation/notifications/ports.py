"""What notifications ask of the outside: a way for mail to leave."""

from __future__ import annotations

from typing import Protocol

from minamoto.foundation.notifications.model import Mail
from minamoto.kernel.errors import InvalidInput, OutsidePartyFailed


class MailNotSent(OutsidePartyFailed):
    """The mail server did not answer or refused for now; it is tried again."""

    code = "mail-not-sent"
    ja = "メールサーバーに接続できず、送信できませんでした。"
    en = "The mail server did not take the mail."


class MailRefused(InvalidInput):
    """The mail server refused the address for good."""

    code = "mail-refused"
    ja = "メールサーバーが宛先を受け付けませんでした。"
    en = "The mail server refused the address."


class MailTransport(Protocol):
    """Brings one mail out."""

    async def send(self, mail: Mail, *, message_id: str) -> None:
        """Send a mail; ``message_id`` is the same each time, so that a receiver can tell a repetition.

        :raises MailNotSent: when it may be tried again.
        :raises MailRefused: when it may not.
        """
        ...


class _Chosen:
    transport: MailTransport | None = None


def use_transport(transport: MailTransport | None) -> None:
    """Choose how this process sends mail; called by a composition root."""
    _Chosen.transport = transport


def chosen_transport() -> MailTransport:
    """Return the chosen way.

    :raises MailNotSent: when the process has none; the mail waits for a process that has one.
    """
    if _Chosen.transport is None:
        raise MailNotSent
    return _Chosen.transport
