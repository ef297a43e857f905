"""Requests a second of the portal's home with a session, against an empty handler; both on granian."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import httpx
import numpy as np

from bench.figures import Figure, Sizes
from bench.load import read_text, send
from bench.machine import TESTS, run_child
from bench.population import MASTER_KEY, Population, analyse, opened, populate
from minamoto.foundation.identity import operations as identity
from minamoto.foundation.storage.embedded import free_port
from minamoto.foundation.storage.engine import ENGINE
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.kernel.moments import SystemClock, today
from minamoto.supply.readings.model import IntervalBatch, Stage
from minamoto.supply.readings.operations.intervals import store_intervals
from testkit.servers import Servers

_CUSTOMERS = 20
_DAYS = 20
_PASSWORD = "mizu-to-denki-42"
_START_TIMEOUT_S = 60.0


async def prepare(servers: Servers) -> Population:
    """Bill a small tenant, give its first customers logins and the half hours of the last weeks."""
    await opened(servers)
    population = await populate(servers, 1_000)
    await analyse(servers)
    now = SystemClock().now()
    async with tenant_transaction(tenant_id=population.tenant_id):
        for number in range(1, _CUSTOMERS + 1):
            await identity.create_portal_user(
                email=f"mihon{number}@example.jp",
                display_name="見本 花子",
                customer_ids=[population.customer_id(number)],
                password=_PASSWORD,
                at=now,
            )
        await store_intervals(batch=_half_hours(population, today(SystemClock())), now=now)
    await ENGINE.close()
    run_child("bench.bill_child", {"app_url": servers.app_url, "tenant_id": population.tenant_id})
    return population


def measure(servers: Servers, population: Population, sizes: Sizes) -> list[Figure]:
    """Load both applications for the same time with the same number of connections."""
    with tempfile.TemporaryDirectory(prefix="minamoto-bench-web-") as name:
        folder = Path(name)
        port = free_port()
        environment = {
            "MINAMOTO_APP_DATABASE_URL": servers.app_url,
            "MINAMOTO_REDIS_URL": servers.redis_url,
            "MINAMOTO_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "MINAMOTO_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
            "MINAMOTO_DATA_FOLDER": name,
            "MINAMOTO_FRONTEND_FOLDER": str(folder / "portal_frontend"),
        }
        home = f"http://127.0.0.1:{port}/{population.slug}/api/mypage/home"
        with _served(["--factory", "minamoto.web.main:app"], port, environment, folder):
            cookies = _sessions(port, population.slug)
            answer = httpx.get(home, headers={"Cookie": cookies[0]})
            answer.raise_for_status()
            send(home, cookies=cookies, seconds=1, connections=sizes.connections)
            ours = send(home, cookies=cookies, seconds=sizes.seconds, connections=sizes.connections)
        port = free_port()
        with _served(["bench.empty_app:app"], port, {}, folder):
            empty = send(
                f"http://127.0.0.1:{port}/", cookies=(), seconds=sizes.seconds, connections=sizes.connections
            )
    return [
        Figure(
            "portal home with a session",
            ours.per_second,
            "requests/s",
            "empty Litestar handler",
            empty.per_second,
            f"one granian worker each, {sizes.connections} connections, {ours.tool}, {len(answer.content):,}"
            f" bytes, 99% within {ours.slowest} against {empty.slowest}",
        )
    ]


@contextmanager
def _served(target: list[str], port: int, environment: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Serve an application by one granian worker until the block ends."""
    log = folder / f"granian-{port}.log"
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--no-access-log", "--log-level", "warning", *target,
    ]  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={**os.environ, "PYTHONPATH": str(TESTS), **environment}
        )
    try:
        _wait_until_served(port, process, log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=10)


def _wait_until_served(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=_START_TIMEOUT_S)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    message = f"granian did not start: {read_text(log)}"
    raise RuntimeError(message)


def _sessions(port: int, slug: str) -> list[str]:
    cookies = []
    for number in range(1, _CUSTOMERS + 1):
        answer = httpx.post(
            f"http://127.0.0.1:{port}/{slug}/api/mypage/session",
            json={"email": f"mihon{number}@example.jp", "password": _PASSWORD},
            headers={"X-Minamoto-Client": "portal"},
        )
        answer.raise_for_status()
        cookies.append("; ".join(f"{name}={value}" for name, value in answer.cookies.items()))
    return cookies


def _half_hours(population: Population, until: date) -> IntervalBatch:
    rows = _CUSTOMERS * _DAYS
    start = np.datetime64(until - timedelta(days=_DAYS), "D")
    return IntervalBatch(
        service="electricity",
        point_numbers=tuple(
            population.point_number(customer) for customer in range(1, _CUSTOMERS + 1) for _ in range(_DAYS)
        ),
        days=np.tile(start + np.arange(_DAYS), _CUSTOMERS),
        values=np.random.default_rng(7).gamma(2.0, 12.0, size=(rows, 48)).astype(np.int32),
        missing=np.zeros((rows, 48), dtype=np.bool_),
        estimated=np.zeros((rows, 48), dtype=np.bool_),
        stage=Stage.FIRM,
        revision=1,
        scale=2,
    )
