"""The demonstration's own servers: started in order, ended in the other, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from minamoto.foundation.jobs.embedded import EmbeddedRedis
from minamoto.foundation.storage.embedded import EmbeddedPostgres, ServerUser, child_arguments
from minamoto.kernel.errors import MinamotoError

_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 30.0
_POLL_S = 0.1
_POSTGRES_SETTINGS = ("shared_buffers=256MB", "max_connections=60", "log_min_messages=warning")


class ServerDidNotStart(MinamotoError):
    """A server of the demonstration did not come up."""

    code = "server-did-not-start"
    ja = "{name}を起動できませんでした。記録: {log}"
    en = "{name} did not start. See {log}"


class DemoServers:
    """Starts what the environment does not name, and remembers what it started."""

    def __init__(self, *, folder: Path) -> None:
        """Name the data folder."""
        self._folder = folder
        self._postgres = EmbeddedPostgres(folder=folder / "postgres", settings=_POSTGRES_SETTINGS)
        self._redis = EmbeddedRedis(folder=folder / "redis")
        self._processes: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start_stores(self) -> tuple[str, str]:
        """Return the URLs of PostgreSQL (as administrator) and Redis, started here unless named."""
        admin_url = os.environ.get("MINAMOTO_DATABASE_URL") or self._postgres.start()
        redis_url = os.environ.get("MINAMOTO_REDIS_URL") or self._redis.start()
        return admin_url, redis_url

    def start_process(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        """Start a child that ends with this process; its output goes to a log of the data folder."""
        logs = self._folder / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        with (logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own programs
                command,
                stdout=log,
                stderr=log,
                env={**os.environ, **environment},
                start_new_session=True,
                **child_arguments(ServerUser()),
            )
        self._processes.append((name, process))

    def wait_for(self, name: str, url: str) -> None:
        """Wait until a child answers.

        :raises ServerDidNotStart: when it ends or does not answer within a minute.
        """
        process = next(each for known, each in self._processes if known == name)
        deadline = time.monotonic() + _START_TIMEOUT_S
        while process.poll() is None and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - loopback
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(_POLL_S)
        raise ServerDidNotStart(name=name, log=self._folder / "logs" / f"{name}.log")

    def failed(self) -> str | None:
        """Return the name of a child that ended by itself, or nothing."""
        return next((name for name, process in self._processes if process.poll() is not None), None)

    def stop(self) -> None:
        """End everything that was started here, children first."""
        for _, process in reversed(self._processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for _, process in reversed(self._processes):
            try:
                process.wait(timeout=_STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()
        self._redis.stop()
        self._postgres.stop()


def python(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with this very interpreter."""
    return [sys.executable, "-m", module, *arguments]
