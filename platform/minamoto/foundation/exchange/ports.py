"""What the exchange asks of adapters: handlers of files, each for some kinds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, runtime_checkable

from minamoto.foundation.exchange.model import HandledFile


class FileKindTaken(RuntimeError):
    """Two handlers were registered for one kind."""


@runtime_checkable
class FileHandler(Protocol):
    """Takes in files of some kinds. Found in an adapter's ``provides``."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The stable names of the kinds, e.g. ``electricity.interval.previous-day.v1``."""
        ...

    async def handle(self, content: bytes, file_name: str, message_id: int, now: datetime) -> HandledFile:
        """Take a file in, inside the open tenant transaction: all of it is kept, or nothing.

        Must be idempotent: a message may be handled again after a crash, and is again on replay, when
        records that were parked may now be taken in. Records that cannot be are returned as parked.

        :raises MinamotoError: when the file as a whole is refused: it is quarantined with code and details.
            ``OutsidePartyFailed`` and errors unforeseen are tried again first.
        """
        ...


_handlers: dict[str, FileHandler] = {}


def register_handler(handler: FileHandler) -> None:
    """Make a handler known for its kinds. Registering the same object again changes nothing.

    :raises FileKindTaken: when another handler has one of the kinds.
    """
    for kind in handler.kinds:
        if _handlers.get(kind, handler) is not handler:
            raise FileKindTaken(kind)
    _handlers.update(dict.fromkeys(handler.kinds, handler))


def register_provided(provided: Iterable[object]) -> None:
    """Register what an adapter provides, as far as it handles files.

    :raises FileKindTaken: when another handler has one of the kinds.
    """
    for each in provided:
        if isinstance(each, FileHandler):
            register_handler(each)


def find_handler(kind: str) -> FileHandler | None:
    """Return the handler of a kind, or nothing."""
    return _handlers.get(kind)


def known_kinds() -> tuple[str, ...]:
    """Return every kind that can be taken in, sorted."""
    return tuple(sorted(_handlers))
