"""The gate every request for a tenant passes: which tenant, which caller, may they, and one transaction.

The transaction is opened after the slug is resolved, spans the handler and is committed before the first byte
of the answer leaves; a raised error rolls it back. With ``opt={"transaction": "none"}`` handlers open theirs.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPRequestEvent, Message, Receive, ReceiveMessage, Scope, Send

from minamoto.foundation.audit import operations as audit
from minamoto.foundation.identity import operations as identity
from minamoto.foundation.identity.model import Actor
from minamoto.foundation.secrets.operations import opaque_ids
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.foundation.tenancy.model import DirectoryEntry
from minamoto.kernel.errors import NotAuthenticated, NotPermitted
from minamoto.kernel.moments import Clock, civil_date
from minamoto.web.cookies import KINDS, NAMES, CookieFace
from minamoto.web.directory import TenantDirectory
from minamoto.web.idempotency import answered_before, keep_answer
from minamoto.web.languages import preferred
from minamoto.web.settings import Settings

Face = Literal["mypage", "console", "partners"]
FACES: tuple[Face, ...] = get_args(Face)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CLIENT_NAMES: dict[CookieFace, str] = {"mypage": "portal", "console": "console"}


class ClientHeaderMissing(NotPermitted):
    """A changing call with a cookie came without the header that only our own pages can set."""

    code = "client-header-missing"
    ja = "この操作は、画面から行ってください。"
    en = "Changing calls need the header X-Minamoto-Client."


class ForeignOrigin(NotPermitted):
    """A changing call came from a page of another site."""

    code = "foreign-origin"
    ja = "ほかのサイトからの操作は受け付けられません。"
    en = "Calls from pages of other sites are refused."


class _Failed(Exception):
    """The handler failed and its answer is written: roll back, then send it."""


class Gate(ASGIMiddleware):
    """Lets requests for a tenant in. Addresses without a slug pass untouched."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, *, settings: Settings, clock: Clock, directory: TenantDirectory) -> None:
        """Bind the gate to what the process shares."""
        self._settings = settings
        self._clock = clock
        self._directory = directory

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let one request through, or raise why not."""
        slug = scope["path_params"].get("slug")
        if slug is None or scope["type"] != ScopeType.HTTP or scope["method"] == "OPTIONS":
            await next_app(scope, receive, send)
            return
        # Money told of while a utility is suspended was paid all the same: its message is taken in.
        kept_open = bool(scope["route_handler"].opt.get("while_suspended"))
        entry = await self._directory.entry(slug, suspended_too=kept_open)
        scope["state"]["tenant_slug"] = slug
        request: Request[Any, Any, Any] = Request(scope)
        face = face_of(scope["path_template"])
        self._check_origin(request, face)
        alone = scope["route_handler"].opt.get("transaction") == "none"
        if alone or scope["method"] not in SAFE_METHODS:
            async with tenant_transaction(tenant_id=entry.tenant_id):
                await self._introduce(request, entry, face)
            await self._check_permission(request, entry)
        if alone:
            await next_app(scope, receive, send)
            return
        held: list[Message] = []
        if scope["method"] not in SAFE_METHODS:
            # Before the transaction: whoever sends slowly holds no connection.
            receive = await _received(scope, receive)
        with suppress(_Failed):
            async with tenant_transaction(tenant_id=entry.tenant_id):
                if scope["method"] in SAFE_METHODS:
                    await self._introduce(request, entry, face)
                if not self._lacking(scope):
                    await self._run(scope, receive, held, next_app)
        await self._check_permission(request, entry)
        for message in held:
            await send(message)

    async def _run(self, scope: Scope, receive: Receive, held: list[Message], next_app: ASGIApp) -> None:
        """Run the handler inside the open transaction and hold its answer back."""

        async def hold(message: Message) -> None:
            held.append(message)

        request: Request[Any, Any, Any] = Request(scope, receive)
        idempotent = bool(scope["route_handler"].opt.get("idempotent"))
        if idempotent:
            before = await answered_before(request, actor=scope["state"]["actor"], at=self._clock.now())
            if before is not None:
                held.extend(before)
                return
        await next_app(scope, receive, hold)
        if scope["state"].get("failed"):
            raise _Failed
        if idempotent:
            await keep_answer(request, actor=scope["state"]["actor"], messages=held)

    async def _introduce(
        self, request: Request[Any, Any, Any], entry: DirectoryEntry, face: Face | None
    ) -> None:
        """Put tenant, caller, ids and language where handlers get them."""
        state: MutableMapping[str, Any] = request.scope["state"]
        now = self._clock.now()
        tenant = await self._directory.context(entry.slug, on=civil_date(now))
        state["tenant"] = tenant
        state["opaque"] = await opaque_ids()
        state["actor"] = actor = await self._actor(request, entry, face)
        state["language"] = preferred(
            request.headers.get("accept-language"), tenant.language if actor is None else actor.language
        )

    async def _actor(
        self, request: Request[Any, Any, Any], entry: DirectoryEntry, face: Face | None
    ) -> Actor | None:
        now = self._clock.now()
        if face == "mypage" or face == "console":  # noqa: PLR1714 - narrows the type
            token = request.cookies.get(NAMES[face])
            return None if not token else await identity.authenticate(kind=KINDS[face], token=token, at=now)
        if face == "partners":
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not token:
                return None
            return await identity.read_token(
                token=token.strip(), issuer=self._settings.issuer(entry.slug), at=now
            )
        return None

    def _lacking(self, scope: Scope) -> bool:
        permission = scope["route_handler"].opt.get("permission")
        actor: Actor | None = scope["state"]["actor"]
        return permission is not None and (actor is None or not actor.may(permission))

    async def _check_permission(self, request: Request[Any, Any, Any], entry: DirectoryEntry) -> None:
        """Refuse who may not, after writing to the trail that they tried.

        :raises NotAuthenticated: when nobody is logged in.
        :raises NotPermitted: when the caller does not hold the route's permission.
        """
        if not self._lacking(request.scope):
            return
        actor: Actor | None = request.scope["state"]["actor"]
        if actor is None:
            raise NotAuthenticated
        async with tenant_transaction(tenant_id=entry.tenant_id):
            await audit.record(
                at=self._clock.now(),
                actor_kind=actor.kind,
                actor_id=actor.id,
                act="permission-denied",
                subject_kind="route",
                after={
                    "permission": request.scope["route_handler"].opt["permission"],
                    "route": request.scope["path_template"],
                },
            )
        raise NotPermitted

    def _check_origin(self, request: Request[Any, Any, Any], face: Face | None) -> None:
        """Refuse changing calls that a page of another site could have caused.

        A header of our own cannot be set across sites without being asked first (Fetch Standard, CORS
        preflight), and nothing here answers that question; Origin and Sec-Fetch-Site are checked besides.

        :raises ClientHeaderMissing: without the header.
        :raises ForeignOrigin: when the browser says that another site calls.
        """
        if request.method in SAFE_METHODS or face is None or face == "partners":
            return
        origin = request.headers.get("origin")
        if origin is not None and origin != self._settings.public_url:
            host = request.headers.get("host", "")
            if urlsplit(origin).netloc != host or urlsplit(origin).scheme != request.url.scheme:
                raise ForeignOrigin
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise ForeignOrigin
        if request.headers.get("x-minamoto-client") != CLIENT_NAMES[face]:
            raise ClientHeaderMissing


async def _received(scope: Scope, receive: Receive) -> Receive:
    """Take the whole body in, within the route's limit, and return what gives it again."""
    body = await Request[Any, Any, Any](scope, receive).body()
    given = False

    async def give() -> ReceiveMessage:
        nonlocal given
        if given:
            return await receive()
        given = True
        return HTTPRequestEvent(type="http.request", body=body, more_body=False)

    return give


def face_of(path_template: str) -> Face | None:
    """Return which face a route belongs to: ``mypage``, ``console``, ``partners`` or none."""
    parts = path_template.split("/")
    return next((face for face in FACES if parts[2:4] == ["api", face]), None)
