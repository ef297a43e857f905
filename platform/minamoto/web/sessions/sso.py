"""Single sign-on of staff: to the provider and back."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, Response, get
from litestar.params import QueryParameter

from minamoto.foundation.identity import operations as identity
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.kernel.errors import MinamotoError
from minamoto.kernel.moments import Clock
from minamoto.web.cookies import SSO_NAME, session_cookie, sso_cookie
from minamoto.web.sessions.answers import device_of, end_former
from minamoto.web.settings import Settings

_PUBLIC = {"public": "signing on comes before any right", "transaction": "none"}

CodeQuery = Annotated[str | None, QueryParameter(name="code", max_length=2000)]
StateQuery = Annotated[str | None, QueryParameter(name="state", max_length=200)]


class SsoController(Controller):
    """The two addresses a browser passes. Where it ends up is fixed: nothing in a query leads elsewhere."""

    path = "/session/sso"
    include_in_schema = False

    @get(opt=_PUBLIC)
    async def begin(self, tenant: TenantContext, clock: Clock, settings: Settings) -> Response[None]:
        """Send the browser to the provider."""
        begun = await identity.begin_sso(
            tenant=tenant.tenant_id, redirect_uri=_callback(settings, tenant), at=clock.now()
        )
        answer = _redirect(begun.address)
        answer.set_cookie(sso_cookie(slug=tenant.slug, secret=begun.browser_secret, secure=settings.secure))
        return answer

    @get("/callback", opt=_PUBLIC)
    async def finish(
        self,
        request: Request[Any, Any, Any],
        tenant: TenantContext,
        clock: Clock,
        settings: Settings,
        code: CodeQuery = None,
        given_state: StateQuery = None,
    ) -> Response[None]:
        """Take the provider's answer and lead to the console, or back to its login with the reason's code."""
        try:
            step = await identity.finish_sso(
                tenant=tenant.tenant_id,
                state=given_state or "",
                code=code or "",
                browser_secret=request.cookies.get(SSO_NAME, ""),
                redirect_uri=_callback(settings, tenant),
                device=device_of(request),
                at=clock.now(),
            )
        except MinamotoError as error:
            return _redirect(f"/{tenant.slug}/console/login?error={error.code}")
        answer = _redirect(f"/{tenant.slug}/console/")
        if step.token is not None and step.expires_at is not None:
            await end_former("console", request=request, tenant=tenant, clock=clock)
            answer.set_cookie(
                session_cookie(
                    "console",
                    slug=tenant.slug,
                    token=step.token,
                    expires_at=step.expires_at,
                    at=clock.now(),
                    secure=settings.secure,
                )
            )
        answer.set_cookie(sso_cookie(slug=tenant.slug, secret="", secure=settings.secure))
        return answer


def _callback(settings: Settings, tenant: TenantContext) -> str:
    return f"{settings.issuer(tenant.slug)}/api/console/session/sso/callback"


def _redirect(address: str) -> Response[None]:
    return Response(None, status_code=302, headers={"location": address})
