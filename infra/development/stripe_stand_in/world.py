"""What the stand-in remembers: accounts by API key, their objects, and the events it tells of."""

from __future__ import annotations

import copy
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forms import Json
from refusals import missing

API_VERSION = "2026-10-28.endive"


@dataclass
class Account:
    """One utility's account. Objects are kept by id; a name with ``_`` before it is never shown."""

    key: str
    objects: dict[str, Json] = field(default_factory=dict)
    answers: dict[str, Json] = field(default_factory=dict)
    faults: Json = field(default_factory=dict)

    def get(self, kind: str, number: str) -> Json:
        found = self.objects.get(number)
        if found is None or found["object"] != kind:
            raise missing(kind.replace("_", " ").replace(".", " "), number)
        return found

    def every(self, kind: str) -> list[Json]:
        """Return the objects of a kind, newest first."""
        return [each for each in reversed(self.objects.values()) if each["object"] == kind]


class World:
    """All accounts, one clock, one lock. What is written here survives a restart."""

    def __init__(self, file: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.accounts: dict[str, Account] = {}
        self.fixed_now: int | None = None
        self.on_event: Callable[[Account, Json], None] = lambda _account, _event: None
        self._file = file
        if file is not None and file.exists():
            self._load(json.loads(file.read_text("utf-8")))

    def now(self) -> int:
        return int(time.time()) if self.fixed_now is None else self.fixed_now

    def account(self, api_key: str) -> Account:
        """Return the account of a key; a key that is new begins one. Keys are kept as hashes only."""
        key = hashlib.sha256(api_key.encode()).hexdigest()
        return self.accounts.setdefault(key, Account(key))

    def session(self, number: str) -> tuple[Account, Json]:
        """Return a checkout session of any account: its address alone opens the payment page."""
        for account in self.accounts.values():
            if number in account.objects:
                return account, account.get("checkout.session", number)
        raise missing("checkout session", number)

    def create(self, account: Account, prefix: str, kind: str, **values: Any) -> Json:
        number = f"{prefix}_{secrets.token_hex(12)}"
        made = {"id": number, "object": kind, "created": self.now(), "livemode": False, **values}
        account.objects[number] = made
        return made

    def emit(self, account: Account, kind: str, subject: Json) -> None:
        """Tell of what happened, with the subject as it stands now."""
        event = self.create(
            account,
            "evt",
            "event",
            type=kind,
            api_version=API_VERSION,
            data={"object": copy.deepcopy(shown(subject))},
        )
        self.on_event(account, event)

    def save(self) -> None:
        if self._file is None:
            return
        kept = {
            "accounts": [
                {"key": each.key, "objects": each.objects, "answers": each.answers}
                for each in self.accounts.values()
            ]
        }
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
        part.chmod(0o600)
        part.replace(self._file)

    def _load(self, kept: Json) -> None:
        for each in kept["accounts"]:
            self.accounts[each["key"]] = Account(each["key"], each["objects"], each["answers"])


def shown(value: Any) -> Any:
    """Return a value without what is the stand-in's own."""
    if isinstance(value, dict):
        return {name: shown(each) for name, each in value.items() if not name.startswith("_")}
    if isinstance(value, list):
        return [shown(each) for each in value]
    return value


def endpoints_of(account: Account, kind: str) -> Iterator[Json]:
    """Return the webhook endpoints that want events of a kind."""
    for each in account.every("webhook_endpoint"):
        if each["status"] == "enabled" and {"*", kind} & set(each["enabled_events"]):
            yield each
