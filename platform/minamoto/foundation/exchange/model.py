"""Values of the exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

MessageState = Literal["received", "done", "done_with_parked", "quarantined"]
ParkedState = Literal["parked", "solved", "dismissed"]

HANDLE_JOB = "exchange.handle"
"""Name of the job that handles a message."""

MAX_CONTENT_BYTES = 256 * 1024 * 1024
"""The largest content taken in: PostgreSQL keeps it as one value, and a handler reads it whole."""


@dataclass(frozen=True, slots=True)
class ParkedRecord:
    """One record of a file that could not be taken in, as a handler reports it.

    ``place`` says where it stands (a line, a path of XML rows) and, with the code, tells it from others of
    the message. ``detail`` is text for staff (``subject``, ``ja``, ``en`` ...), without name or address.
    """

    place: str
    reason_code: str
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandledFile:
    """What became of a file: counts under names of the handler's choice, and the records left over."""

    counts: Mapping[str, int] = field(default_factory=dict)
    parked: tuple[ParkedRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """The message that a receipt led to. Not ``is_new``: the same had come before, and nothing changed."""

    message_id: int
    is_new: bool
    job_id: int


@dataclass(frozen=True, slots=True)
class MessageFault:
    """Why a message was quarantined."""

    code: str
    ja: str
    en: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListPosition:
    """Where a page of messages or parked records ended, newest first."""

    moment: datetime
    id: int
