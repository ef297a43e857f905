"""The real PostgreSQL and Redis of a test session: named by the environment, or embedded."""

from __future__ import annotations

import asyncio
import os
import secrets
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from minamoto.cli.chains import all_chains
from minamoto.cli.settings import application_url
from minamoto.foundation.jobs.embedded import EmbeddedRedis
from minamoto.foundation.storage.embedded import EmbeddedPostgres
from minamoto.foundation.storage.engine import connection_arguments
from minamoto.foundation.storage.migrations_runner import migrate

T = TypeVar("T")


@dataclass(frozen=True)
class Servers:
    admin_url: str
    app_url: str
    redis_url: str


@contextmanager
def running_servers() -> Iterator[Servers]:
    """A migrated database of its own and a Redis; both end with the block."""
    password = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory(prefix="minamoto-test-") as name:
        folder = Path(name)
        postgres = EmbeddedPostgres(folder=folder / "postgres", settings=("fsync=off", "max_connections=200"))
        redis = EmbeddedRedis(folder=folder / "redis")
        try:
            admin = os.environ.get("MINAMOTO_DATABASE_URL") or postgres.start()
            admin = run_apart(lambda: _fresh_database(admin))
            redis_url = os.environ.get("MINAMOTO_REDIS_URL") or redis.start()
            run_apart(lambda: migrate(admin_url=admin, chains=all_chains(), application_password=password))
            yield Servers(admin_url=admin, app_url=application_url(admin, password), redis_url=redis_url)
        finally:
            postgres.stop()
            redis.stop()


async def _fresh_database(admin_url: str) -> str:
    name = f"minamoto_test_{secrets.token_hex(4)}"
    link = await asyncpg.connect(**connection_arguments(admin_url))
    try:
        await link.execute(f"create database {name}")
    finally:
        await link.close()
    return urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}"))


def run_apart(make: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine in a thread of its own, inside or outside a running loop alike."""
    box: dict[str, Any] = {}

    def run() -> None:
        try:
            box["value"] = asyncio.run(make())  # type: ignore[arg-type]  # any awaitable of ours is a coroutine
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            box["error"] = error

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if "error" in box:
        raise box["error"]
    value: T = box["value"]
    return value
