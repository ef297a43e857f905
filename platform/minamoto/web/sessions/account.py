"""The own account: password, second factors, open sessions. The same for customers and staff."""

from __future__ import annotations

from litestar import Controller, delete, get, post, put
from litestar.params import JSONBody

from minamoto.faces.presentation.parameters import IdInPath
from minamoto.foundation.identity import operations as identity
from minamoto.foundation.identity import queries
from minamoto.foundation.identity.model import Actor
from minamoto.foundation.identity.rules import OWN_ACCOUNT
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.kernel.errors import Language, NotAuthenticated
from minamoto.kernel.identifiers import OpaqueIds
from minamoto.kernel.moments import JST, Clock
from minamoto.web.cookies import KINDS, CookieFace
from minamoto.web.sessions.answers import utility_name
from minamoto.web.sessions.schemas import (
    AccountSecurity,
    EmailCodeWish,
    OpenSession,
    PasswordChange,
    TotpCode,
    TotpSetUp,
)

_OWN = {"permission": OWN_ACCOUNT}
_OWN_SLOW = {"permission": OWN_ACCOUNT, "transaction": "none"}


def account_controller(face: CookieFace) -> type[Controller]:
    """Return the routes of the own account for one face."""
    kind = KINDS[face]

    class AccountController(Controller):
        """Password, second factors and sessions of the caller."""

        path = "/account"
        tags = ("account",)

        @get(operation_id=f"{face}_account", opt=_OWN, summary="Second factors and open sessions")
        async def account(self, actor: Actor, opaque: OpaqueIds, clock: Clock) -> AccountSecurity:
            """Return the caller's second factors and sessions."""
            now = clock.now()
            factors = await queries.factor_state(kind=kind, holder_id=actor.id, at=now)
            sessions = await queries.open_sessions(kind=kind, holder_id=actor.id, at=now)
            return AccountSecurity(
                totp=factors.totp,
                email_code=factors.email_code,
                second_factor_demanded=factors.demanded,
                sessions=[
                    OpenSession(
                        id=opaque.write("ses", each.id),
                        device=each.device,
                        started_at=each.created_at.astimezone(JST),
                        last_seen_at=each.last_seen_at.astimezone(JST),
                        expires_at=each.expires_at.astimezone(JST),
                        current=each.id == actor.session_id,
                    )
                    for each in sessions
                ],
            )

        @delete(
            "/sessions/{session_id:str}",
            operation_id=f"{face}_end_session",
            opt=_OWN,
            summary="End a session",
        )
        async def end_session(
            self, session_id: IdInPath, actor: Actor, opaque: OpaqueIds, clock: Clock
        ) -> None:
            """End one of the caller's sessions."""
            number = opaque.read("ses", session_id)
            await identity.end_session(actor=actor, session_id=number, at=clock.now())

        @post(
            "/password",
            operation_id=f"{face}_change_password",
            opt=_OWN_SLOW,
            status_code=204,
            summary="Change the password; other sessions end",
        )
        async def change_password(
            self,
            data: JSONBody[PasswordChange],
            actor: Actor,
            tenant: TenantContext,
            language: Language,
            clock: Clock,
        ) -> None:
            """Replace the caller's password."""
            await identity.change_password(
                tenant=tenant.tenant_id,
                actor=actor,
                password=data.password,
                new_password=data.new_password,
                utility=utility_name(tenant, language),
                at=clock.now(),
            )

        @post(
            "/totp",
            operation_id=f"{face}_begin_totp",
            opt=_OWN,
            status_code=201,
            summary="Begin to set up an authenticator app",
        )
        async def begin_totp(
            self, actor: Actor, tenant: TenantContext, language: Language, clock: Clock
        ) -> TotpSetUp:
            """Return a secret for the caller's app."""
            holder = await queries.holder_by_id(kind, actor.id)
            if holder is None:
                raise NotAuthenticated
            new = await identity.begin_totp(
                actor=actor, account=holder.login, utility=utility_name(tenant, language), at=clock.now()
            )
            return TotpSetUp(secret=new.secret, uri=new.uri)

        @post(
            "/totp/confirm",
            operation_id=f"{face}_confirm_totp",
            opt=_OWN,
            status_code=204,
            summary="Turn the authenticator app on by a first code",
        )
        async def confirm_totp(self, data: JSONBody[TotpCode], actor: Actor, clock: Clock) -> None:
            """Turn the app on."""
            await identity.confirm_totp(actor=actor, code=data.code, at=clock.now())

        @post(
            "/totp/remove",
            operation_id=f"{face}_remove_totp",
            opt=_OWN,
            status_code=204,
            summary="Turn the authenticator app off by one of its codes",
        )
        async def remove_totp(self, data: JSONBody[TotpCode], actor: Actor, clock: Clock) -> None:
            """Turn the app off."""
            await identity.remove_totp(actor=actor, code=data.code, at=clock.now())

        @put(
            "/email-code",
            operation_id=f"{face}_ask_email_code",
            opt=_OWN,
            status_code=204,
            summary="Ask, or no longer ask, for a mailed code at each login",
        )
        async def ask_email_code(self, data: JSONBody[EmailCodeWish], actor: Actor, clock: Clock) -> None:
            """Set the caller's wish."""
            await identity.ask_email_code(actor=actor, wanted=data.wanted, at=clock.now())

    return AccountController
