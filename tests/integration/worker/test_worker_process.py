"""A real worker process on the real PostgreSQL and Redis: once, through death, loss and farewell."""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dramatiq.brokers.redis import RedisBroker

from minamoto.foundation.jobs import operations, queries
from minamoto.foundation.jobs.embedded import EmbeddedRedis
from minamoto.foundation.jobs.model import DueJob
from minamoto.foundation.jobs.queries import JobView
from minamoto.foundation.jobs.relay import send_due
from minamoto.foundation.storage.embedded import free_port
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.worker.broker import DramatiqWaker, build_broker
from testkit.servers import Servers
from testkit.tenants import TestTenant
from testkit.waiting import until

SCRIPT = Path(__file__).parent / "sample_worker.py"
WITHIN_S = 60.0
ALL = 100_000


class Workers:
    """Worker processes of one test, with a Redis namespace of its own."""

    def __init__(self, *, servers: Servers, folder: Path) -> None:
        self.hold = folder / "hold"
        self.namespace = f"test-{secrets.token_hex(4)}"
        self.redis_url = servers.redis_url
        self._folder = folder
        self.database_url = servers.app_url
        self._started: list[subprocess.Popen[bytes]] = []
        self._brokers: list[RedisBroker] = []

    def environment(self, *, lease_s: float) -> dict[str, str]:
        return {
            **os.environ,
            "MINAMOTO_APP_DATABASE_URL": self.database_url,
            "MINAMOTO_REDIS_URL": self.redis_url,
            "MINAMOTO_REDIS_NAMESPACE": self.namespace,
            "MINAMOTO_MASTER_KEY": base64.b64encode(bytes(32)).decode(),
            "MINAMOTO_WORKER_THREADS": "2",
            "MINAMOTO_WORKER_DAILY": "off",
            "MINAMOTO_JOB_POLL_S": "0.05",
            "MINAMOTO_JOB_LEASE_S": str(lease_s),
            "MINAMOTO_JOB_RESEND_S": "1",
            "MINAMOTO_WORKER_GRACE_S": "0.2",
            "SAMPLE_HOLD_FILE": str(self.hold),
            "dramatiq_restart_delay": "200",
        }

    def start(self, *, lease_s: float = 2) -> subprocess.Popen[bytes]:
        with (self._folder / f"worker-{len(self._started)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, str(SCRIPT)], env=self.environment(lease_s=lease_s), stdout=log, stderr=log
            )
        self._started.append(process)
        return process

    def start_below_a_parent(self) -> subprocess.Popen[bytes]:
        """Start a process that starts a worker and then does nothing."""
        starter = (
            "import subprocess, sys;"
            "subprocess.run([sys.executable, sys.argv[1], '--with-parent'], check=False)"
        )
        with (self._folder / "below.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", starter, str(SCRIPT)],
                env=self.environment(lease_s=2), stdout=log, stderr=log,
            )  # fmt: skip
        self._started.append(process)
        return process

    async def logged(self, text: str) -> bool:
        return text in self.logs()

    def waker(self) -> DramatiqWaker:
        return DramatiqWaker(self._broker())

    def _broker(self) -> RedisBroker:
        broker = build_broker(redis_url=self.redis_url, namespace=self.namespace)
        self._brokers.append(broker)
        return broker

    def lose_messages(self) -> None:
        self._broker().client.flushall()

    def end(self) -> None:
        self.hold.unlink(missing_ok=True)
        for broker in self._brokers:
            broker.client.connection_pool.disconnect()
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.wait(timeout=30)

    def logs(self) -> str:
        return "\n".join(each.read_text("utf-8") for each in sorted(self._folder.glob("*.log")))


@pytest.fixture
def workers(servers: Servers, tmp_path: Path) -> Iterator[Workers]:
    running = Workers(servers=servers, folder=tmp_path)
    yield running
    running.end()


async def _request(tenant: TestTenant, name: str) -> int:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        asked = await operations.request_job(
            name=name, idempotency_key="one", arguments={}, now=datetime.now(UTC)
        )
    return asked.job_id


async def _see(tenant: TestTenant, job_id: int) -> JobView:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        found = await queries.find_job(job_id)
    assert found is not None
    return found


async def _finished(tenant: TestTenant, job_id: int) -> JobView:
    async def over() -> JobView | None:
        seen = await _see(tenant, job_id)
        return seen if seen.state in {"done", "failed"} else None

    return await until(over, what="the job to finish", within_s=WITHIN_S) or await _see(tenant, job_id)


async def _held(tenant: TestTenant, job_id: int) -> JobView:
    async def holding() -> JobView | None:
        seen = await _see(tenant, job_id)
        return seen if seen.progress_phase == "holding" else None

    return await until(holding, what="the job to be held", within_s=WITHIN_S) or await _see(tenant, job_id)


