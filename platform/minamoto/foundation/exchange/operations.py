"""Writes of the inbox: receiving, taking in, quarantine, replay, dismissal; in the caller's transaction."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec

from minamoto.foundation.exchange import rules
from minamoto.foundation.exchange.model import (
    HANDLE_JOB,
    MAX_CONTENT_BYTES,
    HandledFile,
    MessageFault,
    MessageState,
    ParkedRecord,
    ReceivedMessage,
)
from minamoto.foundation.exchange.ports import find_handler
from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.jobs import queries as job_queries
from minamoto.foundation.storage.bulk import stage
from minamoto.foundation.storage.ids import next_id, next_ids
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import Conflict, InvalidInput, NotFound


class ContentTooLarge(InvalidInput):
    """The content is larger than the inbox takes."""

    code = "content-too-large"
    ja = "ファイルが大きすぎます(上限{limit_mib}MiB)。分割して送信してください。"
    en = "The file is too large (at most {limit_mib} MiB). Please send it in parts."


class MessageNotFound(NotFound):
    """There is no such message in the inbox."""

    code = "message-not-found"
    ja = "受信データが見つかりませんでした。"
    en = "The message was not found."


class ParkedRecordNotFound(NotFound):
    """There is no such parked record."""

    code = "parked-record-not-found"
    ja = "保留データが見つかりませんでした。"
    en = "The parked record was not found."


class ParkedRecordSettled(Conflict):
    """The record is no longer parked."""

    code = "parked-record-settled"
    ja = "この保留データはすでに処理済みです。"
    en = "The parked record was settled already."


class NothingToReplay(Conflict):
    """The message was taken in whole."""

    code = "nothing-to-replay"
    ja = "このデータはすべて取り込み済みのため、再処理の必要はありません。"
    en = "The message was taken in whole; there is nothing to replay."


class DismissalWithoutReason(InvalidInput):
    """A parked record is dismissed only with a reason."""

    code = "reason-missing"
    ja = "理由を入力してください。"
    en = "Please give a reason."


_INSERT_MESSAGE = """
insert into inbox_messages (tenant_id, id, channel, kind, file_name, dedupe_key, sha256, size_bytes, state,
                            received_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'received', $9)
on conflict (tenant_id, channel, dedupe_key) do nothing
"""
_INSERT_CONTENT = "insert into inbox_contents (tenant_id, message_id, content) values ($1, $2, $3)"
_KNOWN_MESSAGE = """
select id, job_id from inbox_messages where tenant_id = $1 and channel = $2 and dedupe_key = $3
"""
_SET_JOB = "update inbox_messages set job_id = $3, state = 'received' where tenant_id = $1 and id = $2"
_LOCK_MESSAGE = """
select m.kind, m.file_name, m.state, m.job_id from inbox_messages m
where m.tenant_id = $1 and m.id = $2 for update
"""
_CONTENT = "select content from inbox_contents where tenant_id = $1 and message_id = $2"
_HANDLED = """
update inbox_messages
set state = $3, attempts = attempts + 1, failure_code = null, failure = null, result = $4::jsonb,
    handled_at = $5
where tenant_id = $1 and id = $2
"""
_QUARANTINED = """
update inbox_messages
set state = 'quarantined', attempts = attempts + 1, failure_code = $3, failure = $4::jsonb, handled_at = $5
where tenant_id = $1 and id = $2 and state = 'received'
"""
_PARK = """
insert into parked_records (tenant_id, id, message_id, place, reason_code, detail, state, parked_at)
select tenant_id, id, message_id, place, reason_code, detail, state, parked_at from {source}
on conflict (tenant_id, message_id, place, reason_code) do update
set state = 'parked', solved_at = null, parked_at = excluded.parked_at, detail = excluded.detail
where parked_records.state = 'solved'
"""
_SOLVE_ABSENT = """
update parked_records p set state = 'solved', solved_at = $3
where p.tenant_id = $1 and p.message_id = $2 and p.state = 'parked'
      and not exists (select from unnest($4::text[], $5::text[]) as still (place, reason_code)
                      where still.place = p.place and still.reason_code = p.reason_code)
"""
_COUNT_PARKED = """
select count(*) from parked_records where tenant_id = $1 and message_id = $2 and state = 'parked'
"""
_DISMISS = """
update parked_records set state = 'dismissed', solved_at = $3, settled_reason = $4, settled_by = $5
where tenant_id = $1 and id = $2 and state = 'parked' returning message_id
"""
_DONE_WHEN_NONE_PARKED = """
update inbox_messages set state = 'done'
where tenant_id = $1 and id = $2 and state = 'done_with_parked'
      and not exists (select from parked_records p
                      where p.tenant_id = $1 and p.message_id = $2 and p.state = 'parked')
