"""Shapes of the own account, the same for customers and staff."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from minamoto.faces.presentation.model import OpaqueId, Request, Shape

Password = Annotated[str, Meta(min_length=1, max_length=200)]
TotpText = Annotated[str, Meta(min_length=6, max_length=12)]


class PasswordChange(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The present password and the new one."""

    password: Password
    new_password: Password


class TotpCode(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code of the authenticator app."""

    code: TotpText


class EmailCodeWish(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a mailed code shall be asked for at each login."""

    wanted: bool


class TotpSetUp(Shape, frozen=True, kw_only=True):
    """What an authenticator app needs: the secret, and the address for a QR code. Shown once."""

    secret: str
    uri: str


class OpenSession(Shape, frozen=True, kw_only=True):
    """One session of this login; ``current`` is the one that asks."""

    id: OpaqueId
    device: str
    started_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


class AccountSecurity(Shape, frozen=True, kw_only=True):
    """Second factors and open sessions of the own login."""

    totp: bool
    email_code: bool
    second_factor_demanded: bool
    sessions: list[OpenSession]
