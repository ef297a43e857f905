"""The session addresses of the customers' portal."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, delete, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import JSONBody

from minamoto.faces.mypage.schemas import (
    MypageLogin,
    MypagePasswordReset,
    MypageSession,
    MypageUser,
)
from minamoto.faces.presentation.model import CodeEntry, PasswordResetConfirm, SessionStep
from minamoto.foundation.identity import operations as identity
from minamoto.foundation.identity import queries
from minamoto.foundation.identity.model import Actor
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.kernel.errors import Language
from minamoto.kernel.identifiers import OpaqueIds
from minamoto.kernel.moments import JST, Clock
from minamoto.web.sessions.account import account_controller
from minamoto.web.sessions.answers import (
    PUBLIC_LOGIN,
    PUBLIC_RESET,
    branding,
    device_of,
    logged_out,
    step_answer,
    utility_name,
)
from minamoto.web.settings import Settings


class MypageSessionController(Controller):
    """Who is logged in, logging in and out, and a new password by mail."""

    path = "/session"
    tags = ("session",)

    @get(
        operation_id="mypage_session",
        opt={"public": "tells who is logged in, which may be nobody"},
        summary="Who is logged in",
        response_description="The caller, if any, and the utility.",
    )
    async def session(self, actor: Actor | None, tenant: TenantContext, opaque: OpaqueIds) -> MypageSession:
        """Return who is logged in at which utility."""
        user = None if actor is None else await _user(actor, opaque)
        return MypageSession(
            user=user,
            tenant=branding(tenant),
            permissions=[] if actor is None else sorted(actor.permissions),
            sso_url=None,
            expires_at=None if actor is None else actor.expires_at.astimezone(JST),
        )

    @post(
        operation_id="mypage_log_in",
        opt=PUBLIC_LOGIN,
        status_code=200,
        summary="Log in with mail address and password",
        response_description="A session, or the question for a code.",
    )
    async def log_in(
        self,
        request: Request[Any, Any, Any],
        data: JSONBody[MypageLogin],
        tenant: TenantContext,
        language: Language,
        clock: Clock,
        settings: Settings,
    ) -> Response[SessionStep]:
        """Log in."""
        step = await identity.log_in(
            tenant=tenant.tenant_id,
            kind="portal_user",
            login=data.email,
            password=data.password,
            device=device_of(request),
            utility=utility_name(tenant, language),
            at=clock.now(),
        )
        return await step_answer(
            step, "mypage", request=request, tenant=tenant, clock=clock, settings=settings
        )

    @post(
        "/code",
        operation_id="mypage_enter_code",
        opt=PUBLIC_LOGIN,
        status_code=200,
        summary="Enter the code of the second factor",
        response_description="A session.",
    )
    async def enter_code(
        self,
        request: Request[Any, Any, Any],
        data: JSONBody[CodeEntry],
        tenant: TenantContext,
        clock: Clock,
        settings: Settings,
    ) -> Response[SessionStep]:
        """Take the code and open the session."""
        step = await identity.enter_code(
            tenant=tenant.tenant_id,
            kind="portal_user",
            challenge=data.challenge,
            code=data.code,
            device=device_of(request),
            at=clock.now(),
        )
        return await step_answer(
            step, "mypage", request=request, tenant=tenant, clock=clock, settings=settings
        )

    @delete(operation_id="mypage_log_out", opt=PUBLIC_LOGIN, summary="Log out", status_code=204)
    async def log_out(
        self, request: Request[Any, Any, Any], tenant: TenantContext, clock: Clock, settings: Settings
    ) -> Response[None]:
        """End the session."""
        return await logged_out("mypage", request=request, tenant=tenant, clock=clock, settings=settings)

    @post(
        "/password-reset",
        operation_id="mypage_ask_password_reset",
        opt=PUBLIC_RESET,
        status_code=202,
        summary="Ask for a link to set a new password",
        response_description="The same whether the login is known or not.",
    )
    async def ask_password_reset(
        self,
        data: JSONBody[MypagePasswordReset],
        tenant: TenantContext,
        language: Language,
        clock: Clock,
        settings: Settings,
    ) -> Response[bytes]:
        """Answer at once and mail the link afterwards, so that time tells nothing either."""
        task = BackgroundTask(
            identity.request_reset,
            tenant=tenant.tenant_id,
            kind="portal_user",
            login=data.email,
            address=f"{settings.issuer(tenant.slug)}/mypage/password-reset",
            utility=utility_name(tenant, language),
            at=clock.now(),
        )
        return Response(b"", status_code=202, media_type="text/plain", background=task)

    @post(
        "/password-reset/confirm",
        operation_id="mypage_confirm_password_reset",
        opt=PUBLIC_RESET,
        status_code=204,
        summary="Set a new password with the mailed token",
    )
    async def confirm_password_reset(
        self,
        data: JSONBody[PasswordResetConfirm],
        tenant: TenantContext,
        language: Language,
        clock: Clock,
    ) -> None:
        """Set the new password."""
        await identity.confirm_reset(
            tenant=tenant.tenant_id,
            kind="portal_user",
            token=data.token,
            new_password=data.new_password,
            utility=utility_name(tenant, language),
            at=clock.now(),
        )


async def _user(actor: Actor, opaque: OpaqueIds) -> MypageUser | None:
    found = await queries.portal_user_by_id(actor.id)
    if found is None:
        return None
    return MypageUser(
        id=opaque.write("usr", found.id),
        display_name=found.display_name,
        email=found.email,
        language=found.language,
    )


ROUTES = (MypageSessionController, account_controller("mypage"))
