"""The machine under measure: durable servers, what they say of themselves, fresh processes, memory."""

from __future__ import annotations

import os
import platform
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import msgspec

from minamoto.cli.chains import all_chains
from minamoto.cli.settings import application_url
from minamoto.foundation.jobs.embedded import EmbeddedRedis
from minamoto.foundation.storage.embedded import EmbeddedPostgres
from minamoto.foundation.storage.engine import connection_arguments
from minamoto.foundation.storage.migrations_runner import migrate
from testkit.servers import Servers, run_apart

TESTS = Path(__file__).parents[1]
SETTINGS = (
    "shared_buffers=512MB",
    "max_wal_size=4GB",
    "checkpoint_timeout=15min",
    "max_connections=100",
)
"""Sizes only. What makes a commit safe is left at PostgreSQL's defaults, and printed."""

DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")
_SHOWN = (*DURABILITY, "server_version", "wal_level", "shared_buffers", "max_wal_size", "data_checksums")


class NotDurable(RuntimeError):
    """The server would lose what it confirmed, so nothing measured on it counts."""


@contextmanager
def durable_servers() -> Iterator[Servers]:
    """A migrated database of its own on a server that keeps what it commits, and a Redis."""
    password = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory(prefix="minamoto-bench-") as name:
        folder = Path(name)
        postgres = EmbeddedPostgres(folder=folder / "postgres", settings=SETTINGS)
        redis = EmbeddedRedis(folder=folder / "redis")
        try:
            admin = os.environ.get("MINAMOTO_DATABASE_URL") or postgres.start()
            admin = run_apart(lambda: fresh_database(admin))
            redis_url = os.environ.get("MINAMOTO_REDIS_URL") or redis.start()
            run_apart(lambda: migrate(admin_url=admin, chains=all_chains(), application_password=password))
            yield Servers(admin_url=admin, app_url=application_url(admin, password), redis_url=redis_url)
        finally:
            postgres.stop()
            redis.stop()


async def fresh_database(admin_url: str) -> str:
    """Create a database of this run's own on the server and return its URL."""
    name = f"minamoto_bench_{secrets.token_hex(4)}"
    link = await asyncpg.connect(**connection_arguments(admin_url))
    try:
        await link.execute(f"create database {name}")
    finally:
        await link.close()
    return urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}"))


async def conditions(servers: Servers) -> dict[str, str]:
    """Return what the figures were measured under.

    :raises NotDurable: when a durability setting is off or a table of tenants lacks its fence.
    """
    link = await asyncpg.connect(**connection_arguments(servers.admin_url))
    try:
        shown = {name: str(await link.fetchval(f"show {name}")) for name in _SHOWN}
        fenced = await link.fetchrow(
            """
            select count(*) filter (where c.relrowsecurity and c.relforcerowsecurity) as fenced,
                   count(*) as tables,
                   (select count(*) from pg_constraint k join pg_namespace n on n.oid = k.connamespace
                    where n.nspname = 'minamoto' and k.convalidated) as constraints,
                   (select count(*) from pg_trigger t where t.tgenabled = 'D') as disabled_triggers
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'minamoto' and c.relkind in ('r', 'p') and not c.relispartition
            """
        )
    finally:
        await link.close()
    if fenced is None or fenced["disabled_triggers"] or any(shown[each] != "on" for each in DURABILITY):
        raise NotDurable(str(shown))
    return {
        "row security": f"forced on {fenced['fenced']} of {fenced['tables']} tables"
        " (the others hold no tenant's data)",
        "constraints": f"{fenced['constraints']} in force, no trigger disabled",
        **shown,
        "python": platform.python_version(),
        "cores": str(os.cpu_count()),
        "load average": " ".join(f"{each:.1f}" for each in os.getloadavg()),
    }


def peak_memory_mb() -> int:
    """Return the most memory this process has held at once, in MiB.

    Read from the kernel's mark for this address space: ``getrusage`` would pass on the parent's.
    """
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return 0


def processor_seconds(process_id: int) -> float:
    """Return the processor time that a process of this machine has used, 0 when it cannot be seen."""
    stat = Path(f"/proc/{process_id}/stat")
    if not stat.exists():
        return 0.0
    # The name, in brackets, may hold blanks; user and system time are the 14th and 15th field.
    fields = stat.read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run_child(module: str, task: Mapping[str, Any]) -> dict[str, Any]:
    """Run ``python -m module`` in a fresh process, the task on its standard input, and return its answer.

    :raises subprocess.CalledProcessError: when it fails; what it wrote is on the terminal.
    """
    finished = subprocess.run(
        [sys.executable, "-m", module],
        input=msgspec.json.encode(dict(task)),
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
    )
    answer: dict[str, Any] = msgspec.json.decode(finished.stdout)
    return answer


def read_task() -> dict[str, Any]:
    """Return the task that the parent sent."""
    task: dict[str, Any] = msgspec.json.decode(sys.stdin.buffer.read())
    return task


def answer(values: Mapping[str, Any]) -> None:
    """Send the parent its answer."""
    sys.stdout.buffer.write(msgspec.json.encode(dict(values)))
