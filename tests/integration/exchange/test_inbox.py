"""Files come in once, and are taken in whole or set aside."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minamoto.foundation.exchange import operations, queries
from minamoto.foundation.exchange.model import ListPosition
from minamoto.foundation.exchange.ports import FileHandler, FileKindTaken, find_handler, register_provided
from minamoto.foundation.jobs import queries as job_queries
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.kernel.errors import InvalidInput, OutsidePartyFailed
from testkit.clock import MovingClock
from testkit.tenants import TestTenant

if TYPE_CHECKING:
    from integration.exchange.conftest import Inbox, Lines

KIND = "sample.lines.v1"


class _Truncated(InvalidInput):
    code = "sample-truncated"
    ja = "ファイル「{file_name}」が途中で切れています。"
    en = "The file {file_name} is cut off."


async def test_a_file_is_kept_as_it_came_and_taken_in(inbox: Inbox) -> None:
    received = await inbox.receive(b"a\nb\n")

    before = await inbox.see(received.message_id)
    await inbox.handle()

    after = await inbox.see(received.message_id)
    async with tenant_transaction(tenant_id=inbox.tenant.tenant_id):
        assert await queries.read_content(received.message_id) == b"a\nb\n"
        job = await job_queries.find_job(received.job_id)
    assert (before.state, before.size_bytes, before.job_id) == ("received", 4, received.job_id)
    assert (after.state, after.counts, after.parked, after.fault) == ("done", {"lines": 2}, 0, None)
    assert job is not None
    assert job.result == {"message_id": received.message_id, "state": "done"}
    assert await inbox.taken_in() == ["a", "b"]


async def test_the_same_file_at_the_same_time_is_one_message(inbox: Inbox) -> None:
    received = await asyncio.gather(*(inbox.receive(b"same") for _ in range(10)))

    assert len({each.message_id for each in received}) == 1
    assert len({each.job_id for each in received}) == 1
    assert [each.is_new for each in received].count(True) == 1


async def test_the_same_file_later_under_another_name_changes_nothing(
    inbox: Inbox, clock: MovingClock
) -> None:
    first = await inbox.receive(b"a", file_name="first.txt")
    await inbox.handle()
    before = await inbox.see(first.message_id)
    clock.advance(timedelta(days=1))

    again = await inbox.receive(b"a", file_name="second.txt")
    await inbox.handle()

    assert (again.message_id, again.is_new) == (first.message_id, False)
    assert await inbox.see(first.message_id) == before


async def test_channels_keys_and_tenants_tell_messages_apart(
    inbox: Inbox, other_tenant: TestTenant, clock: MovingClock
) -> None:
    received = [
        await inbox.receive(b"a"),
        await inbox.receive(b"a", channel="mail"),
        await inbox.receive(b"a", dedupe_key="evt_1"),
        await inbox.receive(b"a", dedupe_key="evt_2"),
        await replace(inbox, tenant=other_tenant).receive(b"a"),
    ]
    again = await inbox.receive(b"something else", dedupe_key="evt_1")

    assert len({each.message_id for each in received}) == 5
    assert again.message_id == received[2].message_id
    async with tenant_transaction(tenant_id=other_tenant.tenant_id):
        assert await queries.find_message(received[0].message_id) is None
        assert await queries.read_content(received[0].message_id) is None


async def test_a_file_refused_as_a_whole_is_quarantined_and_nothing_of_it_stays(
    inbox: Inbox, lines: Lines
) -> None:
    received = await inbox.receive(b"a\nb")
    lines.fail_with = lambda: _Truncated(file_name="lines.txt")

    await inbox.handle()

    seen = await inbox.see(received.message_id)
    assert (seen.state, seen.attempts) == ("quarantined", 1)
    assert seen.fault is not None
    assert (seen.fault.code, seen.fault.ja) == (
        "sample-truncated", "ファイル「lines.txt」が途中で切れています。",
    )  # fmt: skip
    assert await inbox.taken_in() == []


async def test_an_unforeseen_error_leaves_the_file_received_and_quarantines_it_in_the_end(
    inbox: Inbox, lines: Lines, clock: MovingClock
) -> None:
    received = await inbox.receive(b"a")
    lines.fail_with = lambda: ValueError("見本 太郎")
    states = []
    for _ in range(5):
        await inbox.handle()
        states.append((await inbox.see(received.message_id)).state)
        clock.advance(timedelta(hours=1))

    seen = await inbox.see(received.message_id)

    assert states == ["received"] * 4 + ["quarantined"]
    assert seen.fault is not None
    assert seen.fault.code == "handling-failed"
    assert "太郎" not in str(seen)
    assert await inbox.taken_in() == []


async def test_an_outside_party_that_stays_away_is_named(
    inbox: Inbox, lines: Lines, clock: MovingClock
) -> None:
    received = await inbox.receive(b"a")
    lines.fail_with = OutsidePartyFailed
    for _ in range(5):
        await inbox.handle()
        clock.advance(timedelta(hours=1))

    fault = (await inbox.see(received.message_id)).fault

    assert fault is not None
    assert fault.code == "outside-party-failed"


async def test_a_kind_nobody_handles_is_quarantined_until_somebody_does(inbox: Inbox) -> None:
    received = await inbox.receive(b"a", kind="sample.unknown.v1")

    await inbox.handle()

    seen = await inbox.see(received.message_id)
    assert seen.fault is not None
    assert (seen.state, seen.fault.code) == ("quarantined", "file-kind-unknown")


async def test_faulty_records_are_parked_and_the_rest_is_taken_in(inbox: Inbox) -> None:
    received = await inbox.receive(b"a\n?x\n?y\n")

    await inbox.handle()

    seen = await inbox.see(received.message_id)
    async with tenant_transaction(tenant_id=inbox.tenant.tenant_id):
        parked = (await queries.list_parked(message_id=received.message_id)).items
    assert (seen.state, seen.parked) == ("done_with_parked", 2)
    assert sorted((each.place, each.detail["subject"], each.state) for each in parked) == [
        ("line 2", "?x", "parked"), ("line 3", "?y", "parked"),
    ]  # fmt: skip


async def test_too_large_a_content_is_refused_with_the_limit(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "MAX_CONTENT_BYTES", 1024**2)

    with pytest.raises(operations.ContentTooLarge, match="at most 1 MiB"):
        await inbox.receive(bytes(1024**2 + 1))


async def test_lists_go_page_by_page_and_counts_agree(inbox: Inbox, clock: MovingClock) -> None:
    for number in range(5):
        await inbox.receive(f"{number}\n?{number}\n".encode() if number else b"a")
        clock.advance(timedelta(seconds=number % 2))
    await inbox.handle()

    seen, parked = [], []
    before: ListPosition | None = None
    async with tenant_transaction(tenant_id=inbox.tenant.tenant_id):
        while True:
            page = await queries.list_messages(kind=KIND, channel="upload", before=before, limit=2)
            seen += [(each.received_at, each.message_id) for each in page.items]
            if (before := page.next_before) is None:
                break
        while True:
            parked_page = await queries.list_parked(state="parked", before=before, limit=3)
            parked += [each.record_id for each in parked_page.items]
            if (before := parked_page.next_before) is None:
                break
        counts = await queries.count_messages()

    assert (len(seen), seen) == (5, sorted(seen, reverse=True))
    assert (len(set(parked)), counts) == (4, {"done": 1, "done_with_parked": 4})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deliveries=st.lists(
        st.tuples(st.sampled_from(["upload", "mail"]), st.binary(max_size=3), st.text(max_size=8)),
        max_size=8,
    ),
    key=st.none() | st.text(max_size=300),
)
async def test_whatever_comes_however_often_is_one_message_per_channel_and_content(
    inbox: Inbox, deliveries: list[tuple[str, bytes, str]], key: str | None
) -> None:
    messages: dict[tuple[str, object], set[int]] = {}
    for channel, content, name in [*deliveries, *reversed(deliveries)]:
        received = await inbox.receive(content, channel=channel, file_name=name, dedupe_key=key)
        messages.setdefault((channel, content if key is None else key), set()).add(received.message_id)

    assert all(len(ids) == 1 for ids in messages.values())
    assert len(set().union(*messages.values())) == len(messages)


def test_handlers_are_found_in_what_adapters_provide(lines: Lines) -> None:
    handler = replace(lines, kinds=("sample.provided.v1",))

    register_provided((object(), handler, handler))

    assert isinstance(handler, FileHandler)
    assert find_handler("sample.provided.v1") is handler
    assert "sample.provided.v1" in queries.known_kinds()
    with pytest.raises(FileKindTaken):
        register_provided((replace(handler),))
