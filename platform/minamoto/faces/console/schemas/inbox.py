"""Shapes of the console: what came in, and what is parked."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from minamoto.faces.presentation.model import (
    Cursor,
    OpaqueId,
    Shape,
)

MessageState = Literal[
    "received", "processing", "applied", "partly_applied", "duplicate", "quarantined", "failed"
]
ParkedState = Literal["parked", "replayed", "discarded"]


class InboxKind(Shape, frozen=True, kw_only=True):
    """A kind of file that this utility takes in."""

    kind: str
    name: str
    accept: list[str]


class InboxKinds(Shape, frozen=True, kw_only=True):
    """The kinds of files that this utility takes in."""

    items: list[InboxKind]


class MessageError(Shape, frozen=True, kw_only=True):
    """What was wrong with a message, and where; all counted from one."""

    code: str
    message: str
    file: str | None
    line: int | None
    column: int | None


class InboxMessage(Shape, frozen=True, kw_only=True):
    """One file or message that came in."""

    id: OpaqueId
    kind: str
    kind_name: str
    file_name: str
    sender: str | None
    received_at: datetime
    size_bytes: int
    sha256: str
    state: MessageState
    records_total: int
    records_applied: int
    records_parked: int
    attempts: int
    error: MessageError | None
    duplicate_of_id: OpaqueId | None
    job_id: OpaqueId | None


class InboxMessagePage(Shape, frozen=True, kw_only=True):
    """One page of messages, newest first."""

    items: list[InboxMessage]
    next_cursor: Cursor | None


class ParkedRecord(Shape, frozen=True, kw_only=True):
    """One record that could not be applied and waits."""

    id: OpaqueId
    message_id: OpaqueId
    file_name: str
    line: int | None
    supply_point_number: str | None
    reason_code: str
    reason: str
    content: str
    state: ParkedState
    parked_at: datetime
    settled_at: datetime | None


class ParkedRecordPage(Shape, frozen=True, kw_only=True):
    """One page of parked records, newest first."""

    items: list[ParkedRecord]
    total: int
    next_cursor: Cursor | None
