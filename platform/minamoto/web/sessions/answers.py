"""What both faces answer alike around a session."""

from __future__ import annotations

from typing import Any, cast

from litestar import Request, Response

from minamoto.faces.presentation.model import Branding, ServiceKind, SessionStep
from minamoto.foundation.identity import operations as identity
from minamoto.foundation.identity.model import LoginStep
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.kernel.errors import Language
from minamoto.kernel.moments import Clock
from minamoto.web.cookies import KINDS, NAMES, CookieFace, no_session_cookie, session_cookie
from minamoto.web.settings import Settings

PUBLIC_LOGIN = {"public": "logging in comes before any right", "transaction": "none"}
PUBLIC_RESET = {"public": "who forgot the password cannot log in", "transaction": "none"}


def branding(tenant: TenantContext) -> Branding:
    """Return what a screen knows about the utility before anybody logs in."""
    return Branding(
        slug=tenant.slug,
        name=tenant.display_name,
        name_en=tenant.display_name_en,
        services=cast("list[ServiceKind]", list(tenant.services)),
        language=tenant.language,
        phone=tenant.phone,
        demonstration=tenant.demonstration,
    )


def utility_name(tenant: TenantContext, language: Language) -> str:
    """Return the utility's name for mail and authenticator apps."""
    return tenant.display_name if language == "ja" else tenant.display_name_en


def device_of(request: Request[Any, Any, Any]) -> str:
    """Return what the browser says of itself."""
    return request.headers.get("user-agent", "-")


async def step_answer(
    step: LoginStep,
    face: CookieFace,
    *,
    request: Request[Any, Any, Any],
    tenant: TenantContext,
    clock: Clock,
    settings: Settings,
) -> Response[SessionStep]:
    """Return the answer to a step of logging in; the last sets the cookie and ends the session before."""
    if step.token is None or step.expires_at is None:
        asked = SessionStep(state="code_required", method=step.method, challenge=step.challenge)
        return Response(asked, status_code=200)
    await end_former(face, request=request, tenant=tenant, clock=clock)
    answer = Response(SessionStep(state="authenticated", method=None, challenge=None), status_code=200)
    answer.set_cookie(
        session_cookie(
            face,
            slug=tenant.slug,
            token=step.token,
            expires_at=step.expires_at,
            at=clock.now(),
            secure=settings.secure,
        )
    )
    return answer


async def end_former(
    face: CookieFace, *, request: Request[Any, Any, Any], tenant: TenantContext, clock: Clock
) -> None:
    """End the session whose cookie the browser brought along."""
    former = request.cookies.get(NAMES[face])
    if former:
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await identity.end_token(kind=KINDS[face], token=former, at=clock.now())


async def logged_out(
    face: CookieFace,
    *,
    request: Request[Any, Any, Any],
    tenant: TenantContext,
    clock: Clock,
    settings: Settings,
) -> Response[None]:
    """End the session and remove the cookie, whether somebody was logged in or not."""
    await end_former(face, request=request, tenant=tenant, clock=clock)
    answer: Response[None] = Response(None, status_code=204)
    answer.set_cookie(no_session_cookie(face, slug=tenant.slug, secure=settings.secure))
    return answer
