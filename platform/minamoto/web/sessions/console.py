"""The session addresses of the console."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, delete, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import JSONBody

from minamoto.faces.console.schemas import (
    ConsoleLogin,
    ConsolePasswordReset,
    ConsoleSession,
    ConsoleUser,
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
from minamoto.web.sessions.sso import SsoController
from minamoto.web.settings import Settings


class ConsoleSessionController(Controller):
    """Who is logged in, logging in and out, and a new password by mail."""

    path = "/session"
    tags = ("session",)

    @get(
        operation_id="console_session",
        opt={"public": "tells who is logged in, which may be nobody"},
        summary="Who is logged in",
        response_description="The caller, if any, and the utility.",
    )
    async def session(self, actor: Actor | None, tenant: TenantContext, opaque: OpaqueIds) -> ConsoleSession:
        """Return who is logged in at which utility."""
        user = None if actor is None else await _user(actor, opaque)
        return ConsoleSession(
            user=user,
            tenant=branding(tenant),
            permissions=[] if actor is None else sorted(actor.permissions),
            sso_url=f"/{tenant.slug}/api/console/session/sso" if await identity.sso_enabled() else None,
            expires_at=None if actor is None else actor.expires_at.astimezone(JST),
        )

    @post(
        operation_id="console_log_in",
        opt=PUBLIC_LOGIN,
        status_code=200,
        summary="Log in with login name and password",
        response_description="A session, or the question for a code.",
    )
    async def log_in(
        self,
        request: Request[Any, Any, Any],
        data: JSONBody[ConsoleLogin],
        tenant: TenantContext,
        language: Language,
        clock: Clock,
        settings: Settings,
    ) -> Response[SessionStep]:
        """Log in."""
        step = await identity.log_in(
            tenant=tenant.tenant_id,
            kind="staff",
            login=data.login_name,
            password=data.password,
            device=device_of(request),
            utility=utility_name(tenant, language),
            at=clock.now(),
        )
        return await step_answer(
            step, "console", request=request, tenant=tenant, clock=clock, settings=settings
        )

    @post(
        "/code",
        operation_id="console_enter_code",
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
            kind="staff",
            challenge=data.challenge,
            code=data.code,
            device=device_of(request),
            at=clock.now(),
        )
        return await step_answer(
            step, "console", request=request, tenant=tenant, clock=clock, settings=settings
        )

    @delete(operation_id="console_log_out", opt=PUBLIC_LOGIN, summary="Log out", status_code=204)
    async def log_out(
        self, request: Request[Any, Any, Any], tenant: TenantContext, clock: Clock, settings: Settings
    ) -> Response[None]:
        """End the session."""
        return await logged_out("console", request=request, tenant=tenant, clock=clock, settings=settings)

    @post(
        "/password-reset",
        operation_id="console_ask_password_reset",
        opt=PUBLIC_RESET,
        status_code=202,
        summary="Ask for a link to set a new password",
        response_description="The same whether the login is known or not.",
    )
    async def ask_password_reset(
        self,
        data: JSONBody[ConsolePasswordReset],
        tenant: TenantContext,
        language: Language,
        clock: Clock,
        settings: Settings,
    ) -> Response[bytes]:
        """Answer at once and mail the link afterwards, so that time tells nothing either."""
        task = BackgroundTask(
            identity.request_reset,
            tenant=tenant.tenant_id,
            kind="staff",
            login=data.login_name,
            address=f"{settings.issuer(tenant.slug)}/console/password-reset",
            utility=utility_name(tenant, language),
            at=clock.now(),
        )
        return Response(b"", status_code=202, media_type="text/plain", background=task)

    @post(
        "/password-reset/confirm",
        operation_id="console_confirm_password_reset",
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
            kind="staff",
            token=data.token,
            new_password=data.new_password,
            utility=utility_name(tenant, language),
            at=clock.now(),
        )


async def _user(actor: Actor, opaque: OpaqueIds) -> ConsoleUser | None:
    found = await queries.staff_by_id(actor.id)
    if found is None:
        return None
    return ConsoleUser(
        id=opaque.write("stf", found.id),
        display_name=found.display_name,
        login_name=found.login_name,
        organisation=found.organisation,
        roles=list(found.roles),
        language=found.language,
    )


ROUTES = (ConsoleSessionController, account_controller("console"), SsoController)
