"""What the demonstration remembers between runs: its day, its passwords, and the keys of its servers."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path

import msgspec

FILE = "demo.json"


class DemoState(msgspec.Struct):
    """The demonstration's own facts. The file is readable by its owner only."""

    as_of: date
    application_password: str
    login_password: str
    stripe_keys: dict[str, dict[str, str]] = {}


def load_state(folder: Path, *, today: date) -> DemoState:
    """Return the state of an earlier run, or a fresh one that is kept from now on."""
    path = folder / FILE
    if path.exists():
        return msgspec.json.decode(path.read_bytes(), type=DemoState)
    state = DemoState(
        as_of=today,
        application_password=secrets.token_urlsafe(24),
        login_password=f"minamoto-{secrets.token_hex(3)}-{secrets.token_hex(3)}",
    )
    save_state(folder, state)
    return state


def save_state(folder: Path, state: DemoState) -> None:
    """Keep the state, readable by the owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / FILE
    path.touch(mode=0o600)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(state)))
