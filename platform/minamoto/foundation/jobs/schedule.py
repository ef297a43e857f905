"""Daily work: every live tenant gets each day's job once, however many processes see to it.

No leader is elected: the day is the idempotency key, so whoever comes second finds the job there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time

import structlog

from minamoto.foundation.jobs.operations import request_job
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.foundation.tenancy.model import DirectoryEntry
from minamoto.foundation.tenancy.queries import directory_entries
from minamoto.kernel.moments import JST, Clock, civil_date

_LOOK_EVERY_S = 60.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DailyJob:
    """A job asked for once a civil day, from a time of day in Japan on."""

    name: str
    at: time


class Schedule:
    """The daily jobs of a process, and for whom they were asked for already."""

    def __init__(self, jobs: tuple[DailyJob, ...]) -> None:
        """Name the daily jobs; their handlers are registered like any other's."""
        self._jobs = jobs
        self._asked: dict[tuple[int, str], date] = {}

    async def request_due(self, *, now: datetime, tenants: Iterable[DirectoryEntry]) -> int:
        """Ask for every daily job whose time of day has come, for the live tenants; return how many were new.

        A day on which no process ran is not made up for: the next day's job is there to catch up.
        """
        day, time_of_day = civil_date(now), now.astimezone(JST).time()
        due = [each for each in self._jobs if each.at <= time_of_day]
        if not due:
            return 0
        new = 0
        for entry in tenants:
            wanted = [each for each in due if self._asked.get((entry.tenant_id, each.name)) != day]
            if entry.state != "live" or not wanted:
                continue
            async with tenant_transaction(tenant_id=entry.tenant_id):
                for each in wanted:
                    asked = await request_job(
                        name=each.name,
                        idempotency_key=f"daily-{day.isoformat()}",
                        arguments={"day": day.isoformat()},
                        now=now,
                    )
                    new += asked.is_new
            self._asked.update({(entry.tenant_id, each.name): day for each in wanted})
        return new

    async def keep(self, *, clock: Clock, stop: asyncio.Event, look_every_s: float = _LOOK_EVERY_S) -> None:
        """Ask for what is due until ``stop`` is set; a database that is away is waited for."""
        while not stop.is_set():
            try:
                await self.request_due(now=clock.now(), tenants=await directory_entries())
            except Exception as error:  # noqa: BLE001 - the next look tries again
                _log.warning("daily jobs not asked for", error_type=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), look_every_s)
