"""One OpenAPI 3.1 document per audience, cut from the application's own description."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec
from litestar import Litestar, Response, get
from litestar.handlers import HTTPRouteHandler

from minamoto.faces.presentation.model import Problem
from minamoto.web.problems import CONTENT_TYPE

Audience = Literal["mypage", "console", "partners"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
VERSION = "1.0.0"

_TITLES: dict[Audience, str] = {
    "mypage": "Minamoto mypage: the customers' portal",
    "console": "Minamoto console: the staff's screens",
    "partners": "Minamoto partners API",
}
_PREFIXES: dict[Audience, tuple[str, ...]] = {
    "mypage": ("/{slug}/api/mypage",),
    "console": ("/{slug}/api/console",),
    "partners": ("/{slug}/api/partners", "/{slug}/oauth"),
}
_COOKIES: dict[Audience, str] = {"mypage": "minamoto_mypage", "console": "minamoto_console"}
_REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')
_METHODS = {"get", "put", "post", "delete", "patch"}


def openapi_document(app: Litestar, audience: Audience) -> dict[str, Any]:
    """Return an audience's document: its paths, and only the schemas these reach."""
    whole: dict[str, Any] = app.openapi_schema.to_schema()
    rights = _rights(app)
    schemas = {**whole.get("components", {}).get("schemas", {}), **_problem_schemas()}
    paths: dict[str, Any] = {}
    for path, item in sorted(whole["paths"].items()):
        if path.startswith(_PREFIXES[audience]):
            for method, operation in item.items():
                if method in _METHODS:
                    _finish(operation, audience, method, rights.get((path, method.upper()), {}))
            paths[path.replace("{slug}", "{tenant}")] = item
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": _TITLES[audience], "version": VERSION},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": _reached(paths, schemas),
            "securitySchemes": _security_schemes(audience),
        },
    }
    return document


def export_openapi(folder: Path, app: Litestar) -> list[Path]:
    """Write ``mypage.json``, ``console.json`` and ``partners.json`` into a folder and return the paths.

    The text is the same as long as the application is: keys are sorted where order means nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for audience in AUDIENCES:
        path = folder / f"{audience}.json"
        text = msgspec.json.format(msgspec.json.encode(openapi_document(app, audience)), indent=2)
        path.write_bytes(text + b"\n")
        written.append(path)
    return written


def document_routes() -> list[HTTPRouteHandler]:
    """Return the routes that serve the documents."""
    kept: dict[Audience, bytes] = {}

    @get(
        [f"/api/openapi/{audience}.json" for audience in AUDIENCES],
        opt={"public": "the description of the API"}, include_in_schema=False,
    )  # fmt: skip
    async def document(request: Any) -> Response[bytes]:
        name = request.url.path.rpartition("/")[2].removesuffix(".json")
        audience = next(each for each in AUDIENCES if each == name)
        if audience not in kept:
            kept[audience] = msgspec.json.encode(openapi_document(request.app, audience))
        return Response(kept[audience], media_type="application/json")

    return [document]


def _rights(app: Litestar) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (route.path_format, method): dict(handler.opt)
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods
    }


def _finish(operation: dict[str, Any], audience: Audience, method: str, opt: dict[str, Any]) -> None:
    """Name the tenant parameter, say which problems can come, and what the caller must show."""
    guarded = "permission" in opt
    _tidy_parameters(operation)
    _tidy_responses(operation["responses"])
    operation["security"] = [{"token" if audience == "partners" else "session": []}] if guarded else []
    if guarded:
        operation["x-permission"] = opt["permission"]
    if method != "get" and audience in _COOKIES:
        operation.setdefault("parameters", []).append(_client_header(audience))
    if opt.get("idempotent"):
        operation.setdefault("parameters", []).append(_IDEMPOTENCY_HEADER)
    for status in _problem_statuses(audience, method, guarded=guarded):
        operation["responses"].setdefault(str(status), _problem_response(status))


def _tidy_parameters(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        for noise in ("deprecated", "allowEmptyValue", "allowReserved"):
            parameter.pop(noise, None)
        if parameter["in"] == "path" and parameter["name"] == "slug":
            parameter.update(name="tenant", description="The utility's name in addresses.")


def _tidy_responses(responses: dict[str, Any]) -> None:
    """Drop the framework's own 400, and the body of answers that have none but are typed as text inside."""
    responses.pop("400", None)
    for response in responses.values():
        if response.get("content", {}).get("application/json", {}).get("schema") == {"type": "string"}:
            del response["content"]


def _problem_statuses(audience: Audience, method: str, *, guarded: bool) -> list[int]:
    statuses = {400, 404, 500, 503}
    if guarded:
        statuses |= {401, 403}
    if method != "get":
        statuses |= {409, 413, 415, 429} | ({401, 403} if audience in _COOKIES else set())
    return sorted(statuses)


def _client_header(audience: Audience) -> dict[str, Any]:
    name = "portal" if audience == "mypage" else "console"
    return {
        "name": "X-Minamoto-Client",
        "in": "header",
        "required": True,
        "schema": {"type": "string", "const": name},
        "description": "Only our own pages can set it, which keeps other sites from calling.",
    }


_IDEMPOTENCY_HEADER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,100}$"},
    "description": "The same key again gives the same answer and does nothing more.",
}


def _problem_response(status: int) -> dict[str, Any]:
    return {
        "description": _DESCRIPTIONS[status],
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


_DESCRIPTIONS = {
    400: "The input is not valid",
    401: "Nobody is logged in",
    403: "Not permitted",
    404: "Not found, or somebody else's",
    409: "The present state does not allow it",
    413: "The content is too large",
    415: "The media type is not taken",
    429: "Too many attempts",
    500: "A fault of the server",
    503: "The utility does not serve at present",
}


def _security_schemes(audience: Audience) -> dict[str, Any]:
    if audience == "partners":
        flow = {"tokenUrl": "/{tenant}/oauth/token", "scopes": _scopes()}
        return {"token": {"type": "oauth2", "flows": {"clientCredentials": flow}}}
    return {"session": {"type": "apiKey", "in": "cookie", "name": _COOKIES[audience]}}


def _scopes() -> dict[str, str]:
    return {
        "bills:read": "Read the bills of a customer number",
        "usage:read": "Read the usage of a customer number",
        "readings:write": "Send files of readings",
    }


def _problem_schemas() -> dict[str, Any]:
    _, components = msgspec.json.schema_components([Problem], ref_template="#/components/schemas/{name}")
    return dict(components)


def _reached(paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the schemas that the paths name, directly or through others."""
    reached: dict[str, Any] = {}
    waiting = set(_REFERENCE.findall(msgspec.json.encode(paths).decode()))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached[name] = schemas[name]
            waiting |= set(_REFERENCE.findall(msgspec.json.encode(schemas[name]).decode()))
    return dict(sorted(reached.items()))
