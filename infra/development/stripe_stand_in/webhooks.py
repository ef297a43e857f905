"""Signed deliveries of events, tried again with growing pauses, and spoilt on request."""

from __future__ import annotations

import hashlib
import heapq
import hmac
import http.client
import itertools
import json
import random
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from forms import Json
from world import Account, World, endpoints_of, shown

FAULTS = {"copies", "delay_s", "drop", "hold"}
TIMEOUT_S = 10.0
MAX_PAUSE_S = 60.0
_TAKEN = range(200, 300)


@dataclass(order=True)
class _Due:
    at: float
    order: int
    account: Account = field(compare=False)
    endpoint: str = field(compare=False)
    event: Json = field(compare=False)
    tries: int = field(compare=False, default=0)


class Deliveries:
    """Sends events to the endpoints of their account from one thread of its own.

    Faults of an account: ``copies`` (deliver so many times), ``delay_s`` (late), ``drop`` (never), ``hold``
    (kept back until ``release``, which may turn the order round).
    """

    def __init__(self, world: World, *, retry_base_s: float = 1.0, max_tries: int = 60) -> None:
        self._world = world
        self._retry_base_s = retry_base_s
        self._max_tries = max_tries
        self._due: list[_Due] = []
        self._held: list[tuple[Account, Json]] = []
        self._numbers = itertools.count()
        self._wake = threading.Condition()
        world.on_event = self.tell

    def start(self) -> None:
        """Begin to deliver, first of all what a restart interrupted."""
        with self._world.lock:
            for account in self._world.accounts.values():
                for event in reversed(account.every("event")):
                    for endpoint in event.get("_undelivered", []):
                        self._push(account, endpoint, event)
        threading.Thread(target=self._run, name="deliveries", daemon=True).start()

    def tell(self, account: Account, event: Json) -> None:
        """Plan an event's deliveries. Called under the world's lock."""
        if account.faults.get("drop"):
            return
        if account.faults.get("hold"):
            self._held.append((account, event))
            return
        self._plan(account, event)

    def release(self, account: Account, order: str) -> int:
        """Deliver what was held back: ``created``, ``reversed`` or ``shuffled``."""
        mine = [event for owner, event in self._held if owner is account]
        self._held = [(owner, event) for owner, event in self._held if owner is not account]
        if order == "reversed":
            mine.reverse()
        elif order == "shuffled":
            random.shuffle(mine)
        for event in mine:
            self._plan(account, event)
        return len(mine)

    def resend(self, account: Account, event: Json) -> None:
        """Deliver an event again, signed anew, as Stripe's dashboard can."""
        self._plan(account, event)

    def _plan(self, account: Account, event: Json) -> None:
        at = time.monotonic() + float(account.faults.get("delay_s", 0))
        for endpoint in endpoints_of(account, event["type"]):
            for _ in range(max(1, int(account.faults.get("copies", 1)))):
                event.setdefault("_undelivered", []).append(endpoint["id"])
                self._push(account, endpoint["id"], event, at)

    def _push(self, account: Account, endpoint: str, event: Json, at: float = 0.0) -> None:
        with self._wake:
            heapq.heappush(self._due, _Due(at, next(self._numbers), account, endpoint, event))
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._due:
                    self._wake.wait()
                pause = self._due[0].at - time.monotonic()
                if pause > 0:
                    self._wake.wait(pause)
                    continue
                due = heapq.heappop(self._due)
            self._deliver(due)

    def _deliver(self, due: _Due) -> None:
        with self._world.lock:
            endpoint = due.account.objects.get(due.endpoint)
            if endpoint is None:
                self._settle(due)
                return
            body = json.dumps(shown(due.event), ensure_ascii=False, indent=2).encode()
            signature = sign(body, secret=endpoint["_secret"], at=self._world.now())
        due.tries += 1
        if post(endpoint["url"], body, signature):
            self._settle(due)
            return
        if due.tries >= self._max_tries:
            print(f"webhook {due.event['type']} given up after {due.tries} tries", flush=True)
            self._settle(due)
            return
        due.at = time.monotonic() + min(self._retry_base_s * 2 ** (due.tries - 1), MAX_PAUSE_S)
        with self._wake:
            heapq.heappush(self._due, due)

    def _settle(self, due: _Due) -> None:
        """Note that a delivery is over."""
        with self._world.lock:
            open_ones = due.event.get("_undelivered", [])
            if due.endpoint in open_ones:
                open_ones.remove(due.endpoint)
            self._world.save()


def sign(body: bytes, *, secret: str, at: int) -> str:
    """Return the header ``Stripe-Signature`` (https://docs.stripe.com/webhooks#verify-manually)."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def post(url: str, body: bytes, signature: str) -> bool:
    """Send a body and tell whether it was taken. No proxy and no redirect is followed, as Stripe does not."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}
    try:
        link = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
        with closing(link):
            link.request("POST", parts.path or "/", body, headers)
            return link.getresponse().status in _TAKEN
    except (OSError, ValueError, http.client.HTTPException):
        return False