async def _runs(tenant: TestTenant) -> list[str]:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        rows = await connection().fetch("select name from master_rows where tenant_id = $1", tenant.tenant_id)
    return [row["name"] for row in rows]


async def _ended(process: subprocess.Popen[bytes]) -> int:
    async def over() -> bool:
        return process.poll() is not None

    await until(over, what="the process to end", within_s=WITHIN_S)
    return process.wait()


async def test_runs_a_job_once_though_it_was_sent_three_times(workers: Workers, tenant: TestTenant) -> None:
    job_id = await _request(tenant, "sample.once")
    waker = workers.waker()
    await asyncio.to_thread(waker.wake, [DueJob(tenant.tenant_id, job_id)] * 2)

    process = workers.start()
    seen = await _finished(tenant, job_id)

    async def taken() -> bool:
        return await asyncio.to_thread(waker.backlog) == 0

    await until(taken, what="every message to be taken")
    assert (seen.state, seen.result, seen.attempts) == ("done", {"process": process.pid}, 1)
    assert await _runs(tenant) == [str(process.pid)]


async def test_another_worker_takes_over_from_one_that_was_killed(
    workers: Workers, tenant: TestTenant
) -> None:
    workers.hold.touch()
    job_id = await _request(tenant, "sample.held")
    first = workers.start(lease_s=1)
    held = await _held(tenant, job_id)
    first.send_signal(signal.SIGKILL)
    await _ended(first)
    workers.hold.unlink()

    second = workers.start(lease_s=1)

    seen = await _finished(tenant, job_id)
    assert (held.state, held.progress_done) == ("running", 1)
    assert (seen.state, seen.result, seen.attempts) == ("done", {"process": second.pid}, 2)
    assert sorted(await _runs(tenant)) == sorted([str(first.pid), str(second.pid)])


async def test_a_worker_told_to_stop_hands_its_job_over_at_once(workers: Workers, tenant: TestTenant) -> None:
    workers.hold.touch()
    job_id = await _request(tenant, "sample.held")
    first = workers.start(lease_s=600)
    await _held(tenant, job_id)

    first.send_signal(signal.SIGTERM)
    code = await _ended(first)
    handed_over = await _see(tenant, job_id)
    workers.hold.unlink()
    second = workers.start(lease_s=600)

    seen = await _finished(tenant, job_id)
    assert (code, handed_over.state, handed_over.attempts) == (0, "waiting", 0), workers.logs()
    assert seen.result == {"process": second.pid}


async def test_a_redis_that_lost_everything_loses_no_job(
    workers: Workers, tenant: TestTenant, tmp_path: Path
) -> None:
    port = free_port()
    first = EmbeddedRedis(folder=tmp_path / "first", port=port)
    second = EmbeddedRedis(folder=tmp_path / "second", port=port)
    password = tmp_path / "second" / "password"
    workers.redis_url = first.start()
    try:
        process = workers.start()
        before = await _request(tenant, "sample.once")
        assert (await _finished(tenant, before)).state == "done"

        first.stop()
        job_id = await _request(tenant, "sample.held")
        password.parent.mkdir()
        password.write_text((tmp_path / "first" / "password").read_text("utf-8"), "utf-8")
        await asyncio.to_thread(second.start)

        seen = await _finished(tenant, job_id)
        assert (seen.state, process.poll()) == ("done", None)
    finally:
        workers.end()
        first.stop()
        second.stop()


async def test_a_message_that_redis_lost_is_sent_again(workers: Workers, tenant: TestTenant) -> None:
    job_id = await _request(tenant, "sample.once")
    waker = workers.waker()
    await send_due(waker=waker, now=datetime.now(UTC), resend_after=timedelta(seconds=1), limit=ALL)
    sent = await asyncio.to_thread(waker.backlog)
    await asyncio.to_thread(workers.lose_messages)
    lost = await asyncio.to_thread(waker.backlog)

    workers.start()

    assert (await _finished(tenant, job_id)).state == "done"
    assert (sent > 0, lost) == (True, 0)


async def test_ends_with_its_parent_when_asked(workers: Workers) -> None:
    parent = workers.start_below_a_parent()
    await until(lambda: workers.logged("worker started"), what="the worker", within_s=WITHIN_S)

    parent.kill()
    await _ended(parent)

    await until(lambda: workers.logged("worker stopped"), what="its end", within_s=WITHIN_S)


async def test_says_that_the_database_cannot_be_opened_and_ends(workers: Workers) -> None:
    workers.database_url = f"postgresql://minamoto_app:secret@127.0.0.1:{free_port()}/minamoto"

    code = await _ended(workers.start())

    assert code == 1
    assert await workers.logged("the database cannot be opened")
    assert not await workers.logged("secret")
