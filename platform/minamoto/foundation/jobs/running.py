"""Runs one job: claims it, keeps the claim alive, and writes what came of it."""

from __future__ import annotations

import asyncio
import contextvars
import traceback
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from typing import Any, Literal, TypeVar

import structlog

from minamoto.foundation.jobs import claims, rules
from minamoto.foundation.jobs.claims import Claim, Progress
from minamoto.foundation.jobs.model import DEFAULT_LEASE, FailedJob, JobFailure, Outcome
from minamoto.foundation.jobs.ports import JobCancelled, JobKind, find_kind
from minamoto.foundation.storage.transactions import savepoint, tenant_transaction
from minamoto.kernel.moments import Clock

T = TypeVar("T")

_LONGEST_BEAT_S = 5.0
_PROGRESS_PAUSE_S = 0.5

_log = structlog.get_logger(__name__)


class RunningJob:
    """The context of one attempt, handed to its handler."""

    def __init__(self, *, claim: Claim, clock: Clock, lease: timedelta) -> None:
        """Begin without progress; ``lease`` is how long each renewal lasts."""
        self.claim = claim
        self.task: asyncio.Task[Mapping[str, Any]] | None = None
        self.stopped_for: Literal["lost", "released"] | None = None
        self._clock = clock
        self._lease = lease
        self.latest = Progress()
        self._written_at: float | None = None
        self._cancel_requested = claim.cancel_requested

    @property
    def tenant_id(self) -> int:
        """The tenant whose job it is."""
        return self.claim.tenant_id

    @property
    def job_id(self) -> int:
        """The job's id."""
        return self.claim.job_id

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments of the request."""
        return self.claim.arguments

    @property
    def attempt(self) -> int:
        """Which attempt this is, from one."""
        return self.claim.attempt

    @property
    def clock(self) -> Clock:
        """The clock of the composition root."""
        return self._clock

    def cancelled(self) -> bool:
        """Tell whether the job was asked to stop."""
        return self._cancel_requested

    def stop_if_cancelled(self) -> None:
        """End the job as cancelled when it was asked to stop.

        :raises JobCancelled: when it was.
        """
        if self._cancel_requested:
            raise JobCancelled

    async def progress(self, done: int, total: int | None, phase: str | None = None) -> None:
        """Remember how far the work has come, and write it unless that was done just now."""
        self.latest = Progress(done, total, phase if phase is not None else self.latest.phase)
        moment = asyncio.get_running_loop().time()
        if self._written_at is None or moment - self._written_at >= _PROGRESS_PAUSE_S:
            self._written_at = moment
            await apart(self.renew())

    async def renew(self) -> None:
        """Renew the claim and write the progress; stop the handler when the claim is lost."""
        until = self._clock.now() + self._lease
        async with tenant_transaction(tenant_id=self.tenant_id):
            cancel = await claims.renew(self.claim, progress=self.latest, until=until)
        if cancel is None:
            self.stop("lost")
        else:
            self._cancel_requested = cancel

    async def keep(self) -> None:
        """Renew the claim until cancelled. An error here costs at worst the claim."""
        beat = min(self._lease.total_seconds() / 3, _LONGEST_BEAT_S)
        while True:
            await asyncio.sleep(beat)
            try:
                await self.renew()
            except Exception as error:  # noqa: BLE001 - whatever failed, the next beat tries again
                _log.warning("claim not renewed", job_id=self.job_id, error_type=type(error).__name__)

    def stop(self, reason: Literal["lost", "released"]) -> None:
        """Interrupt the handler."""
        self.stopped_for = self.stopped_for or reason
        if self.task is not None:
            self.task.cancel()


async def apart(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine outside the caller's transaction, on a connection of its own."""
    return await asyncio.get_running_loop().create_task(work, context=contextvars.Context())


