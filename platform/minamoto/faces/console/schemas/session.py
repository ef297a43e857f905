"""Shapes of the console: who is logged in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from minamoto.faces.presentation.model import (
    Branding,
    LanguageCode,
    OpaqueId,
    Request,
    Shape,
)


class ConsoleLogin(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a member of staff logs in with."""

    login_name: Annotated[str, Meta(min_length=1, max_length=100)]
    password: Annotated[str, Meta(min_length=1, max_length=200)]


class ConsolePasswordReset(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose password shall be reset; the answer never tells whether the name is known."""

    login_name: Annotated[str, Meta(min_length=1, max_length=100)]


class ConsoleUser(Shape, frozen=True, kw_only=True):
    """The member of staff who is logged in."""

    id: OpaqueId
    display_name: str
    login_name: str
    organisation: str | None
    roles: list[str]
    language: LanguageCode


class ConsoleSession(Shape, frozen=True, kw_only=True):
    """Who is logged in (nobody: null) at which utility; ``sso_url`` where single sign-on is set up."""

    user: ConsoleUser | None
    tenant: Branding
    permissions: list[str]
    sso_url: str | None
    expires_at: datetime | None
