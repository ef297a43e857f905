"""What a worker process is made of: handlers, adapters, mail, the loop with the pool, and the broker."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from datetime import time
from typing import Any

import structlog
from dramatiq import Broker, Worker
from dramatiq.asyncio import EventLoopThread, get_event_loop_thread, set_event_loop_thread
from dramatiq.middleware.asyncio import AsyncIO

from minamoto.foundation.identity.actors import JOB_NAME as SWEEP_JOB
from minamoto.foundation.jobs.relay import relay
from minamoto.foundation.jobs.running import Runner
from minamoto.foundation.jobs.schedule import DailyJob, Schedule
from minamoto.foundation.notifications import ports as notifications_ports
from minamoto.foundation.notifications.model import WIPE_JOB
from minamoto.foundation.notifications.transports import transport_from_url
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.engine import ENGINE
from minamoto.journeys.nightly_checks.actors import JOB_NAME as CHECKS_JOB
from minamoto.kernel.moments import Clock
from minamoto.worker.broker import DramatiqWaker, build_broker, declare_wake
from minamoto.worker.handlers import load_handlers
from minamoto.worker.settings import WorkerSettings

DAILY_JOBS = (
    DailyJob(name=CHECKS_JOB, at=time(2, 0)),
    DailyJob(name=WIPE_JOB, at=time(3, 0)),
    DailyJob(name=SWEEP_JOB, at=time(4, 0)),
)
"""What every live tenant gets once a civil day."""

__all__ = [
    "DAILY_JOBS", "WorkerApp", "WorkerLoop", "WorkerNotStarted", "configure_mail", "load_handlers",
    "unlock_vault", "worker_summary",
]  # fmt: skip

_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 30.0

_log = structlog.get_logger(__name__)


def configure_mail(*, url: str | None, sender: str | None) -> None:
    """Choose how mail leaves, when the settings name a way; a folder announces each mail on the terminal."""
    if url is not None:
        notifications_ports.use_transport(transport_from_url(url, sender=sender, announce=_announce))


def unlock_vault(settings: WorkerSettings, environment: Mapping[str, str]) -> None:
    """Give the process the master key, which mail and other sealed values need."""
    secrets.unlock(secrets.load_master_key(environment=environment, folder=settings.data_folder))


def _announce(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


class WorkerNotStarted(RuntimeError):
    """The worker could not start; the message says why, without address or password."""


class WorkerLoop(AsyncIO):
    """The one loop of the process: opens the pool on it, runs relay and schedule, closes all at the end."""

    def __init__(self, *, settings: WorkerSettings, clock: Clock, runner: Runner) -> None:
        """Name what the loop serves; it starts with the Dramatiq worker."""
        super().__init__()
        self._settings = settings
        self._clock = clock
        self._runner = runner
        self._stop = asyncio.Event()
        self._schedule = Schedule(DAILY_JOBS if settings.daily else ())
        self._background: list[Future[None]] = []
        self.waker: DramatiqWaker | None = None
        self.failure: Exception | None = None

    def before_worker_boot(self, broker: Broker, worker: Worker) -> None:  # noqa: ARG002 - Dramatiq's signature
        """Start the loop, open the pool and begin to relay and to ask for daily work."""
        thread = EventLoopThread(self.logger)
        thread.start(timeout=_START_TIMEOUT_S)
        set_event_loop_thread(thread)
        # A job may hold one connection, renew its claim on another and make a key on a third; relay and
        # schedule have one each.
        size = 3 * self._settings.threads + 2
        try:
            thread.run_coroutine(ENGINE.open(self._settings.database_url, max_size=size))
        except Exception as error:  # noqa: BLE001 - Dramatiq would only log it; the app raises it
            self.failure = error
            return
        scheduling = self._schedule.keep(clock=self._clock, stop=self._stop)
        self._background.append(asyncio.run_coroutine_threadsafe(scheduling, thread.loop))
        if self.waker is not None:
            relaying = relay(
                waker=self.waker,
                clock=self._clock,
                stop=self._stop,
                resend_after=self._settings.resend_after,
                poll_s=self._settings.poll_s,
            )
            self._background.append(asyncio.run_coroutine_threadsafe(relaying, thread.loop))

    def begin_to_stop(self) -> None:
        """Stop asking and relaying now, and hand running jobs over when the grace is over."""
        thread = get_event_loop_thread()
        if thread is None:
            return
        thread.loop.call_soon_threadsafe(self._stop.set)
        grace = self._settings.grace.total_seconds()
        thread.loop.call_soon_threadsafe(lambda: thread.loop.call_later(grace, self._runner.release_all))

    def after_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        """Close the pool and end the loop."""
        thread = get_event_loop_thread()
        if thread is not None:
            for each in self._background:
                with suppress(Exception):
                    each.result(timeout=_STOP_TIMEOUT_S)
            thread.run_coroutine(ENGINE.close())
        super().after_worker_shutdown(broker, worker)  # type: ignore[no-untyped-call]  # Dramatiq's


class WorkerApp:
    """A whole worker, started and stopped from the main thread."""

    def __init__(self, *, settings: WorkerSettings, clock: Clock) -> None:
        """Build the broker and the worker without touching the network."""
        self._settings = settings
        self._runner = Runner(clock=clock, lease=settings.lease)
        self._loop = WorkerLoop(settings=settings, clock=clock, runner=self._runner)
        broker = build_broker(
            redis_url=settings.redis_url,
            namespace=settings.namespace,
            heartbeat_ms=settings.heartbeat_ms,
            maintenance_chance=settings.maintenance_chance,
            middleware=(self._loop,),
        )
        declare_wake(broker, self._wake)
        self._loop.waker = DramatiqWaker(broker)
        self._worker = Worker(broker, worker_threads=settings.threads, worker_timeout=500)

    def start(self) -> None:
        """Start the loop, the relay and the threads.

        :raises WorkerNotStarted: when the database cannot be opened.
        """
        self._worker.start()
        if self._loop.failure is not None:
            self._worker.stop(timeout=int(_STOP_TIMEOUT_S * 1000))
            message = f"the database cannot be opened ({type(self._loop.failure).__name__})"
            raise WorkerNotStarted(message)

    def stop(self) -> None:
        """Let running jobs finish within the grace, hand the others over, and end everything."""
        self._loop.begin_to_stop()
        self._worker.stop(timeout=int((self._settings.grace.total_seconds() + _STOP_TIMEOUT_S) * 1000))

    async def _wake(self, tenant_id: int, job_id: int) -> None:
        """Run one job. Nothing leaves here: what failed is in the database or will be sent again."""
        try:
            outcome = await self._runner.run(tenant_id=tenant_id, job_id=job_id)
        except Exception as error:  # noqa: BLE001 - the claim ends and the relay sends the job again
            _log.warning("job not run", tenant_id=tenant_id, job_id=job_id, error_type=type(error).__name__)
        else:
            _log.info("job woken", tenant_id=tenant_id, job_id=job_id, outcome=outcome.value)


def worker_summary(settings: WorkerSettings) -> dict[str, Any]:
    """Return what a log may say of the settings: no address, no password."""
    return {
        "threads": settings.threads,
        "lease_s": settings.lease.total_seconds(),
        "namespace": settings.namespace,
        "mail": settings.mail_url is not None,
    }