class Runner:
    """Runs the jobs that a process was woken for; any number of them side by side."""

    def __init__(self, *, clock: Clock, lease: timedelta = DEFAULT_LEASE) -> None:
        """Name the clock and how long a claim lasts without renewal."""
        self._clock = clock
        self._lease = lease
        self._running: set[RunningJob] = set()
        self._stopping = False

    async def run(self, *, tenant_id: int, job_id: int) -> Outcome:
        """Run a job to the end of this attempt, unless it is finished, held elsewhere or not due."""
        if self._stopping:
            return Outcome.NOT_CLAIMED
        now = self._clock.now()
        async with tenant_transaction(tenant_id=tenant_id):
            claim = await claims.claim(job_id=job_id, now=now, until=now + self._lease)
            if claim is None:
                return Outcome.NOT_CLAIMED
            kind = find_kind(claim.name)
            if claim.cancel_requested:
                await claims.finish(claim, state="cancelled", now=now)
                return Outcome.CANCELLED
            if kind is not None and claim.attempt > kind.max_attempts:
                return await self._give_up(claim, kind, rules.WORKER_LOST)
        if kind is None:
            return await self._unknown(claim)
        return await self._attempt(claim, kind)

    def release_all(self) -> None:
        """Give every running job back, for another worker to take; nothing is claimed any more."""
        self._stopping = True
        for each in tuple(self._running):
            each.stop("released")

    @property
    def running(self) -> int:
        """How many jobs run now."""
        return len(self._running)

    async def _attempt(self, claim: Claim, kind: JobKind) -> Outcome:
        context = RunningJob(claim=claim, clock=self._clock, lease=self._lease)
        loop = asyncio.get_running_loop()
        context.task = loop.create_task(_call(kind, context), context=contextvars.Context())
        keeper = loop.create_task(context.keep(), context=contextvars.Context())
        self._running.add(context)
        if self._stopping:
            context.stop("released")
        error: BaseException | None = None
        result: Mapping[str, Any] = {}
        try:
            result = await context.task
        except (Exception, asyncio.CancelledError) as caught:  # noqa: BLE001 - sorted out below
            error = caught
        finally:
            self._running.discard(context)
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
        return await self._conclude(context, kind, result, error)

    async def _conclude(
        self, context: RunningJob, kind: JobKind, result: Mapping[str, Any], error: BaseException | None
    ) -> Outcome:
        claim, now = context.claim, self._clock.now()
        if context.stopped_for == "lost":
            return Outcome.CLAIM_LOST
        if isinstance(error, asyncio.CancelledError):
            return await self._interrupted(context, kind, error)
        async with tenant_transaction(tenant_id=claim.tenant_id):
            if error is None:
                await claims.renew(claim, progress=context.latest, until=now + self._lease)
                written = await claims.finish(claim, state="done", now=now, result=result)
                return Outcome.DONE if written else Outcome.CLAIM_LOST
            if isinstance(error, JobCancelled):
                written = await claims.finish(claim, state="cancelled", now=now)
                return Outcome.CANCELLED if written else Outcome.CLAIM_LOST
            return await self._failed(claim, kind, error)

    async def _interrupted(
        self, context: RunningJob, kind: JobKind, error: asyncio.CancelledError
    ) -> Outcome:
        """Give the job back when the worker stops; a handler that cancelled itself has failed."""
        claim, now = context.claim, self._clock.now()
        this = asyncio.current_task()
        ourselves = this is not None and this.cancelling() > 0
        async with tenant_transaction(tenant_id=claim.tenant_id):
            if context.stopped_for != "released" and not ourselves:
                return await self._failed(claim, kind, error)
            written = await claims.give_back(claim, not_before=now, counted=False)
        if ourselves:
            raise error
        return Outcome.RELEASED if written else Outcome.CLAIM_LOST

    async def _failed(self, claim: Claim, kind: JobKind, error: BaseException) -> Outcome:
        failure = rules.failure_of(error)
        _log.warning(
            "job attempt failed",
            tenant_id=claim.tenant_id,
            job_id=claim.job_id,
            job=claim.name,
            attempt=claim.attempt,
            code=failure.code,
            error_type=type(error).__name__,
            where=_places(error),
        )
        if rules.may_retry(error) and claim.attempt < kind.max_attempts:
            return await self._retry(claim, failure)
        return await self._give_up(claim, kind, failure)

    async def _retry(self, claim: Claim, failure: JobFailure) -> Outcome:
        not_before = self._clock.now() + rules.pause_after(claim.attempt)
        written = await claims.give_back(claim, not_before=not_before, counted=True, failure=failure)
        return Outcome.RETRY_LATER if written else Outcome.CLAIM_LOST

    async def _give_up(self, claim: Claim, kind: JobKind, failure: JobFailure) -> Outcome:
        now = self._clock.now()
        if not await claims.finish(claim, state="failed", now=now, failure=failure):
            return Outcome.CLAIM_LOST
        if kind.on_failure is not None:
            told = FailedJob(claim.tenant_id, claim.job_id, claim.name, claim.arguments, failure, now)
            try:
                async with savepoint():
                    await kind.on_failure(told)
            except Exception as error:  # noqa: BLE001 - the job has failed all the same, and says so
                _log.warning("failure hook failed", job=claim.name, error_type=type(error).__name__)
        return Outcome.FAILED

    async def _unknown(self, claim: Claim) -> Outcome:
        """Wait for a worker that knows the job (a newer version), a few times."""
        async with tenant_transaction(tenant_id=claim.tenant_id):
            kind = JobKind(claim.name, _no_handler, rules.UNKNOWN_JOB_ATTEMPTS, None)
            if claim.attempt < kind.max_attempts:
                return await self._retry(claim, rules.UNKNOWN_JOB)
            return await self._give_up(claim, kind, rules.UNKNOWN_JOB)


async def _call(kind: JobKind, context: RunningJob) -> Mapping[str, Any]:
    return await kind.handler(context)


async def _no_handler(_context: object) -> Mapping[str, Any]:
    raise NotImplementedError


def _places(error: BaseException) -> list[str]:
    """Return where an error passed, without its message, which may quote data."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return [f"{frame.name}:{frame.lineno}" for frame in frames]
