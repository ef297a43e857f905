"""What an adapter is: a whole plug-in, found through an entry point, switched on per tenant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Any

GROUP = "minamoto.adapters"


class NotAnAdapter(TypeError):
    """An entry point of the group does not lead to an ``Adapter``."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A plug-in's table of contents.

    ``provides`` holds implementations of the core's ports; composition roots pick them by their type.
    ``migrations`` names a package with a chain of its own; ``routes`` are Litestar controllers.
    """

    name: str
    title_ja: str
    title_en: str
    provides: tuple[object, ...] = ()
    routes: tuple[Any, ...] = ()
    migrations: str | None = None


@cache
def load_adapters() -> tuple[Adapter, ...]:
    """Return every installed adapter, sorted by name.

    :raises NotAnAdapter: when an entry point leads to something else.
    """
    found = []
    for entry in entry_points(group=GROUP):
        adapter = entry.load()
        if not isinstance(adapter, Adapter):
            message = f"entry point {entry.value} is a {type(adapter).__name__}, not an Adapter"
            raise NotAnAdapter(message)
        found.append(adapter)
    return tuple(sorted(found, key=lambda each: each.name))
