"""The demonstration as a newcomer starts it: `minamoto demo` in a process and a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from minamoto.foundation.storage.embedded import free_port

ROOT = Path(__file__).resolve().parents[2]
FRONT_ENDS = tuple(
    ROOT / "portal_frontend" / "apps" / name / "dist" / "index.html" for name in ("portal", "console")
)
_LAST_LINE = "Ctrl-C stops everything"
_STOP_WITHIN_S = 120

_FIGURES = """
select md5(string_agg(line, chr(10) order by line)) from (
    select i::text as line from minamoto.invoices i
    union all select p::text from minamoto.postings p
    union all select r::text from minamoto.receipts r
    union all select c::text from minamoto.clearings c
    union all select b::text from minamoto.claim_balances b
    union all select a::text from minamoto.assessments a
    union all select d::text from minamoto.interval_days d
    union all select u::text from minamoto.confirmed_usages u
    union all select g::text from minamoto.register_readings g
) as every_row
"""
"""One digest over every row that holds a figure, of all tenants."""

_COUNTS = """
select (select count(*) from minamoto.invoices) as invoices,
       (select count(*) from minamoto.postings) as postings,
       (select count(*) from minamoto.receipts) as receipts,
       (select count(*) from minamoto.interval_days) as interval_days,
       (select count(*) from minamoto.register_readings) as register_readings
"""


def _environment(folder: Path) -> dict[str, str]:
    """Return this environment without servers named in it: the demonstration has its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINAMOTO_")}
    return {**kept, "MINAMOTO_DATA_FOLDER": str(folder)}


@dataclass
class Demonstration:
    """Three utilities on one port. `start` may be called again after `stop`, as a newcomer would."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        """The one password of all its logins."""
        state = json.loads((self.folder / "demo.json").read_text("utf-8"))
        return str(state["login_password"])

    def start(self) -> None:
        """Start it and return when it says that it serves."""
        missing = [str(each.relative_to(ROOT)) for each in FRONT_ENDS if not each.exists()]
        if missing:
            message = f"not built: {', '.join(missing)}; `make test` builds the web applications first"
            raise RuntimeError(message)
        log = self.folder.with_suffix(".log")
        with log.open("a") as errors:
            self._process = subprocess.Popen(
                [str(Path(sys.executable).with_name("minamoto")), "demo", "--port", str(self.port)],
                cwd=ROOT,
                env=_environment(self.folder),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self._process.stdout is not None
        if not any(_LAST_LINE in line for line in self._process.stdout):
            self.stop()
            message = f"the demonstration ended before it served:\n{log.read_text('utf-8')[-3000:]}"
            raise RuntimeError(message)

    def stop(self) -> None:
        """Press Ctrl-C and wait for the end."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=_STOP_WITHIN_S)
        self._process = None

    def left_running(self) -> list[str]:
        """Return living processes that name the data folder in arguments or environment (Linux only)."""
        mark, found = str(self.folder).encode(), []
        for entry in Path("/proc").glob("[0-9]*"):
            if int(entry.name) == os.getpid():
                continue
            try:
                command = (entry / "cmdline").read_bytes()
                if mark in command or mark in (entry / "environ").read_bytes():
                    found.append(command.replace(b"\0", b" ").decode("utf-8", "replace"))
            except OSError:  # it ended meanwhile, or belongs to somebody else
                continue
        return found

    async def figures(self) -> tuple[str, dict[str, int]]:
        """Return a digest of every figure in the database, and how many rows of some kinds there are."""
        connections = json.loads((self.folder / "connection.json").read_text("utf-8"))
        link = await asyncpg.connect(connections["admin_url"])
        try:
            (counts,) = await link.fetch(_COUNTS)
            return str(await link.fetchval(_FIGURES)), dict(counts)
        finally:
            await link.close()