"""
_PARKED_COLUMNS = ("tenant_id", "id", "message_id", "place", "reason_code", "detail", "state", "parked_at")


async def receive(
    *,
    channel: str,
    kind: str,
    file_name: str,
    content: bytes,
    now: datetime,
    dedupe_key: str | None = None,
    requested_by: int | None = None,
) -> ReceivedMessage:
    """Keep a file or message as it came and ask for it to be handled; the same twice changes nothing.

    The same is the same ``dedupe_key`` on the channel (a processor's event id), or without one the same
    bytes. Whatever comes is kept, of whatever kind and however broken: the fault is found in the handling.

    :raises ContentTooLarge: when the content is above ``MAX_CONTENT_BYTES``.
    """
    if len(content) > MAX_CONTENT_BYTES:
        raise ContentTooLarge(limit_mib=MAX_CONTENT_BYTES // 1024**2)
    sha256 = (await asyncio.to_thread(hashlib.sha256, content)).digest()
    key = rules.dedupe_key_of(sha256=sha256, kind=kind, given=dedupe_key)
    tenant, link = tenant_id(), connection()
    message_id = await next_id()
    status = await link.execute(
        _INSERT_MESSAGE,
        tenant,
        message_id,
        channel,
        rules.storable(kind),
        rules.safe_file_name(file_name),
        key,
        sha256,
        len(content),
        now,
    )
    if status == "INSERT 0 0":
        known = await link.fetchrow(_KNOWN_MESSAGE, tenant, channel, key)
        if known is None:
            raise MessageNotFound
        return ReceivedMessage(message_id=known["id"], is_new=False, job_id=known["job_id"])
    await link.execute(_INSERT_CONTENT, tenant, message_id, content)
    job_id = await _request_handling(
        message_id, key=f"message-{message_id}", now=now, requested_by=requested_by
    )
    return ReceivedMessage(message_id=message_id, is_new=True, job_id=job_id)


async def take_in(*, message_id: int, now: datetime) -> MessageState:
    """Hand a received message to its handler and keep what came of it, all in the open transaction.

    A message that is not waiting (handled already, the wake-up came twice) is left alone.

    :raises MessageNotFound: when there is none.
    :raises MinamotoError: whatever the handler refuses the file with; the caller rolls back and quarantines.
    """
    message = await _lock(message_id)
    state: MessageState = message["state"]
    if state != "received":
        return state
    handler = find_handler(message["kind"])
    if handler is None:
        await quarantine(message_id=message_id, fault=rules.NO_HANDLER, now=now)
        return "quarantined"
    content: bytes = await connection().fetchval(_CONTENT, tenant_id(), message_id)
    handled = await handler.handle(content, message["file_name"], message_id, now)
    return await _keep(message_id, handled, now)


async def quarantine(*, message_id: int, fault: MessageFault, now: datetime) -> None:
    """Set a received message aside, whole, with the reason; one handled meanwhile is left alone."""
    encoded = msgspec.json.encode(fault).decode()
    await connection().execute(_QUARANTINED, tenant_id(), message_id, fault.code, encoded, now)


async def replay(*, message_id: int, now: datetime, requested_by: int | None = None) -> int:
    """Ask for a message to be handled again and return the job; while one is under way, that one.

    :raises MessageNotFound: when there is none.
    :raises NothingToReplay: when it was taken in whole.
    """
    message = await _lock(message_id)
    if message["state"] == "done":
        raise NothingToReplay
    if message["state"] == "received":
        job = await job_queries.find_job(message["job_id"])
        if job is not None and job.state in {"waiting", "running"}:
            return job.job_id
    key = f"message-{message_id}-replay-{await next_id()}"
    return await _request_handling(message_id, key=key, now=now, requested_by=requested_by)


async def dismiss_parked(
    *, record_id: int, reason: str, now: datetime, dismissed_by: int | None = None
) -> None:
    """Settle a parked record without taking it in; the last one settled completes its message.

    :raises DismissalWithoutReason: when the reason is blank.
    :raises ParkedRecordNotFound: when there is none.
    :raises ParkedRecordSettled: when it is solved or dismissed already.
    """
    text = rules.storable(" ".join(reason.split()))
    if not text:
        raise DismissalWithoutReason(pointer="/reason")
    tenant, link = tenant_id(), connection()
    message_id = await link.fetchval(_DISMISS, tenant, record_id, now, text, dismissed_by)
    if message_id is None:
        known = await link.fetchval(
            "select true from parked_records where tenant_id = $1 and id = $2", tenant, record_id
        )
        raise ParkedRecordSettled if known else ParkedRecordNotFound
    await link.execute(_DONE_WHEN_NONE_PARKED, tenant, message_id)


async def _request_handling(message_id: int, *, key: str, now: datetime, requested_by: int | None) -> int:
    job = await jobs.request_job(
        name=HANDLE_JOB,
        idempotency_key=key,
        arguments={"message_id": message_id},
        requested_by=requested_by,
        now=now,
    )
    await connection().execute(_SET_JOB, tenant_id(), message_id, job.job_id)
    return job.job_id


async def _lock(message_id: int) -> asyncpg.Record:
    row = await connection().fetchrow(_LOCK_MESSAGE, tenant_id(), message_id)
    if row is None:
        raise MessageNotFound
    return row


async def _keep(message_id: int, handled: HandledFile, now: datetime) -> MessageState:
    """Write the parked records and the message's new state."""
    tenant, link = tenant_id(), connection()
    parked = {(rules.storable(each.place), rules.storable(each.reason_code)): each for each in handled.parked}
    await link.execute(
        _SOLVE_ABSENT, tenant, message_id, now, [place for place, _ in parked], [code for _, code in parked]
    )
    if parked:
        await _park(message_id, parked, now)
    still_parked: int = await link.fetchval(_COUNT_PARKED, tenant, message_id)
    state: MessageState = "done_with_parked" if still_parked else "done"
    result = {"counts": dict(handled.counts), "parked": still_parked}
    await link.execute(_HANDLED, tenant, message_id, state, msgspec.json.encode(result).decode(), now)
    return state


async def _park(message_id: int, parked: dict[tuple[str, str], ParkedRecord], now: datetime) -> None:
    ids: Sequence[int] = await next_ids(len(parked))
    tenant = tenant_id()
    source = await stage(
        table="parked_records",
        columns=_PARKED_COLUMNS,
        records=[
            (tenant, record_id, message_id, place, code, _detail(each), "parked", now)
            for record_id, ((place, code), each) in zip(ids, parked.items(), strict=True)
        ],
    )
    await connection().execute(_PARK.format(source=source))


def _detail(record: ParkedRecord) -> str:
    cleaned = {key: rules.storable(value) for key, value in record.detail.items()}
    return msgspec.json.encode(cleaned).decode()
