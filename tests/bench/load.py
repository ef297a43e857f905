"""Requests over kept connections, each caller its own cookie: by ``wrk`` where installed, else by a loop."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Load:
    """What came of a load: answers a second, and the time within which 99 of 100 came."""

    per_second: float
    slowest: str
    tool: str


class AnswerRefused(RuntimeError):
    """Not every answer was a success, so their number says nothing."""


def send(url: str, *, cookies: Sequence[str], seconds: int, connections: int) -> Load:
    """Ask for one address again and again and count the answers.

    :raises AnswerRefused: when an answer is not 2xx.
    """
    if shutil.which("wrk"):
        return _by_wrk(url, cookies, seconds, connections)
    return asyncio.run(_by_loop(url, cookies, seconds, connections))


def _by_wrk(url: str, cookies: Sequence[str], seconds: int, connections: int) -> Load:
    listed = ", ".join(f'"{each}"' for each in cookies) or '""'
    script = (
        f"local cookies = {{{listed}}}\nlocal at = 0\n"
        "function request()\n  at = at % #cookies + 1\n"
        '  return wrk.format("GET", nil, {["Cookie"] = cookies[at]})\nend\n'
    )
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", file.name, url]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise AnswerRefused(told)
    found = re.search(r"Requests/sec:\s+([0-9.]+)", told)
    slow = re.search(r"99%\s+(\S+)", told)
    if found is None:
        raise AnswerRefused(told)
    return Load(float(found[1]), slow[1] if slow else "?", "wrk")


async def _by_loop(url: str, cookies: Sequence[str], seconds: int, connections: int) -> Load:
    """The same from this process; it shares the machine's cores with the server as wrk does."""
    parts = urlsplit(url)
    until = time.perf_counter() + seconds
    times: list[float] = []

    async def caller(number: int) -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        cookie = cookies[number % len(cookies)] if cookies else ""
        asked = (
            f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookie}\r\n\r\n"
        ).encode()
        while (began := time.perf_counter()) < until:
            writer.write(asked)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            if " 200 " not in head.split("\r\n", 1)[0]:
                raise AnswerRefused(head)
            length = re.search(r"content-length: (\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
            times.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(caller(number) for number in range(connections)))
    times.sort()
    return Load(len(times) / seconds, f"{times[len(times) * 99 // 100] * 1000:.1f}ms", "own loop")


def read_text(path: Path) -> str:
    """Return a log's text, for an error."""
    return path.read_text("utf-8", "replace")[-2000:]
