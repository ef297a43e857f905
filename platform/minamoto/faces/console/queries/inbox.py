"""The inbox: what came in, and the records of it that are parked."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from minamoto.faces.console.rules import line_and_column, say
from minamoto.faces.console.schemas import (
    InboxKind,
    InboxKinds,
    InboxMessage,
    InboxMessagePage,
    MessageError,
    MessageState,
    ParkedRecord,
    ParkedRecordPage,
    ParkedState,
)
from minamoto.faces.presentation.model import OpaqueId, Viewer, in_japan
from minamoto.foundation.exchange import queries as exchange
from minamoto.foundation.exchange.model import ListPosition, MessageFault
from minamoto.foundation.exchange.model import MessageState as InnerState
from minamoto.foundation.exchange.model import ParkedState as InnerParked
from minamoto.foundation.exchange.queries import MessageView, ParkedView
from minamoto.foundation.jobs import queries as jobs
from minamoto.kernel.errors import NotFound

_INNER: Mapping[MessageState, InnerState] = {
    "received": "received",
    "processing": "received",
    "applied": "done",
    "partly_applied": "done_with_parked",
    "quarantined": "quarantined",
}
_SHOWN: Mapping[InnerState, MessageState] = {
    "received": "received",
    "done": "applied",
    "done_with_parked": "partly_applied",
    "quarantined": "quarantined",
}
_PARKED: Mapping[InnerParked, ParkedState] = {
    "parked": "parked",
    "solved": "replayed",
    "dismissed": "discarded",
}
_INNER_PARKED: Mapping[ParkedState, InnerParked] = {shown: inner for inner, shown in _PARKED.items()}
_APPLIED_COUNTS = ("stored", "replaced", "unchanged", "applied", "written", "outdated")

_KIND_WORDS: Mapping[str, tuple[str, str]] = {
    "electricity.interval.previous-day": ("30分電力量（前日分）", "Half-hourly values of the day before"),
    "electricity.interval.same-day": ("30分電力量（当日分）", "Half-hourly values of the day"),
    "electricity.confirmed-usage": ("確定使用量", "Confirmed usage"),
    "handheld.readings": ("検針端末の検針データ", "Handheld readings"),
    "payment.event": ("決済通知", "Payment event"),
}
_OF_MACHINES = ("payment.event",)
"""Kinds that only outside systems send: nobody uploads them by hand."""
_FOR_SERVICES: Mapping[str, frozenset[str]] = {
    "electricity.": frozenset({"electricity"}),
    "handheld.": frozenset({"water", "gas"}),
}
"""Kinds that only utilities of some services receive."""
_VERSION = re.compile(r"\.v[0-9]+$")


def kind_name(viewer: Viewer, kind: str) -> str:
    """Return a kind of file in words; a kind without words is shown as it is."""
    bare = _VERSION.sub("", kind)
    best = max((each for each in _KIND_WORDS if bare.startswith(each)), key=len, default=None)
    return kind if best is None else viewer.text(*_KIND_WORDS[best])


def kinds(viewer: Viewer, services: Collection[str]) -> InboxKinds:
    """Return the kinds of files that a utility of these services takes in by hand."""
    return InboxKinds(
        items=[
            InboxKind(kind=each, name=kind_name(viewer, each), accept=[".zip", ".xml", ".csv", ".txt"])
            for each in exchange.known_kinds()
            if not each.startswith(_OF_MACHINES) and _is_for(each, services)
        ]
    )


def _is_for(kind: str, services: Collection[str]) -> bool:
    bound = next((each for prefix, each in _FOR_SERVICES.items() if kind.startswith(prefix)), None)
    return bound is None or not bound.isdisjoint(services)


async def message(viewer: Viewer, message_id: OpaqueId) -> InboxMessage:
    """Return one message.

    :raises NotFound: when there is none of this tenant.
    """
    return await message_by_number(viewer, viewer.opaque.read("msg", message_id), duplicate=False)


async def message_by_number(viewer: Viewer, number: int, *, duplicate: bool) -> InboxMessage:
    """Return one message; ``duplicate`` says that the same content was just sent again.

    :raises NotFound: when there is none of this tenant.
    """
    found = await exchange.find_message(number)
    if found is None:
        raise NotFound
    return await _message(viewer, found, duplicate=duplicate)


async def message_page(
    viewer: Viewer, *, state: MessageState | None, cursor: str | None, limit: int
) -> InboxMessagePage:
    """Return one page of messages, the newest first; no row is ever a duplicate, only an answer is.

    :raises WrongCursor: when the cursor was not given out here.
    """
    if state is not None and state not in _INNER:
        return InboxMessagePage(items=[], next_cursor=None)
    before = viewer.read_moment_cursor("msg", cursor)
    page = await exchange.list_messages(
        state=None if state is None else _INNER[state],
        before=None if before is None else ListPosition(*before),
        limit=limit,
    )
    following = page.next_before
    return InboxMessagePage(
        items=[await _message(viewer, each, duplicate=False) for each in page.items],
        next_cursor=viewer.write_cursor("msg", following.moment, following.id) if following else None,
    )


async def _message(viewer: Viewer, view: MessageView, *, duplicate: bool) -> InboxMessage:
    state = _SHOWN[view.state]
    if state == "received" and view.job_id is not None:
        work = await jobs.find_job(view.job_id)
        state = "processing" if work and work.state == "running" else state
        state = "failed" if work and work.state in {"failed", "cancelled"} else state
    identifier = viewer.opaque.write("msg", view.message_id)
    applied = sum(view.counts.get(each, 0) for each in _APPLIED_COUNTS)
    return InboxMessage(
        id=identifier,
        kind=view.kind,
        kind_name=kind_name(viewer, view.kind),
        file_name=view.file_name,
        sender=view.channel,
        received_at=in_japan(view.received_at),
        size_bytes=view.size_bytes,
        sha256=view.sha256,
        state="duplicate" if duplicate else state,
        records_total=applied + view.parked,
        records_applied=applied,
        records_parked=view.parked,
        attempts=view.attempts,
        error=None if view.fault is None else _fault(viewer, view.fault, view.file_name),
        duplicate_of_id=identifier if duplicate else None,
        job_id=None if view.job_id is None else viewer.opaque.write("job", view.job_id),
    )


def _fault(viewer: Viewer, fault: MessageFault, file_name: str) -> MessageError:
    line, column = line_and_column(fault.details.get("place", ""))
    return MessageError(
        code=fault.code,
        message=viewer.text(fault.ja, fault.en),
        file=fault.details.get("file_name", file_name),
        line=line,
        column=column,
    )


async def parked_page(
    viewer: Viewer,
    *,
    message_id: OpaqueId | None,
    state: ParkedState | None,
    cursor: str | None,
    limit: int,
) -> ParkedRecordPage:
    """Return one page of parked records, the newest first.

    :raises NotFound: when the message is not of this tenant.
    :raises WrongCursor: when the cursor was not given out here.
    """
    number = None if message_id is None else viewer.opaque.read("msg", message_id)
    before = viewer.read_moment_cursor("prk", cursor)
    inner = None if state is None else _INNER_PARKED[state]
    page = await exchange.list_parked(
        state=inner,
        message_id=number,
        before=None if before is None else ListPosition(*before),
        limit=limit,
    )
    counts = await exchange.count_parked(message_id=number)
    following = page.next_before
    return ParkedRecordPage(
        items=[_parked(viewer, each) for each in page.items],
        total=sum(counts.values()) if inner is None else counts.get(inner, 0),
        next_cursor=viewer.write_cursor("prk", following.moment, following.id) if following else None,
    )


def _parked(viewer: Viewer, view: ParkedView) -> ParkedRecord:
    words = viewer.text(view.detail.get("ja", ""), view.detail.get("en", ""))
    return ParkedRecord(
        id=viewer.opaque.write("prk", view.record_id),
        message_id=viewer.opaque.write("msg", view.message_id),
        file_name=view.file_name,
        line=line_and_column(view.place)[0],
        supply_point_number=view.detail.get("subject"),
        reason_code=view.reason_code,
        reason=words or say(view.reason_code, viewer.language),
        content=view.place,
        state=_PARKED[view.state],
        parked_at=in_japan(view.parked_at),
        settled_at=None if view.solved_at is None else in_japan(view.solved_at),
    )
