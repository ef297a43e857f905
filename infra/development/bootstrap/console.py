"""Speaks to the person at the terminal and runs programs on their behalf, with a log and a progress line."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

_BAR_WIDTH = 24
_LOG_TAIL_LINES = 40
_QUARTERS = 4


class Refusal(Exception):
    """The machine cannot be made ready; the message says what a person must do."""


def say(text: str) -> None:
    """Print one line at once, whatever standard output is connected to."""
    print(text, flush=True)


class Progress:
    """One line that moves on a terminal, and one line per quarter in a log."""

    def __init__(self, title: str, total: int = 0) -> None:
        """Begin at nothing; ``total`` is the number of ticks expected, 0 when nobody knows."""
        self._title = title
        self._total = total
        self._count = 0
        self._quarter = 0
        self._began = time.monotonic()
        self._moves = sys.stdout.isatty()
        if not self._moves:
            say(f"  {title} ...")

    def tick(self, count: int = 1) -> None:
        """Count work done and show it."""
        self._count += count
        if self._moves:
            self._draw()
        elif self._total:
            quarter = min(_QUARTERS, _QUARTERS * self._count // self._total)
            if self._quarter < quarter < _QUARTERS:
                say(f"    {quarter * 25} %")
            self._quarter = max(quarter, self._quarter)

    def _draw(self) -> None:
        seconds = int(time.monotonic() - self._began)
        if self._total:
            share = min(1, self._count / self._total)
            bar = ("#" * round(share * _BAR_WIDTH)).ljust(_BAR_WIDTH, ".")
            text = f"  {self._title} [{bar}] {share:4.0%}  {seconds} s"
        else:
            text = f"  {self._title} ... {seconds} s"
        sys.stdout.write(f"\r{text}\033[K")
        sys.stdout.flush()

    def done(self) -> None:
        """Close the line with the time that it took."""
        seconds = time.monotonic() - self._began
        text = f"  {self._title}: done in {seconds:.0f} s"
        say(f"\r{text}\033[K" if self._moves else text)


def run(
    command: list[str | Path],
    *,
    title: str,
    log: Path,
    where: Path,
    environment: dict[str, str] | None = None,
    total: int = 0,
    counts: tuple[str, ...] = (),
) -> None:
    """Run a program to its end, its output kept in ``log``.

    :param total: how many output lines beginning with one of ``counts`` make the whole; 0 when unknown.
    :raises Refusal: when it cannot be started or ends with an error; the message shows the end of the log.
    """
    progress = Progress(title, total)
    log.parent.mkdir(parents=True, exist_ok=True)
    words = [str(each) for each in command]
    with log.open("a", encoding="utf-8") as written:
        written.write(f"\n$ {' '.join(words)}\n")
        try:
            process = subprocess.Popen(
                words,
                cwd=where,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
        except OSError as error:
            message = f"{words[0]} could not be started: {error.strerror}"
            raise Refusal(message) from error
        with process:
            assert process.stdout is not None  # noqa: S101 - asked for with PIPE above
            for line in process.stdout:
                written.write(line)
                progress.tick(line.lstrip().startswith(counts) if counts else 0)
    if process.returncode != 0:
        if sys.stdout.isatty():
            say("")
        message = f"{title}: failed with exit code {process.returncode}. The end of {log}:\n{_tail(log)}"
        raise Refusal(message)
    progress.done()


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-_LOG_TAIL_LINES:])
