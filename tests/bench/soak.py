"""``make soak``: the monthly cycle again and again while its worker is killed at random, invariants checked.

Each round writes a month's usage, asks for the run and starts real worker processes that are killed without
warning; in the end everything must have happened once. Between rounds the properties of the suite are run
with a fresh seed.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import asyncpg
from rich.console import Console

from bench.invariants import RULES
from bench.machine import TESTS, conditions, durable_servers
from bench.population import MASTER_KEY, Population, analyse, opened, populate, write_usage
from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.jobs.model import DEFAULT_MAX_ATTEMPTS
from minamoto.foundation.storage.engine import ENGINE, connection_arguments
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.journeys.monthly_cycle.actors import JOB_NAME, write_arguments
from minamoto.kernel.moments import SystemClock
from minamoto.kernel.periods import Period, add_months
from minamoto.money.billing.model import RunPlan
from testkit.servers import Servers

FIRST_MONTH = date(2025, 2, 1)
MONTHS = 26  # as far as the sample pack has index values
_RUN_WITHIN_S = 600
_PROPERTIES = ("tests/unit/pricing", "tests/unit/kernel", "tests/unit/supply", "tests/unit/money")


class InvariantBroken(RuntimeError):
    """Something happened twice, or not at all."""


@dataclass
class Tally:
    """What the soak has done so far."""

    rounds: int = 0
    bills: int = 0
    kills: int = 0
    property_runs: int = 0
    peaks_mb: list[int] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak for the time asked; end with 1 at the first thing that is wrong."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--contracts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=None, help="of the kills, to repeat them")
    parser.add_argument("--no-properties", action="store_true", help="leave the Hypothesis runs out")
    asked = parser.parse_args(arguments)
    seed = secrets.randbits(32) if asked.seed is None else asked.seed
    console = Console()
    console.print(f"seed {seed}")
    until = time.monotonic() + asked.minutes * 60
    tally = Tally()
    with durable_servers() as servers, tempfile.TemporaryDirectory(prefix="minamoto-soak-") as name:
        soak = Soak(servers, Path(name), random.Random(seed), console, tally)  # noqa: S311 - kills, no secrets
        try:
            asyncio.run(soak.run(until=until, contracts=asked.contracts, properties=not asked.no_properties))
        except InvariantBroken as error:
            console.print(f"[bold red]{error}[/] (seed {seed})")
            return 1
    console.print(
        f"{tally.rounds} months, {tally.bills:,} bills, {tally.kills} workers killed,"
        f" {tally.property_runs} rounds of properties: nothing twice, nothing missing. Worker peak"
        f" {min(tally.peaks_mb, default=0)} to {max(tally.peaks_mb, default=0)} MiB."
    )
    return 0


class Soak:
    """One tenant after another, month by month."""

    def __init__(
        self, servers: Servers, folder: Path, chance: random.Random, console: Console, tally: Tally
    ) -> None:
        self._servers = servers
        self._folder = folder
        self._chance = chance
        self._console = console
        self._tally = tally

    async def run(self, *, until: float, contracts: int, properties: bool) -> None:
        """Work rounds until the time is over; the round under way is finished."""
        for name, value in (await conditions(self._servers)).items():
            self._console.print(f"[dim]{name}: {value}[/]")
        await opened(self._servers)
        try:
            while time.monotonic() < until:
                population = await populate(self._servers, contracts, with_usage=False)
                await analyse(self._servers)
                for number in range(MONTHS):
                    if time.monotonic() >= until:
                        return
                    await self._month(population, add_months(FIRST_MONTH, number), number + 1)
                    if properties:
                        await asyncio.to_thread(self._properties)
        finally:
            await ENGINE.close()

    async def _month(self, population: Population, month: date, months: int) -> None:
        """Bill one month under kills, then look at everything that the tenant has."""
        period = Period(add_months(month, -1) + timedelta(days=2), month + timedelta(days=2))
        await write_usage(population, period, usage_base=months)
        clock = SystemClock()
        async with tenant_transaction(tenant_id=population.tenant_id):
            asked = await jobs.request_job(
                name=JOB_NAME,
                idempotency_key=f"soak-{month}",
                arguments=write_arguments(_plan(month)),
                now=clock.now(),
            )
        began = time.monotonic()
        kills = await self._work_under_kills(population.tenant_id, asked.job_id)
        await self._check(population, months)
        self._tally.rounds += 1
        self._tally.bills += population.contracts
        self._tally.kills += kills
        self._console.print(
            f"{month:%Y-%m} tenant {population.tenant_id}: {population.contracts:,} bills,"
            f" {kills} kills, {time.monotonic() - began:.1f} s, worker peak {self._tally.peaks_mb[-1]} MiB"
        )

    async def _work_under_kills(self, tenant_id: int, job_id: int) -> int:
        """Start workers and kill them until the job is done; the last allowed attempt is left in peace."""
        most = self._chance.randint(0, DEFAULT_MAX_ATTEMPTS - 1)
        give_up = time.monotonic() + _RUN_WITHIN_S
        kills = 0
        while True:
            worker = self._start_worker()
            spared = kills >= most
            # Past the start of the process, anywhere within its work.
            kill_at = time.monotonic() + 2 + self._chance.random() * 4
            try:
                while spared or time.monotonic() < kill_at:
                    state = await _state(tenant_id, job_id)
                    if state == "done":
                        self._tally.peaks_mb.append(_peak_of(worker.pid))
                        return kills
                    if state not in {"waiting", "running"} or time.monotonic() > give_up:
                        message = f"the run ended as {state}"
                        raise InvariantBroken(message)
                    await asyncio.sleep(0.1)
            finally:
                worker.kill()
                worker.wait(timeout=30)
            kills += 1

    def _start_worker(self) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "MINAMOTO_APP_DATABASE_URL": self._servers.app_url,
            "MINAMOTO_REDIS_URL": self._servers.redis_url,
            "MINAMOTO_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
            "MINAMOTO_DATA_FOLDER": str(self._folder),
            "MINAMOTO_JOB_LEASE_S": "3",
            "MINAMOTO_JOB_RESEND_S": "1",
            "MINAMOTO_JOB_POLL_S": "0.2",
        }
        with (self._folder / "worker.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "minamoto.worker.main", "--with-parent"],
                env=environment,
                stdout=log,
                stderr=log,
            )

    async def _check(self, population: Population, months: int) -> None:
        link = await asyncpg.connect(**connection_arguments(self._servers.admin_url), command_timeout=600)
        try:
            for rule, statement in RULES.items():
                found = await link.fetchval(statement, population.tenant_id, population.contracts * months)
                if found:
                    message = f"{rule}: {found} (tenant {population.tenant_id}, {months} months)"
                    raise InvariantBroken(message)
        finally:
            await link.close()

    def _properties(self) -> None:
        """Run the suite's properties once with a fresh seed."""
        places = [each for each in _PROPERTIES if (TESTS.parent / each).exists()]
        seed = self._chance.randrange(2**32)
        finished = subprocess.run(
            [sys.executable, "-m", "pytest", "-m", "hypothesis", f"--hypothesis-seed={seed}", *places],
            cwd=TESTS.parent, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if finished.returncode != 0:
            message = f"a property failed (--hypothesis-seed={seed})\n{finished.stdout[-3000:]}"
            raise InvariantBroken(message)
        self._tally.property_runs += 1


def _plan(month: date) -> RunPlan:
    return RunPlan(
        run_key=f"soak-{month}",
        usage_ends=Period(month, add_months(month, 1)),
        services=("electricity",),
        assessed_on=month + timedelta(days=19),
        due_on=month + timedelta(days=50),
        posting_month=month,
    )


async def _state(tenant_id: int, job_id: int) -> str:
    async with tenant_transaction(tenant_id=tenant_id):
        state: str = await connection().fetchval(
            "select state from jobs where tenant_id = $1 and id = $2", tenant_id, job_id
        )
    return state


def _peak_of(process_id: int) -> int:
    """Return the most memory a running process has held, in MiB."""
    for line in Path(f"/proc/{process_id}/status").read_text("utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
