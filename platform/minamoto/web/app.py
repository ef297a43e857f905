"""The Litestar application that serves every face on one port."""

from __future__ import annotations

import importlib
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from litestar import Litestar, Router
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.types import ControllerRouterHandler

from minamoto.foundation.exchange.adapters import Adapter, load_adapters
from minamoto.foundation.secrets.operations import load_master_key, unlock
from minamoto.foundation.storage.engine import ENGINE
from minamoto.kernel.errors import MinamotoError
from minamoto.kernel.moments import Clock, SystemClock
from minamoto.web.directory import TenantDirectory
from minamoto.web.gate import Gate
from minamoto.web.health import health_routes
from minamoto.web.injection import dependencies, let_protocols_be_checked
from minamoto.web.oauth import ROUTES as OAUTH_ROUTES
from minamoto.web.openapi import VERSION, document_routes
from minamoto.web.outermost import Figures, Outermost
from minamoto.web.permissions import SCHEMA_PATH, route_rights
from minamoto.web.problems import on_bad_characters, on_http_exception, on_minamoto_error, on_unforeseen
from minamoto.web.sessions import console, mypage
from minamoto.web.settings import Settings
from minamoto.web.statics import front_end_routes

_FACES = {
    "/{slug:str}/api/mypage": "minamoto.faces.mypage.controllers",
    "/{slug:str}/api/console": "minamoto.faces.console.controllers",
    "/{slug:str}/api/partners/v1": "minamoto.faces.partners.controllers",
}


PORTS = ("bill_documents", "bill_payments")
"""Names under which faces ask for what journeys do; one that is left empty fails where it is asked for."""


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    adapters: Sequence[Adapter] | None = None,
    services: Mapping[str, object] | None = None,
    routes: Sequence[ControllerRouterHandler] = (),
) -> Litestar:
    """Return the application.

    ``services`` fills the ports that faces and adapters ask for by name; ``routes`` are added to the others.
    The database is opened when the application starts, unless the process has opened it already.

    :raises RouteUnguarded: when a route names neither a permission nor why it is public.
    """
    used_clock = clock or SystemClock()
    figures = Figures()
    filled = {**dict.fromkeys(PORTS), "settings": settings, **(services or {})}
    app = Litestar(
        route_handlers=[
            *_face_routes(),
            Router("/{slug:str}/api/mypage", route_handlers=mypage.ROUTES),
            Router("/{slug:str}/api/console", route_handlers=console.ROUTES),
            *OAUTH_ROUTES,
            *_adapter_routes(load_adapters() if adapters is None else adapters),
            *routes,
            *health_routes(figures=figures, metrics_token=settings.metrics_token),
            *document_routes(),
            *front_end_routes(settings),
        ],
        dependencies=dependencies(clock=used_clock, services=filled),
        middleware=[
            Gate(
                settings=settings,
                clock=used_clock,
                directory=TenantDirectory(keep_s=settings.directory_cache_s),
            )
        ],
        exception_handlers={
            MinamotoError: on_minamoto_error,
            HTTPException: on_http_exception,
            asyncpg.CharacterNotInRepertoireError: on_bad_characters,
            Exception: on_unforeseen,
        },
        lifespan=[_opened(settings)],
        openapi_config=_openapi_config(),
        request_max_body_size=settings.max_body_bytes,
        logging_config=None,
    )
    let_protocols_be_checked(app)
    route_rights(app)
    app.asgi_handler = Outermost(
        app.asgi_handler, figures=figures, secure=settings.secure, methods=_methods(app)
    )
    return app


def _face_routes() -> list[Router]:
    """Return the faces' routes below their addresses."""
    return [
        Router(path, route_handlers=list(importlib.import_module(module).ROUTES))
        for path, module in _FACES.items()
    ]


def _adapter_routes(adapters: Sequence[Adapter]) -> list[ControllerRouterHandler]:
    """Return the adapters' routes as they are: they write whole addresses."""
    return [route for adapter in adapters for route in adapter.routes]


def _methods(app: Litestar) -> dict[str, str]:
    """Return the methods of each route template, as the header Allow names them."""
    found: dict[str, set[str]] = {}
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            found.setdefault(route.path_format, set()).update(handler.http_methods)
    return {path: ", ".join(sorted(methods)) for path, methods in found.items()}


def _openapi_config() -> OpenAPIConfig:
    """Describe the whole application; the documents of the audiences are cut from this."""
    return OpenAPIConfig(
        title="Minamoto",
        version=VERSION,
        render_plugins=[],
        openapi_router=Router(SCHEMA_PATH, route_handlers=[], opt={"public": "the description of the API"}),
    )


def _opened(settings: Settings) -> Any:
    """Return the life of the application: vault unlocked, engine open."""

    @asynccontextmanager
    async def life(_app: Litestar) -> AsyncIterator[None]:
        if ENGINE.pool is not None:
            yield
            return
        unlock(load_master_key(environment=os.environ, folder=settings.data_folder))
        await ENGINE.open(settings.database_url, max_size=settings.pool_size)
        try:
            yield
        finally:
            await ENGINE.close()

    return life
