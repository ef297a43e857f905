"""What handlers may ask for by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, runtime_checkable

from litestar import Litestar
from litestar.di import Provide
from litestar.types import Scope

from minamoto.foundation.identity.model import Actor
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.kernel.errors import Language
from minamoto.kernel.identifiers import OpaqueIds
from minamoto.kernel.moments import Clock


def _tenant(scope: Scope) -> TenantContext:
    found: TenantContext = scope["state"]["tenant"]
    return found


def _actor(scope: Scope) -> Actor | None:
    found: Actor | None = scope["state"]["actor"]
    return found


def _opaque(scope: Scope) -> OpaqueIds:
    found: OpaqueIds = scope["state"]["opaque"]
    return found


def _language(scope: Scope) -> Language:
    found: Language = scope["state"]["language"]
    return found


def _request_id(scope: Scope) -> str:
    return str(scope["state"]["request_id"])


def dependencies(*, clock: Clock, services: Mapping[str, object]) -> dict[str, Provide]:
    """Return what handlers may ask for by name: of the request, and the ports that are filled."""

    def constant(value: object) -> Provide:
        return Provide(lambda: value, sync_to_thread=False)

    return {
        "tenant": Provide(_tenant, sync_to_thread=False),
        "actor": Provide(_actor, sync_to_thread=False),
        "opaque": Provide(_opaque, sync_to_thread=False),
        "language": Provide(_language, sync_to_thread=False),
        "request_id": Provide(_request_id, sync_to_thread=False),
        "clock": constant(clock),
        **{name: constant(service) for name, service in services.items()},
    }


def let_protocols_be_checked(app: Litestar) -> None:
    """Make the protocols that handlers ask for checkable: Litestar does so by ``isinstance``."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for parameter in handler.parsed_fn_signature.parameters.values():
                kind: Any = parameter.annotation
                if getattr(kind, "_is_protocol", False):
                    runtime_checkable(kind)
