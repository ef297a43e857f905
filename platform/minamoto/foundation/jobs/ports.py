"""What jobs ask of the outside: handlers, which other rooms register, and a way to wake workers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from minamoto.foundation.jobs.model import DEFAULT_MAX_ATTEMPTS, DueJob, FailedJob
from minamoto.kernel.moments import Clock


class JobCancelled(Exception):
    """The handler stopped because it was asked to."""


class JobNameTaken(RuntimeError):
    """Two handlers were registered under one name."""


class JobContext(Protocol):
    """What a handler is given. No transaction is open: the handler opens its own.

    A handler may run again after it was killed half way, and in rare cases (a worker that hangs longer
    than its lease) beside itself: its effects must be idempotent. It must not hold the loop with long
    computation (use ``asyncio.to_thread``), or its claim cannot be renewed.
    """

    @property
    def tenant_id(self) -> int:
        """The tenant whose job it is."""
        ...

    @property
    def job_id(self) -> int:
        """The job's id, usable as provenance."""
        ...

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments of the request, as decoded JSON."""
        ...

    @property
    def attempt(self) -> int:
        """Which attempt this is, from one."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock of the composition root."""
        ...

    async def progress(self, done: int, total: int | None, phase: str | None = None) -> None:
        """Say how far the work has come; cheap to call often, and allowed inside a transaction.

        Written in a short transaction of its own, at most twice a second.
        """
        ...

    def cancelled(self) -> bool:
        """Tell whether the job was asked to stop; known within a few seconds."""
        ...

    def stop_if_cancelled(self) -> None:
        """End the job as cancelled when it was asked to stop.

        :raises JobCancelled: when it was.
        """
        ...


Handler = Callable[[JobContext], Awaitable[Mapping[str, Any]]]
FailureHook = Callable[[FailedJob], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A registered handler and its limits."""

    name: str
    handler: Handler
    max_attempts: int
    on_failure: FailureHook | None


_kinds: dict[str, JobKind] = {}


def job(
    name: str, *, max_attempts: int = DEFAULT_MAX_ATTEMPTS, on_failure: FailureHook | None = None
) -> Callable[[Handler], Handler]:
    """Register the decorated function as the handler of jobs of this name, and return it unchanged.

    ``on_failure`` runs once, inside the tenant transaction that marks the job failed for good.

    :raises JobNameTaken: when another function has the name.
    """

    def register(handler: Handler) -> Handler:
        known = _kinds.get(name)
        if known is not None and known.handler is not handler:
            raise JobNameTaken(name)
        _kinds[name] = JobKind(name, handler, max_attempts, on_failure)
        return handler

    return register


def find_kind(name: str) -> JobKind | None:
    """Return the handler of a name, or nothing when no module that was imported registered one."""
    return _kinds.get(name)


def registered_names() -> tuple[str, ...]:
    """Return the names of all registered handlers, sorted."""
    return tuple(sorted(_kinds))


class Waker(Protocol):
    """Sends wake-up messages to workers. Called in a thread, so it may block briefly."""

    def wake(self, jobs: Sequence[DueJob]) -> None:
        """Send one message per job; any exception means that some may not have been sent."""
        ...

    def backlog(self) -> int:
        """Return how many messages wait to be taken."""
        ...
