"""Values of notifications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal

from minamoto.kernel.errors import Language

MailState = Literal["waiting", "sent", "failed"]

SEND_JOB = "notifications.send"
"""Name of the job that sends one mail."""

WIPE_JOB = "notifications.wipe"
"""Name of the daily job that wipes mail that failed long ago."""


class MailKind(Enum):
    """What a mail is about; each has a text per language."""

    LOGIN_CODE = "login_code"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a mail
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a mail
    PAYMENT_RECEIVED = "payment_received"
    BILL_ISSUED = "bill_issued"


@dataclass(frozen=True, slots=True)
class Mail:
    """A composed mail. Personal: kept sealed, never logged."""

    to: str
    sender_name: str
    subject: str
    body: str
    language: Language


@dataclass(frozen=True, slots=True)
class MailPosition:
    """Where a page of mail ended, newest first."""

    created_at: datetime
    notification_id: int
