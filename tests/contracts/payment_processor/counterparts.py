"""What plays the processor in tests: the project's stand-in and localstripe, each a process of its own."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import httpx

SERVER = Path(__file__).parents[3] / "infra/development/stripe_stand_in/server.py"

Card = Literal["good", "declined_later", "wants_holder"]
NUMBERS: dict[Card, str] = {
    "good": "4242424242424242",
    "declined_later": "4000000000000341",
    "wants_holder": "4000002500003155",
}


@dataclass
class Letter:
    """One delivery of a webhook, as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes
    status: int = 0


@dataclass
class Mailbox:
    """An address that webhooks are sent to. ``answer`` gives the status of each; without it, 200."""

    url: str
    letters: list[Letter] = field(default_factory=list)
    answer: Callable[[Letter], int] = lambda _letter: 200

    def forward_to(self, take: Callable[[Letter], Awaitable[int]]) -> None:
        """Answer with what a coroutine says, run on the loop of the caller."""
        loop = asyncio.get_running_loop()

        async def run(letter: Letter) -> int:
            return await take(letter)

        self.answer = lambda letter: asyncio.run_coroutine_threadsafe(run(letter), loop).result(timeout=20)


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    box = Mailbox("")

    class Slot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            letter = Letter(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            letter.status = box.answer(letter)
            box.letters.append(letter)
            self.send_response(letter.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slot)
    box.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Account:
    """One account at a counterpart, seen as its owner does."""

    base_url: str
    api_key: str
    webhook_secret: str = "whsec_unset"

    @property
    def settings(self) -> dict[str, str]:
        return {"api_key": self.api_key, "webhook_secret": self.webhook_secret, "api_base": self.base_url}

    async def call(self, method: str, path: str, data: Mapping[str, str] | None = None) -> dict[str, Any]:
        async with httpx.AsyncClient(base_url=self.base_url, trust_env=False) as client:
            answer = await client.request(
                method, path, data=dict(data or {}), headers={"Authorization": f"Bearer {self.api_key}"}
            )
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    async def add_card(self, card: Card) -> tuple[str, str]:
        """Put a card on file and return the ids of its customer and of itself."""
        customer = (await self.call("POST", "/v1/customers", {"description": "見本"}))["id"]
        details = {
            "type": "card",
            "card[number]": NUMBERS[card],
            "card[exp_month]": "12",
            "card[exp_year]": "2034",
            "card[cvc]": "123",
        }
        method = (await self.call("POST", "/v1/payment_methods", details))["id"]
        await self.call("POST", f"/v1/payment_methods/{method}/attach", {"customer": customer})
        return customer, method

    async def listen(self, url: str) -> None:
        """Have every event sent to an address, and keep its secret."""
        raise NotImplementedError


@dataclass
class StandInAccount(Account):
    async def listen(self, url: str) -> None:
        made = await self.call("POST", "/v1/webhook_endpoints", {"url": url, "enabled_events[]": "*"})
        self.webhook_secret = made["secret"]

    async def control(self, what: str, **values: object) -> dict[str, Any]:
        return await self.call("POST", f"/_stand_in/{what}", {key: str(each) for key, each in values.items()})

    async def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        path = "/v1/events?limit=100" + (f"&type={kind}" if kind else "")
        found: list[dict[str, Any]] = (await self.call("GET", path))["data"]
        return found


@dataclass
class LocalstripeAccount(Account):
    async def listen(self, url: str) -> None:
        self.webhook_secret = f"whsec_{secrets.token_hex(8)}"
        await self.call(
            "POST", f"/_config/webhooks/{secrets.token_hex(4)}", {"url": url, "secret": self.webhook_secret}
        )


@contextmanager
def running_stand_in(folder: Path) -> Iterator[str]:
    """Run the stand-in and lend its address."""
    command = [sys.executable, str(SERVER), "--port", "0", "--state", str(folder / "state.json"), "--quiet"]
    command += ["--retry-base", "0.05"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


@contextmanager
def running_localstripe(folder: Path) -> Iterator[str]:
    """Run localstripe, which keeps its file in the temporary folder, and lend its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"]
    environment = {**os.environ, "TMPDIR": str(folder)}
    log = (folder / "localstripe.log").open("w")
    with log, subprocess.Popen(command, stdout=log, stderr=log, env=environment) as process:
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    message = "localstripe did not start: is it installed (extra `test`)?"
    raise AssertionError(message)


def new_key() -> str:
    """Return a key that opens an account nobody has used."""
    return f"sk_test_{secrets.token_hex(8)}"
