"""An inbox with a handler of sample files, whose behaviour a test chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from minamoto.foundation.exchange import actors, operations, queries
from minamoto.foundation.exchange.model import HandledFile, ParkedRecord, ReceivedMessage
from minamoto.foundation.exchange.ports import register_handler
from minamoto.foundation.exchange.queries import MessageView
from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.storage.transactions import connection, tenant_id, tenant_transaction
from testkit.clock import MovingClock
from testkit.tenants import TestTenant

KIND = "sample.lines.v1"
TAKE_IN = """
insert into master_rows (tenant_id, kind, code, valid_from, name, attributes, recorded_at)
values ($1, 'sample', $2, '2026-04-01', $2, '{}', '2026-04-01') on conflict do nothing
"""


@dataclass
class Lines:
    """Takes in lines as masters; a line ``?...`` is parked unless its answer is known by now."""

    kinds: tuple[str, ...] = (KIND,)
    answers: set[str] = field(default_factory=set)
    fail_with: Callable[[], Exception] | None = None

    async def handle(
        self,
        content: bytes,
        file_name: str,  # noqa: ARG002 - the port's
        message_id: int,  # noqa: ARG002 - the port's
        now: datetime,  # noqa: ARG002 - the port's
    ) -> HandledFile:
        lines = content.decode().splitlines()
        for line in lines:
            await connection().execute(TAKE_IN, tenant_id(), line)
        if self.fail_with is not None:
            raise self.fail_with()
        parked = [
            ParkedRecord(place=f"line {number}", reason_code="answer-unknown", detail={"subject": line})
            for number, line in enumerate(lines, 1)
            if line.startswith("?") and line not in self.answers
        ]
        return HandledFile(counts={"lines": len(lines)}, parked=tuple(parked))


@dataclass
class Inbox:
    """What tests do with the inbox of a tenant, each in a transaction of its own."""

    tenant: TestTenant
    clock: MovingClock

    async def receive(
        self,
        content: bytes = b"a\nb\n",
        *,
        channel: str = "upload",
        kind: str = KIND,
        file_name: str = "lines.txt",
        dedupe_key: str | None = None,
    ) -> ReceivedMessage:
        async with tenant_transaction(tenant_id=self.tenant.tenant_id):
            return await operations.receive(
                channel=channel, kind=kind, file_name=file_name, content=content, now=self.clock.now(),
                dedupe_key=dedupe_key,
            )  # fmt: skip

    async def see(self, message_id: int) -> MessageView:
        async with tenant_transaction(tenant_id=self.tenant.tenant_id):
            found = await queries.find_message(message_id)
        assert found is not None
        return found

    async def handle(self) -> None:
        await jobs.drain(clock=self.clock, tenant_ids=[self.tenant.tenant_id])

    async def replay(self, message_id: int) -> int:
        async with tenant_transaction(tenant_id=self.tenant.tenant_id):
            return await operations.replay(message_id=message_id, now=self.clock.now())

    async def taken_in(self) -> list[str]:
        async with tenant_transaction(tenant_id=self.tenant.tenant_id):
            rows = await connection().fetch(
                "select code from master_rows where tenant_id = $1 order by code", tenant_id()
            )
        return [row["code"] for row in rows]


LINES = Lines()


@pytest.fixture
def lines() -> Lines:
    """The handler of the sample kind, as it was at first."""
    assert actors.handle is not None
    register_handler(LINES)
    LINES.answers, LINES.fail_with = set(), None
    return LINES


@pytest.fixture
def inbox(tenant: TestTenant, clock: MovingClock, lines: Lines) -> Inbox:
    """The inbox of the test's tenant."""
    return Inbox(tenant=tenant, clock=clock)
