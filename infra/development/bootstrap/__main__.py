"""Make a machine ready for Minamoto: `python3 infra/development/bootstrap <what>`.

Needs nothing but Python's standard library. Each step is skipped when its inputs have not changed, so
running it before every command costs a fraction of a second. It says what it installs, and where it may not
install something it says what a person should, and ends with exit code 1.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import system_libraries
from console import Refusal, say
from portal import Portal
from python_environment import OLDEST, PythonEnvironment

ROOT = Path(__file__).resolve().parents[3]
STATE = ROOT / ".minamoto"
LOG = STATE / "logs" / "bootstrap.log"


def main() -> int:
    """Prepare what the argument names and return the exit code."""
    _leave_old_python()
    parser = argparse.ArgumentParser(prog="bootstrap", description=__doc__)
    parser.add_argument(
        "what",
        choices=["python", "demo", "test", "lock"],
        help="python: .venv only; demo: all that the product runs on; test: a browser too; lock: pin anew",
    )
    what = parser.parse_args().what
    try:
        with _alone():
            _prepare(what)
    except Refusal as refusal:
        say(f"\nMinamoto is not ready: {refusal}")
        return 1
    except PermissionError as error:
        say(f"\nMinamoto is not ready: this user may not write {error.filename}; it must be yours.")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. What was finished is kept; the next run goes on from there.")
        return 130
    return 0


def _prepare(what: str) -> None:
    environment = PythonEnvironment(ROOT, LOG)
    # Asked for first and all at once: whoever must call an administrator should have to do it once.
    needs: tuple[system_libraries.Need, ...] = ()
    if not environment.is_made():
        needs += system_libraries.ENVIRONMENT_NEEDS
    if what in {"demo", "test"}:
        needs += system_libraries.PDF_NEEDS
    if what == "test":
        needs += system_libraries.BROWSER_NEEDS
    system_libraries.require(needs, log=LOG, where=ROOT)
    environment.prepare()
    portal = Portal(ROOT, environment.programs, STATE, LOG)
    if what == "lock":
        environment.lock()
        portal.lock()
        environment.prepare()
    if what in {"demo", "test"}:
        portal.prepare()


def _leave_old_python() -> None:
    """Hand over to a newer Python on the search path when this one is too old, or say that none is there."""
    if sys.version_info >= OLDEST:
        return
    for minor in (12, 11, 13, 14):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, str(Path(__file__).parent), *sys.argv[1:]])  # noqa: S606 - the same script
    sys.exit("Minamoto needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3 ...")


@contextmanager
def _alone() -> Iterator[None]:
    """Let one bootstrap at a time work in this folder; a second one waits."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "bootstrap.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another make prepares this folder; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
