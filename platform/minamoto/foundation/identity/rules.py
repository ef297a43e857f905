"""Decisions of identity: good passwords, the length of a lock, right codes, and who may what."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from datetime import datetime, timedelta
from typing import Final

import pyotp

from minamoto.foundation.identity.model import LoginKind, Role
from minamoto.kernel.errors import InvalidInput

FAILURES_BEFORE_LOCK: Final = 5
LONGEST_LOCK: Final = timedelta(hours=24)
FAILURES_FORGOTTEN_AFTER: Final = timedelta(hours=24)
CODE_ATTEMPTS: Final = 3
CODE_VALID: Final = timedelta(minutes=10)
RESET_VALID: Final = timedelta(minutes=30)
RESETS_PER_HOUR: Final = 3
SSO_VALID: Final = timedelta(minutes=10)
ACCESS_TOKEN_VALID_S: Final = 900
LAST_SEEN_STEP: Final = timedelta(minutes=5)
TOTP_PERIOD_S: Final = 30
MINIMUM_PASSWORD: Final = 10

SESSION_LENGTH: Final[dict[LoginKind, timedelta]] = {
    "staff": timedelta(hours=12),
    "portal_user": timedelta(days=14),
}
SESSION_IDLE: Final[dict[LoginKind, timedelta]] = {
    "staff": timedelta(hours=1),
    "portal_user": timedelta(hours=24),
}

_FORBIDDEN_PASSWORDS = frozenset(
    {"password", "passw0rd", "qwertyuiop", "1234567890", "0123456789", "abcdefghij", "iloveyou", "minamoto"}
)


class PasswordTooWeak(InvalidInput):
    """A new password is too short or too easy to guess (NIST SP 800-63B section 3.1.1)."""

    code = "password-too-weak"
    ja = "パスワードは10文字以上で、推測されにくいものにしてください。ログイン名や連続した文字は使えません。"
    en = "Use at least 10 characters that are hard to guess, without your login name or plain sequences."


def normalise_login(text: str) -> str:
    """Return a login name or mail address in the form it is stored and compared in."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def normalise_password(text: str) -> str:
    """Return a password in the form it is hashed in, so that full-width typing does not matter."""
    return unicodedata.normalize("NFKC", text)


def check_password(password: str, *, login: str) -> None:
    """Accept a new password or refuse it.

    :raises PasswordTooWeak: when it is short, of few different letters, well known, or holds the login.
    """
    text = normalise_password(password).lower()
    name = login.partition("@")[0]
    weak = (
        len(text) < MINIMUM_PASSWORD
        or len(set(text)) < 5  # noqa: PLR2004 - fewer different letters are a pattern, not a password
        or any(text.strip("0123456789!?.") == each or text == each for each in _FORBIDDEN_PASSWORDS)
        or (len(name) > 3 and name in text)  # noqa: PLR2004 - shorter names occur by chance
    )
    if weak:
        raise PasswordTooWeak(pointer="/new_password")


def lock_until(failures: int, at: datetime) -> datetime | None:
    """Return until when a login is locked: from the fifth failure on one minute, doubling up to a day."""
    if failures < FAILURES_BEFORE_LOCK:
        return None
    minutes = 2 ** min(failures - FAILURES_BEFORE_LOCK, 11)
    return at + min(timedelta(minutes=minutes), LONGEST_LOCK)


def token_hash(token: str) -> bytes:
    """Return what is kept of a random token: it holds 256 bits, so a plain hash cannot be guessed."""
    return hashlib.sha256(token.encode()).digest()


def code_hash(challenge: str, code: str) -> bytes:
    """Return what is kept of a six-digit code: salted by the challenge, which only its owner holds."""
    return hmac.new(challenge.encode(), code.strip().encode(), hashlib.sha256).digest()


def same(left: bytes, right: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left, right)


def totp_step(*, secret: str, code: str, at: datetime, last_step: int | None) -> int | None:
    """Return the 30-second step a code belongs to (RFC 6238), or None when it is wrong or was used.

    One step early or late is accepted for clocks that differ.
    """
    generator = pyotp.TOTP(secret, interval=TOTP_PERIOD_S)
    present = int(at.timestamp()) // TOTP_PERIOD_S
    given = code.strip().encode()
    right = [
        step
        for step in (present - 1, present, present + 1)
        if hmac.compare_digest(generator.generate_otp(step).encode(), given)
    ]
    fresh = [step for step in right if last_step is None or step > last_step]
    return fresh[0] if fresh else None


OWN_ACCOUNT = "account.own"
"""What everybody who is logged in may do: see to the own password, factors and sessions."""

PORTAL_PERMISSIONS = frozenset({"mypage.read", "mypage.pay", OWN_ACCOUNT})
"""What every portal user may do, within their customer numbers."""

PARTNER_SCOPES = frozenset({"bills:read", "usage:read", "readings:write"})
"""Scopes a partner can be given (OAuth 2.0, RFC 6749 section 3.3)."""

_READ = frozenset({
    "console.home", "customers.read", "usage.read", "bills.read", "receipts.read", "ledger.read",
    "billing.read", "jobs.read", "inbox.read",
})  # fmt: skip

DEFAULT_ROLES = (
    Role("clerk", "窓口担当", "Clerk", _READ - {"ledger.read", "inbox.read"}),
    Role("billing_operator", "料金担当", "Billing operator", _READ | {"billing.run", "inbox.write"}),
    Role(
        "administrator", "管理者", "Administrator",
        _READ | {"billing.run", "inbox.write", "audit.read", "staff.manage", "partners.manage"},
    ),
    Role("auditor", "監査担当", "Auditor", _READ | {"audit.read"}),
)  # fmt: skip
"""The roles a new tenant begins with; a tenant may change them."""
