"""The permission table: every route of the application with what it needs and who holds that.

Built from the application's own routes, so that no route can be missing from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Litestar

from minamoto.foundation.identity.rules import (
    DEFAULT_ROLES,
    OWN_ACCOUNT,
    PARTNER_SCOPES,
    PORTAL_PERMISSIONS,
)

SCHEMA_PATH = "/api/schema"


class RouteUnguarded(RuntimeError):
    """A route names neither a permission nor the reason why it is public."""


@dataclass(frozen=True, slots=True, order=True)
class RouteRight:
    """One method of one path: the permission it needs and who holds it, or why it is public."""

    path: str
    method: str
    permission: str | None
    public: str | None
    holders: tuple[str, ...]


def route_rights(app: Litestar) -> list[RouteRight]:
    """Return every route's right, by path and method; OPTIONS, which only names methods, is left out.

    :raises RouteUnguarded: when a route names neither or both, or a permission that nobody can hold.
    """
    rights = []
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in sorted(set(handler.http_methods) - {"OPTIONS"}):
                path = route.path_format or "/"
                if path.startswith(SCHEMA_PATH):
                    continue
                permission, public = handler.opt.get("permission"), handler.opt.get("public")
                if (permission is None) == (public is None):
                    message = f"{method} {path}: name a permission or the reason why it is public"
                    raise RouteUnguarded(message)
                holders = () if permission is None else holders_of(permission, path)
                if permission is not None and not holders:
                    message = f"{method} {path}: nobody can hold {permission}"
                    raise RouteUnguarded(message)
                rights.append(RouteRight(path, method, permission, public, holders))
    return sorted(rights, key=lambda each: (each.path, each.method))


def holders_of(permission: str, path: str) -> tuple[str, ...]:
    """Return who holds a permission at a new tenant on a path: role codes, ``portal user`` or ``partner``."""
    if permission.startswith("scope:"):
        return ("partner",) if permission.removeprefix("scope:") in PARTNER_SCOPES else ()
    if path.startswith("/{slug}/api/mypage/"):
        return ("portal user",) if permission in PORTAL_PERMISSIONS else ()
    return tuple(
        role.code for role in DEFAULT_ROLES if permission in role.permissions or permission == OWN_ACCOUNT
    )


def permission_page(app: Litestar) -> str:
    """Return the table as the Markdown page ``docs/permissions.md``."""
    lines = [
        "# Permissions",
        "",
        "Every address of the application, what it needs, and who holds that at a new tenant. Written by",
        "`python -m minamoto.web.describe` from the application's own routes; a test compares it.",
        "",
        "| Method | Address | Permission | Held by |",
        "|---|---|---|---|",
    ]
    for right in route_rights(app):
        needs = f"`{right.permission}`" if right.permission else "public"
        holders = ", ".join(right.holders) if right.permission else str(right.public)
        path = right.path.replace("{slug}", "{tenant}").replace("|", "\\|")
        lines.append(f"| {right.method} | `{path}` | {needs} | {holders} |")
    return "\n".join([*lines, ""])
