"""Reads of the inbox, for screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import asyncpg
import msgspec

from minamoto.foundation.exchange.model import ListPosition, MessageFault, MessageState, ParkedState
from minamoto.foundation.exchange.ports import known_kinds
from minamoto.foundation.storage.transactions import connection, tenant_id

__all__ = [
    "MessagePage", "MessageView", "ParkedPage", "ParkedView", "count_messages", "count_parked",
    "find_message", "find_parked", "known_kinds", "list_messages", "list_parked", "read_content",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message of the inbox. ``counts`` are the handler's own; ``parked`` still wait."""

    message_id: int
    channel: str
    kind: str
    file_name: str
    sha256: str
    size_bytes: int
    state: MessageState
    attempts: int
    fault: MessageFault | None
    counts: Mapping[str, int]
    parked: int
    job_id: int | None
    received_at: datetime
    handled_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One page of messages, newest first; ``next_before`` is nothing on the last page."""

    items: tuple[MessageView, ...]
    next_before: ListPosition | None


@dataclass(frozen=True, slots=True)
class ParkedView:
    """One parked record with the message it came in."""

    record_id: int
    message_id: int
    file_name: str
    kind: str
    place: str
    reason_code: str
    detail: Mapping[str, str]
    state: ParkedState
    parked_at: datetime
    solved_at: datetime | None
    settled_reason: str | None


@dataclass(frozen=True, slots=True)
class ParkedPage:
    """One page of parked records, newest first; ``next_before`` is nothing on the last page."""

    items: tuple[ParkedView, ...]
    next_before: ListPosition | None


_MESSAGE = """
select m.id as message_id, m.channel, m.kind, m.file_name, encode(m.sha256, 'hex') as sha256, m.size_bytes,
       m.state, m.attempts, m.failure as fault, m.result, m.job_id, m.received_at, m.handled_at,
       (select count(*) from parked_records p
        where p.tenant_id = m.tenant_id and p.message_id = m.id and p.state = 'parked') as parked
from inbox_messages m
"""
_FIND_MESSAGE = f"{_MESSAGE} where m.tenant_id = $1 and m.id = $2"
_LIST_MESSAGES = f"""
{_MESSAGE}
where m.tenant_id = $1 and ($2::text is null or m.state = $2) and ($3::text is null or m.kind = $3)
      and ($4::text is null or m.channel = $4)
      and ($5::timestamptz is null or (m.received_at, m.id) < ($5, $6))
order by m.received_at desc, m.id desc limit $7
"""
_PARKED = """
select p.id as record_id, p.message_id, m.file_name, m.kind, p.place, p.reason_code, p.detail, p.state,
       p.parked_at, p.solved_at, p.settled_reason
from parked_records p
join inbox_messages m on m.tenant_id = p.tenant_id and m.id = p.message_id
"""
_FIND_PARKED = f"{_PARKED} where p.tenant_id = $1 and p.id = $2"
_LIST_PARKED = f"""
{_PARKED}
where p.tenant_id = $1 and ($2::text is null or p.state = $2) and ($3::bigint is null or p.message_id = $3)
      and ($4::timestamptz is null or (p.parked_at, p.id) < ($4, $5))
order by p.parked_at desc, p.id desc limit $6
"""


async def find_message(message_id: int) -> MessageView | None:
    """Return a message of the open tenant, or nothing."""
    row = await connection().fetchrow(_FIND_MESSAGE, tenant_id(), message_id)
    return None if row is None else _message(row)


async def read_content(message_id: int) -> bytes | None:
    """Return a message's content as it came, or nothing."""
    content: bytes | None = await connection().fetchval(
        "select content from inbox_contents where tenant_id = $1 and message_id = $2", tenant_id(), message_id
    )
    return content


async def list_messages(
    *,
    state: MessageState | None = None,
    kind: str | None = None,
    channel: str | None = None,
    before: ListPosition | None = None,
    limit: int = 50,
) -> MessagePage:
    """Return a page of messages, newest first, of one state, kind and channel when these are given."""
    rows = await connection().fetch(
        _LIST_MESSAGES,
        tenant_id(),
        state,
        kind,
        channel,
        before.moment if before else None,
        before.id if before else None,
        limit + 1,
    )
    items = tuple(_message(row) for row in rows[:limit])
    more = len(rows) > limit
    return MessagePage(items, ListPosition(items[-1].received_at, items[-1].message_id) if more else None)


async def count_messages() -> dict[MessageState, int]:
    """Return how many messages stand in each state; a state without any is left out."""
    rows = await connection().fetch(
        "select state, count(*) as n from inbox_messages where tenant_id = $1 group by state", tenant_id()
    )
    return {row["state"]: row["n"] for row in rows}


async def find_parked(record_id: int) -> ParkedView | None:
    """Return a parked record of the open tenant, or nothing."""
    row = await connection().fetchrow(_FIND_PARKED, tenant_id(), record_id)
    return None if row is None else _parked(row)


async def list_parked(
    *,
    state: ParkedState | None = None,
    message_id: int | None = None,
    before: ListPosition | None = None,
    limit: int = 50,
) -> ParkedPage:
    """Return a page of parked records, newest first, of one state and message when these are given."""
    rows = await connection().fetch(
        _LIST_PARKED,
        tenant_id(),
        state,
        message_id,
        before.moment if before else None,
        before.id if before else None,
        limit + 1,
    )
    items = tuple(_parked(row) for row in rows[:limit])
    more = len(rows) > limit
    return ParkedPage(items, ListPosition(items[-1].parked_at, items[-1].record_id) if more else None)


async def count_parked(*, message_id: int | None = None) -> dict[ParkedState, int]:
    """Return how many records stand in each state, of one message or of all."""
    rows = await connection().fetch(
        """
        select state, count(*) as n from parked_records
        where tenant_id = $1 and ($2::bigint is null or message_id = $2) group by state
        """,
        tenant_id(),
        message_id,
    )
    return {row["state"]: row["n"] for row in rows}


def _message(row: asyncpg.Record) -> MessageView:
    values = dict(row)
    result = values.pop("result")
    values["counts"] = {} if result is None else msgspec.json.decode(result)["counts"]
    fault = values["fault"]
    values["fault"] = None if fault is None else msgspec.json.decode(fault, type=MessageFault)
    return MessageView(**values)


def _parked(row: asyncpg.Record) -> ParkedView:
    values = dict(row)
    values["detail"] = msgspec.json.decode(values["detail"])
    return ParkedView(**values)
