"""What surrounds every request: an id, security headers, figures and one line in the access log.

The log has named fields only: method, route template, status, duration, tenant, request id. Never a path with
ids, a query string, a body or a header.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Mapping
from typing import Any

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Counter, Histogram

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = structlog.get_logger("minamoto.access")

SECURITY_HEADERS = (
    (
        b"content-security-policy",
        (
            b"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
            b"font-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; "
            b"frame-ancestors 'none'; form-action 'self'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)
_STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class Figures:
    """Counts and durations of requests by method, route template and status."""

    def __init__(self) -> None:
        """Make a registry of its own, so that two applications of a process do not meet."""
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("minamoto_requests", "Requests answered", labels, registry=self.registry)
        self.durations = Histogram(
            "minamoto_request_seconds",
            "Seconds until the answer was sent",
            labels[:2],
            registry=self.registry,
        )


class Outermost:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, *, figures: Figures, secure: bool, methods: Mapping[str, str]) -> None:
        """Wrap an application; ``secure`` adds HSTS, ``methods`` names what each route template allows."""
        self._app = app
        self._methods = methods
        self._figures = figures
        self._headers = [*SECURITY_HEADERS, *([_STRICT_TRANSPORT] if secure else [])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        request_id = _request_id(scope)
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = request_id
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self._dressed(message, scope, request_id)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            self._note(scope, scope["method"], status, time.perf_counter() - begun, request_id)

    def _dressed(self, message: Any, scope: Scope, request_id: str) -> list[tuple[bytes, bytes]]:
        given = [(name.lower(), value) for name, value in message["headers"]]
        allowed = self._methods.get(scope.get("path_template") or "")
        if allowed is not None and scope.get("method") == "OPTIONS":
            # Litestar names the methods of one handler only, where several share the path.
            given = [(name, allowed.encode() if name == b"allow" else value) for name, value in given]
        names = {name for name, _ in given}
        added = [pair for pair in self._headers if pair[0] not in names]
        if b"cache-control" not in names and not scope.get("path", "").startswith("/assets/"):
            added.append((b"cache-control", b"no-store"))
        return [*given, *added, (b"x-request-id", request_id.encode())]

    def _note(self, scope: Scope, given: str, status: int, seconds: float, request_id: str) -> None:
        route = scope.get("path_template") or "unknown"
        method = given if given in _METHODS else "OTHER"
        self._figures.requests.labels(method, route, str(status)).inc()
        self._figures.durations.labels(method, route).observe(seconds)
        _log.info(
            "request",
            method=method,
            route=route,
            status=status,
            duration_ms=round(seconds * 1000, 1),
            tenant=scope["state"].get("tenant_slug"),
            request_id=request_id,
        )


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _request_id(scope: Scope) -> str:
    """Return the id a proxy gave, when it looks like one, or a fresh one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value.decode("latin-1")):
            return value.decode("latin-1")
    return uuid.uuid4().hex
