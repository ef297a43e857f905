"""Dramatiq on Redis: a broker whose messages only say "look at this job", and the waker that sends them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import Middleware

from minamoto.foundation.jobs.model import DueJob

QUEUE = "jobs"
ACTOR = "jobs.wake"
_SOCKET_TIMEOUT_S = 10

Wake = Callable[[int, int], Awaitable[None]]


def build_broker(
    *,
    redis_url: str,
    namespace: str = "minamoto",
    heartbeat_ms: int = 15_000,
    maintenance_chance: int = 100_000,
    middleware: Sequence[Middleware] = (),
) -> RedisBroker:
    """Return a broker with short heartbeats, and without Dramatiq's own retries and time limits.

    With Dramatiq's defaults the messages of a killed worker were not seen again on a quiet queue. Retries,
    limits and results are PostgreSQL's here, so their middleware is left out.
    """
    separator = "&" if "?" in redis_url else "?"
    timeouts = f"socket_timeout={_SOCKET_TIMEOUT_S}&socket_connect_timeout={_SOCKET_TIMEOUT_S}"
    broker: RedisBroker = RedisBroker(  # type: ignore[no-untyped-call]  # Dramatiq types it not
        url=f"{redis_url}{separator}{timeouts}",
        middleware=list(middleware),
        namespace=namespace,
        heartbeat_timeout=heartbeat_ms,
        maintenance_chance=maintenance_chance,
    )
    return broker


def declare_wake(broker: RedisBroker, wake: Wake) -> None:
    """Declare the one actor, ``jobs.wake(tenant_id, job_id)``, on the broker."""
    dramatiq.actor(actor_name=ACTOR, queue_name=QUEUE, broker=broker)(wake)


class DramatiqWaker:
    """Wakes workers through a broker. Needs no actor in its own process."""

    def __init__(self, broker: RedisBroker) -> None:
        """Send through this broker."""
        self._broker = broker
        broker.declare_queue(QUEUE)

    def wake(self, jobs: Sequence[DueJob]) -> None:
        """Send one message per job."""
        for each in jobs:
            message: dramatiq.Message[None] = dramatiq.Message(
                queue_name=QUEUE,
                actor_name=ACTOR,
                args=(each.tenant_id, each.job_id),
                kwargs={},
                options={},
            )
            self._broker.enqueue(message)

    def backlog(self) -> int:
        """Return how many messages wait or are being handled."""
        return int(self._broker.do_qsize(QUEUE))
