"""A stand-in for Stripe on this machine: its HTTP API, its payment page and its signed webhooks.

    python infra/development/stripe_stand_in/server.py --port 8421 --state .minamoto/stripe_stand_in.json

Any API key that begins with ``sk_test_`` is an account of its own. Money is made up, card numbers other than
Stripe's test cards are refused, and none is printed or kept. README.md beside this file says more.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import re
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import api
import checkout
import counter
from forms import Json, parse_form
from refusals import Refusal
from webhooks import Deliveries
from world import Account, World

MAX_BODY_BYTES = 256 * 1024
_NUMBER = re.compile(r"(?<=/)[a-z]{2,4}_[A-Za-z0-9_]+")


class StandIn(ThreadingHTTPServer):
    """The server with its world."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], world: World, deliveries: Deliveries) -> None:
        self.world = world
        self.deliveries = deliveries
        self.outage = False
        self.lost_answers = 0
        self.quiet = False
        self.public_url: str | None = None
        super().__init__(address, Conversation)

    def service_actions(self) -> None:
        """Between requests, twice a second: let what is over run out."""
        with self.world.lock:
            checkout.sweep(self.world)


class Conversation(BaseHTTPRequestHandler):
    """One connection."""

    server: StandIn
    protocol_version = "HTTP/1.1"
    server_version = "StripeStandIn"
    timeout = 60

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Say nothing of the library's own: it would print addresses with what they carry."""

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            self._send_json(413, {"error": {"type": "invalid_request_error", "message": "Too large."}})
            return
        text = self.rfile.read(length).decode("utf-8", "replace") if length else parts.query
        if parts.path.startswith(("/v1/", "/_stand_in/")):
            self._serve_api(parts.path, parse_form(text))
        else:
            self._serve_page(parts.path, parse_form(text))

    def _serve_api(self, path: str, params: Json) -> None:
        world = self.server.world
        if self._serve_machine(path, params):
            return
        with world.lock:
            try:
                account = self._account()
                call = api.Call(world, self.server.deliveries, account, params, self._base_url())
                key = self.headers.get("Idempotency-Key")
                status, body, replayed = api.answer(call, self.command, path, key)
            except Refusal as refusal:
                status, body, replayed = refusal.status, refusal.body, False
            if self.command != "GET":
                world.save()
            lost = self.command == "POST" and path.startswith("/v1/") and self.server.lost_answers > 0
            self.server.lost_answers -= lost
        if lost:
            self.close_connection = True
            return
        self._send_json(status, body, {"Idempotent-Replayed": "true"} if replayed else {})

    def _serve_machine(self, path: str, params: Json) -> bool:
        """Answer what concerns the whole server and no account; tell whether this was such a request."""
        server = self.server
        if path.startswith("/v1/") and server.outage:
            error = {"type": "api_error", "message": "The stand-in plays an outage."}
            self._send_json(503, {"error": error}, {"Stripe-Should-Retry": "false"})
        elif path == "/_stand_in/health":
            self._send_json(200, {"ready": True})
        elif path == "/_stand_in/outage":
            server.outage = params.get("on") == "true"
            self._send_json(200, {"outage": server.outage})
        elif path == "/_stand_in/lost_answers":
            server.lost_answers = int(params.get("count", 1))
            self._send_json(200, {"count": server.lost_answers})
        elif path == "/_stand_in/clock":
            with server.world.lock:
                server.world.fixed_now = int(params["now"]) if params.get("now") else None
                checkout.sweep(server.world)
            self._send_json(200, {"now": server.world.now()})
        else:
            return False
        return True

    def _serve_page(self, path: str, params: Json) -> None:
        world = self.server.world
        with world.lock:
            if self.command == "POST":
                place = counter.act(world, path, params)
                world.save()
                self._send(303, b"", {"Location": place})
                return
            status, text = counter.show(world, path)
        self._send(status, text.encode(), {"Content-Type": "text/html; charset=utf-8", **counter.HEADERS})

    def _account(self) -> Account:
        """Return the account of the request's key, given as a bearer or as the name of basic access."""
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                given = base64.b64decode(given).decode().partition(":")[0]
            except (binascii.Error, UnicodeDecodeError):
                given = ""
        if not given.startswith("sk_test_") or len(given) < len("sk_test_x"):
            raise Refusal(401, "invalid_request_error", "Invalid API Key provided.")
        return self.server.world.account(given)

    def _base_url(self) -> str:
        return self.server.public_url or f"http://{self.headers.get('Host', 'localhost')}"

    def _send_json(self, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body, ensure_ascii=False, indent=2).encode()
        self._send(status, content, {"Content-Type": "application/json", **(headers or {})})

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        if not self.server.quiet:
            print(self.command, _NUMBER.sub("{id}", urlsplit(self.path).path), status, flush=True)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="stripe_stand_in", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, default=8421, help="0 takes any free port; it is printed")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--state", type=Path, help="a file that keeps sessions and events across restarts")
    parser.add_argument("--retry-base", type=float, default=1.0, help="seconds before the first new delivery")
    parser.add_argument("--max-tries", type=int, default=60, help="deliveries before an event is given up")
    parser.add_argument(
        "--public-url", help="where browsers find the payment page, when not where the API is"
    )
    parser.add_argument("--quiet", action="store_true", help="print no line for each request")
    given = parser.parse_args()
    world = World(given.state)
    deliveries = Deliveries(world, retry_base_s=given.retry_base, max_tries=given.max_tries)
    server = StandIn((given.host, given.port), world, deliveries)
    server.quiet = given.quiet
    server.public_url = given.public_url.rstrip("/") if given.public_url else None
    deliveries.start()

    def stop(_number: int, _frame: FrameType | None) -> None:
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"stripe stand-in on http://{given.host}:{server.server_address[1]}", flush=True)
    server.serve_forever()
    server.server_close()


if __name__ == "__main__":
    main()
