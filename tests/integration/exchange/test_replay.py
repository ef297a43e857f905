"""What was set aside or parked is handled again on request, or settled."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from minamoto.foundation.exchange import operations, queries
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.kernel.errors import InvalidInput
from testkit.clock import MovingClock

if TYPE_CHECKING:
    from integration.exchange.conftest import Inbox, Lines


class _Truncated(InvalidInput):
    code = "sample-truncated"
    ja = "ファイル「{file_name}」が途中で切れています。"
    en = "The file {file_name} is cut off."


async def test_a_quarantined_file_is_taken_in_by_replay(inbox: Inbox, lines: Lines) -> None:
    received = await inbox.receive(b"a")
    lines.fail_with = lambda: _Truncated(file_name="lines.txt")
    await inbox.handle()
    lines.fail_with = None

    await inbox.replay(received.message_id)
    await inbox.handle()

    seen = await inbox.see(received.message_id)
    assert (seen.state, seen.attempts, seen.fault) == ("done", 2, None)
    assert await inbox.taken_in() == ["a"]


async def test_replay_solves_what_can_be_taken_in_now_and_parks_nothing_twice(
    inbox: Inbox, lines: Lines, clock: MovingClock
) -> None:
    received = await inbox.receive(b"a\n?x\n?y\n")
    await inbox.handle()
    lines.answers.add("?x")
    clock.advance(timedelta(minutes=5))

    first = await inbox.replay(received.message_id)
    second = await inbox.replay(received.message_id)
    await inbox.handle()

    seen = await inbox.see(received.message_id)
    async with tenant_transaction(tenant_id=inbox.tenant.tenant_id):
        counts = await queries.count_parked(message_id=received.message_id)
        solved = (await queries.list_parked(state="solved")).items
    assert first == second
    assert (seen.state, seen.parked, counts) == ("done_with_parked", 1, {"parked": 1, "solved": 1})
    assert [(each.place, each.solved_at) for each in solved] == [("line 2", clock.now())]


async def test_a_record_whose_answer_is_lost_again_is_parked_again(inbox: Inbox, lines: Lines) -> None:
    received = await inbox.receive(b"?x\n?y\n")
    await inbox.handle()
    lines.answers.add("?x")
    await inbox.replay(received.message_id)
    await inbox.handle()
    lines.answers.clear()

    await inbox.replay(received.message_id)
    await inbox.handle()

    async with tenant_transaction(tenant_id=inbox.tenant.tenant_id):
        assert await queries.count_parked() == {"parked": 2}


async def test_what_was_taken_in_whole_cannot_be_replayed(inbox: Inbox) -> None:
    received = await inbox.receive()
    await inbox.handle()

    with pytest.raises(operations.NothingToReplay):
        await inbox.replay(received.message_id)
    with pytest.raises(operations.MessageNotFound):
        await inbox.replay(1)


async def test_the_last_record_dismissed_completes_its_message(inbox: Inbox, clock: MovingClock) -> None:
    received = await inbox.receive(b"a\n?x\n?y\n")
    await inbox.handle()
    async with tenant_transaction(tenant_id=inbox.tenant.tenant_id):
        first, second = (await queries.list_parked()).items
        await operations.dismiss_parked(record_id=first.record_id, reason="撤去済みの地点", now=clock.now())
        between = await queries.find_message(received.message_id)

        await operations.dismiss_parked(record_id=second.record_id, reason="重複", now=clock.now())

        after = await queries.find_message(received.message_id)
        settled = await queries.find_parked(first.record_id)
    assert between is not None
    assert after is not None
    assert settled is not None
    assert (between.state, after.state) == ("done_with_parked", "done")
    assert (settled.state, settled.settled_reason) == ("dismissed", "撤去済みの地点")


async def test_a_dismissed_record_stays_dismissed_on_replay(inbox: Inbox, clock: MovingClock) -> None:
    received = await inbox.receive(b"?x\n?y\n")
    await inbox.handle()
    async with tenant_transaction(tenant_id=inbox.tenant.tenant_id):
        first = (await queries.list_parked()).items[0]
        await operations.dismiss_parked(record_id=first.record_id, reason="重複", now=clock.now())

    await inbox.replay(received.message_id)
    await inbox.handle()

    async with tenant_transaction(tenant_id=inbox.tenant.tenant_id):
        assert await queries.count_parked() == {"parked": 1, "dismissed": 1}
        with pytest.raises(operations.ParkedRecordSettled):
            await operations.dismiss_parked(record_id=first.record_id, reason="重複", now=clock.now())
        with pytest.raises(operations.ParkedRecordNotFound):
            await operations.dismiss_parked(record_id=1, reason="重複", now=clock.now())
        with pytest.raises(operations.DismissalWithoutReason):
            await operations.dismiss_parked(record_id=first.record_id, reason=" \n", now=clock.now())
