"""Addresses of the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.params import MultipartBody, QueryParameter

from minamoto.faces.console.queries import inbox as queries
from minamoto.faces.console.schemas import (
    InboxKinds,
    InboxMessage,
    InboxMessagePage,
    MessageState,
    ParkedRecordPage,
    ParkedState,
)
from minamoto.faces.presentation.model import Viewer
from minamoto.faces.presentation.parameters import (
    CursorQuery,
    IdInPath,
    LimitQuery,
)
from minamoto.foundation.exchange import operations as exchange
from minamoto.foundation.exchange.model import MAX_CONTENT_BYTES
from minamoto.foundation.identity.model import Actor
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.kernel.errors import Language
from minamoto.kernel.identifiers import OpaqueIds
from minamoto.kernel.moments import Clock, today

CONSOLE_CHANNEL = "console"


@dataclass
class MessageUpload:
    """A file sent by a member of staff."""

    kind: str
    file: UploadFile


class InboxController(Controller):
    """What came in from outside: look, send, handle again."""

    tags = ("inbox",)

    @get(
        "/inbox-kinds",
        operation_id="console_inbox_kinds",
        opt={"permission": "inbox.read"},
        summary="Kinds of files that can be taken in",
        response_description="The kinds with their names.",
    )
    async def kinds(
        self, tenant: TenantContext, opaque: OpaqueIds, clock: Clock, language: Language
    ) -> InboxKinds:
        """Return the kinds of files."""
        return queries.kinds(Viewer(opaque, language, today(clock)), tenant.services)

    @get(
        "/inbox-messages",
        operation_id="console_inbox_messages",
        opt={"permission": "inbox.read"},
        summary="Messages, newest first",
        response_description="One page of messages.",
    )
    async def messages(
        self,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        message_state: Annotated[MessageState | None, QueryParameter(name="state")] = None,
        cursor: CursorQuery = None,
        limit: LimitQuery = 50,
    ) -> InboxMessagePage:
        """Return one page of messages."""
        viewer = Viewer(opaque, language, today(clock))
        return await queries.message_page(viewer, state=message_state, cursor=cursor, limit=limit)

    @get(
        "/inbox-messages/{message_id:str}",
        operation_id="console_inbox_message",
        opt={"permission": "inbox.read"},
        summary="One message",
        response_description="The message with its state and what was wrong with it.",
    )
    async def message(
        self, message_id: IdInPath, opaque: OpaqueIds, clock: Clock, language: Language
    ) -> InboxMessage:
        """Return one message."""
        return await queries.message(Viewer(opaque, language, today(clock)), message_id)

    @post(
        "/inbox-messages",
        operation_id="console_upload_message",
        opt={"permission": "inbox.write", "idempotent": True},
        summary="Send a file in",
        status_code=202,
        request_max_body_size=MAX_CONTENT_BYTES,
        response_description="The message. The same content again is answered as a duplicate.",
    )
    async def upload(
        self,
        data: MultipartBody[MessageUpload],
        actor: Actor,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
    ) -> InboxMessage:
        """Take a file into the inbox and ask for it to be handled."""
        received = await exchange.receive(
            channel=CONSOLE_CHANNEL,
            kind=data.kind,
            file_name=data.file.filename,
            content=await data.file.read(),
            now=clock.now(),
            requested_by=actor.id,
        )
        return await queries.message_by_number(
            Viewer(opaque, language, today(clock)), received.message_id, duplicate=not received.is_new
        )

    @post(
        "/inbox-messages/{message_id:str}/replay",
        operation_id="console_replay_message",
        opt={"permission": "inbox.write", "idempotent": True},
        summary="Handle a message again",
        status_code=202,
        response_description="The message, received anew.",
    )
    async def replay(
        self, message_id: IdInPath, actor: Actor, opaque: OpaqueIds, clock: Clock, language: Language
    ) -> InboxMessage:
        """Ask for a message to be handled again."""
        number = opaque.read("msg", message_id)
        await exchange.replay(message_id=number, now=clock.now(), requested_by=actor.id)
        return await queries.message_by_number(
            Viewer(opaque, language, today(clock)), number, duplicate=False
        )

    @get(
        "/parked-records",
        operation_id="console_parked_records",
        opt={"permission": "inbox.read"},
        summary="Records that could not be applied, newest first",
        response_description="One page of parked records.",
    )
    async def parked(
        self,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        message_id: Annotated[str | None, QueryParameter(name="message_id", max_length=40)] = None,
        record_state: Annotated[ParkedState | None, QueryParameter(name="state")] = None,
        cursor: CursorQuery = None,
        limit: LimitQuery = 50,
    ) -> ParkedRecordPage:
        """Return one page of parked records."""
        viewer = Viewer(opaque, language, today(clock))
        return await queries.parked_page(
            viewer, message_id=message_id, state=record_state, cursor=cursor, limit=limit
        )
