"""The worker as a process: ``python -m minamoto.worker.main [--with-parent]``."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence

import structlog

from minamoto.kernel.moments import SystemClock
from minamoto.worker.app import (
    WorkerApp,
    WorkerNotStarted,
    configure_mail,
    load_handlers,
    unlock_vault,
    worker_summary,
)
from minamoto.worker.settings import SettingMissing, read_settings

_PARENT_POLL_S = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run relay and worker until SIGTERM or SIGINT; return the process's exit code.

    With ``--with-parent`` the worker also stops when the process that started it is gone.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if unknown := [each for each in given if each != "--with-parent"]:
        sys.stderr.write(f"unknown argument {unknown[0]}; usage: minamoto.worker.main [--with-parent]\n")
        return 2
    _configure_logs()
    log = structlog.get_logger(__name__)
    try:
        settings = read_settings(os.environ)
    except SettingMissing as error:
        sys.stderr.write(f"{error}\n")
        return 2
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    unlock_vault(settings, os.environ)
    load_handlers()
    configure_mail(url=settings.mail_url, sender=settings.mail_from)
    app = WorkerApp(settings=settings, clock=SystemClock())
    try:
        app.start()
    except WorkerNotStarted as error:
        sys.stderr.write(f"{error}\n")
        return 1
    log.info("worker started", **worker_summary(settings))
    _wait(stop, parent=os.getppid() if "--with-parent" in given else None)
    log.info("worker stopping")
    app.stop()
    log.info("worker stopped")
    return 0


def _wait(stop: threading.Event, *, parent: int | None) -> None:
    """Wait for a signal, or for the parent's end: an orphan gets another parent."""
    while not stop.wait(_PARENT_POLL_S):
        if parent is not None and os.getppid() != parent:
            return


def _configure_logs() -> None:
    """Write one JSON object a line to stderr: named fields only, never messages of foreign exceptions."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(name)s %(message)s")


if __name__ == "__main__":
    raise SystemExit(main())
