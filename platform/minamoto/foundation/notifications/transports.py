"""How mail leaves: by SMTP, or into a folder for demonstrations."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from minamoto.foundation.notifications.model import Mail
from minamoto.foundation.notifications.ports import MailNotSent, MailRefused, MailTransport

_TIMEOUT_S = 30
_PERMANENT = range(500, 600)

Security = Literal["none", "starttls", "tls"]


class MailUrlWrong(ValueError):
    """The setting that says how mail leaves cannot be read; the message tells the forms it may have."""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where and how to reach the mail server."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = None
    trusted: ssl.SSLContext | None = None
    """What certificates to trust; the machine's own authorities unless given."""


class SmtpTransport:
    """Sends through a mail server, one connection a mail, in a thread."""

    def __init__(self, *, settings: SmtpSettings, sender: str) -> None:
        """Name the server and the address that mail comes from."""
        self._settings = settings
        self._sender = sender

    async def send(self, mail: Mail, *, message_id: str) -> None:
        """Send a mail.

        :raises MailNotSent: when the server is away or refuses for now.
        :raises MailRefused: when it refuses the address for good.
        """
        message = build_message(mail, sender=self._sender, message_id=message_id, encoding="base64")
        await asyncio.to_thread(self._send, message)

    def _send(self, message: EmailMessage) -> None:
        # Neither reason nor address goes into the error: servers quote the address in their answers.
        try:
            with self._connect() as link:
                if self._settings.security == "starttls":
                    link.starttls(context=self._trust())
                if self._settings.user is not None:
                    link.login(self._settings.user, self._settings.password or "")
                link.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise (MailRefused if codes and all(c in _PERMANENT for c in codes) else MailNotSent) from None
        except (smtplib.SMTPException, OSError):
            raise MailNotSent from None

    def _connect(self) -> smtplib.SMTP:
        host, port = self._settings.host, self._settings.port
        # Named after the sender: to find out the machine's own name may take a resolver many seconds.
        name = self._sender.rpartition("@")[2]
        if self._settings.security == "tls":
            return smtplib.SMTP_SSL(host, port, name, timeout=_TIMEOUT_S, context=self._trust())
        return smtplib.SMTP(host, port, name, timeout=_TIMEOUT_S)

    def _trust(self) -> ssl.SSLContext:
        return self._settings.trusted or ssl.create_default_context()


class FolderTransport:
    """Writes each mail as an ``.eml`` file and announces it: for demonstrations without a mail server."""

    def __init__(self, *, folder: Path, sender: str, announce: Callable[[str], None]) -> None:
        """Name the folder, created when missing, and what to do with the line for the terminal."""
        self._folder = folder
        self._sender = sender
        self._announce = announce

    async def send(self, mail: Mail, *, message_id: str) -> None:
        """Write the mail under the name of its id; the same mail twice is one file.

        :raises MailNotSent: when the folder cannot be written.
        """
        message = build_message(mail, sender=self._sender, message_id=message_id, encoding="8bit")
        path = self._folder / f"{message_id}.eml"
        try:
            await asyncio.to_thread(self._write, path, message.as_bytes())
        except OSError:
            raise MailNotSent from None
        self._announce(f"mail: {mail.subject} -> {path}")

    def _write(self, path: Path, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(".part")
        draft.touch(mode=0o600)
        draft.write_bytes(content)
        draft.replace(path)


def build_message(
    mail: Mail, *, sender: str, message_id: str, encoding: Literal["base64", "8bit"]
) -> EmailMessage:
    """Return the mail as a message with its headers; ``message_id`` is completed by the sender's domain."""
    message = EmailMessage(policy=SMTP_POLICY)
    name, _, domain = sender.rpartition("@")
    message["From"] = Address(display_name=mail.sender_name, username=name, domain=domain)
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Message-ID"] = f"<{message_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body, charset="utf-8", cte=encoding)
    # After the content, which clears every Content- header.
    message["Content-Language"] = mail.language
    return message


def transport_from_url(url: str, *, sender: str | None, announce: Callable[[str], None]) -> MailTransport:
    """Return the way that a URL names.

    ``smtp://user:password@host:587`` (STARTTLS; ``?security=none`` to a server on the same machine),
    ``smtps://user:password@host:465``, or ``file:///folder``. A password is percent-encoded.

    :raises MailUrlWrong: when the URL has another form or the sender is missing.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return FolderTransport(
            folder=Path(unquote(parts.path)), sender=sender or "minamoto@localhost", announce=announce
        )
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not sender or "@" not in sender:
        message = (
            "mail goes to smtp://user:password@host:587, smtps://user:password@host:465 or file:///folder, "
            "and SMTP needs a sender's address"
        )
        raise MailUrlWrong(message)
    settings = SmtpSettings(
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 587),
        security=_security(parts.scheme, parts.query),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )
    return SmtpTransport(settings=settings, sender=sender)


def _security(scheme: str, query: str) -> Security:
    if scheme == "smtps":
        return "tls"
    asked = parse_qs(query).get("security", ["starttls"])[-1]
    if asked not in {"none", "starttls"}:
        message = "security is starttls or none"
        raise MailUrlWrong(message)
    return "none" if asked == "none" else "starttls"
