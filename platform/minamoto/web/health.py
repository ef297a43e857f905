"""Whether the process lives, whether it can serve, and its figures."""

from __future__ import annotations

import hmac
from typing import Any

import asyncpg
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from minamoto.foundation.storage.engine import ENGINE, NotOpened
from minamoto.kernel.errors import NotPermitted
from minamoto.web.outermost import Figures

_LOOPBACK = {"127.0.0.1", "::1", "testclient"}


def health_routes(*, figures: Figures, metrics_token: str | None) -> list[HTTPRouteHandler]:
    """Return the routes for orchestration and monitoring."""

    @get("/metrics", opt={"public": "figures; needs the metrics token, or comes from this machine"},
         include_in_schema=False)  # fmt: skip
    async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
        _check(request, metrics_token)
        return Response(generate_latest(figures.registry), headers={"content-type": CONTENT_TYPE_LATEST})

    return [live, ready, metrics]


@get("/health/live", opt={"public": "tells that the process runs"}, include_in_schema=False)
async def live() -> dict[str, str]:
    """Return that the process runs."""
    return {"state": "live"}


@get("/health/ready", opt={"public": "tells whether the database answers"}, include_in_schema=False)
async def ready() -> Response[dict[str, str]]:
    """Return whether the database answers."""
    try:
        async with ENGINE.bare_connection() as link:
            await link.fetchval("select 1 from tenant_directory limit 1")
    except (NotOpened, OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
        return Response({"state": "not-ready"}, status_code=503)
    return Response({"state": "ready"})


def _check(request: Request[Any, Any, Any], token: str | None) -> None:
    if token is None:
        if request.client is None or request.client.host not in _LOOPBACK:
            raise NotPermitted
        return
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotPermitted
