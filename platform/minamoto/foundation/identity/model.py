"""Who acts, by which right, and how they proved it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from minamoto.kernel.errors import Language

ActorKind = Literal["staff", "portal_user", "partner"]
LoginKind = Literal["staff", "portal_user"]
FactorMethod = Literal["email_code", "totp"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller of a request.

    ``id`` is the row id of the staff member, portal user or partner client. ``permissions`` holds names
    such as ``bills.read`` (staff), ``mypage.pay`` (portal user) or ``scope:bills:read`` (partner).
    ``customer_ids`` bounds a portal user to their customer numbers; it is empty for the others, whose
    permissions decide alone. ``session_id`` is null for partners; ``expires_at`` ends the session or token.
    """

    kind: ActorKind
    id: int
    permissions: frozenset[str]
    language: Language
    expires_at: datetime
    customer_ids: frozenset[int] = frozenset()
    session_id: int | None = None

    def may(self, permission: str) -> bool:
        """Return whether the caller holds a permission."""
        return permission in self.permissions


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a login belongs to. ``login`` is the login name of staff, the mail address of a portal user."""

    kind: LoginKind
    id: int
    login: str
    email: str
    display_name: str
    language: Language


@dataclass(frozen=True, slots=True)
class LoginStep:
    """What logging in led to: a session (``token``, ``expires_at``) or the question for a code.

    ``token`` and ``challenge`` are secrets of the caller; only their hashes are kept.
    """

    holder: Holder
    token: str | None = None
    expires_at: datetime | None = None
    method: FactorMethod | None = None
    challenge: str | None = None


@dataclass(frozen=True, slots=True)
class SessionView:
    """One open session of a login."""

    id: int
    device: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StaffView:
    """A member of staff."""

    id: int
    login_name: str
    display_name: str
    organisation: str | None
    language: Language
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PortalUserView:
    """A portal user."""

    id: int
    email: str
    display_name: str
    language: Language


@dataclass(frozen=True, slots=True)
class FactorState:
    """Which second factors a login has."""

    totp: bool
    email_code: bool
    demanded: bool


@dataclass(frozen=True, slots=True)
class Role:
    """A role and what its holders may do."""

    code: str
    name_ja: str
    name_en: str
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class NewTotp:
    """A second factor to be set up: the secret in base 32 and the address an app reads from a QR code."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class NewPartnerClient:
    """A registered partner; ``client_secret`` is shown this once, null where the partner signs itself."""

    id: int
    client_id: str
    client_secret: str | None


@dataclass(frozen=True, slots=True)
class PartnerClient:
    """A partner as the token endpoint needs it."""

    id: int
    client_id: str
    secret_hash: bytes | None
    public_keys: str | None
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SsoProvider:
    """A tenant's OpenID Connect provider with the opened client secret."""

    issuer: str
    client_id: str
    client_secret: str
