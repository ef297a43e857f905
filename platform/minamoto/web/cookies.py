"""Session cookies: one per face and tenant, out of reach of scripts."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from litestar.datastructures import Cookie

from minamoto.foundation.identity.model import LoginKind

CookieFace = Literal["mypage", "console"]

NAMES: Final[dict[CookieFace, str]] = {"mypage": "minamoto_mypage", "console": "minamoto_console"}
KINDS: Final[dict[CookieFace, LoginKind]] = {"mypage": "portal_user", "console": "staff"}
SSO_NAME: Final = "minamoto_sso"


def session_cookie(
    face: CookieFace, *, slug: str, token: str, expires_at: datetime, at: datetime, secure: bool
) -> Cookie:
    """Return the cookie that carries a session of one face of one tenant."""
    return _cookie(
        NAMES[face],
        token,
        path=f"/{slug}/api/{face}",
        max_age=max(0, int((expires_at - at).total_seconds())),
        secure=secure,
    )


def no_session_cookie(face: CookieFace, *, slug: str, secure: bool) -> Cookie:
    """Return the cookie that removes a session's cookie."""
    return _cookie(NAMES[face], "", path=f"/{slug}/api/{face}", max_age=0, secure=secure)


def sso_cookie(*, slug: str, secret: str, secure: bool) -> Cookie:
    """Return the cookie that binds a sign-on at a provider to the browser that began it."""
    return _cookie(SSO_NAME, secret, path=f"/{slug}/api/console/session/sso", max_age=600, secure=secure)


def _cookie(name: str, value: str, *, path: str, max_age: int, secure: bool) -> Cookie:
    return Cookie(
        key=name, value=value, path=path, max_age=max_age, httponly=True, samesite="lax", secure=secure
    )
