"""Hashing of passwords with Argon2id (RFC 9106), off the event loop."""

from __future__ import annotations

import asyncio
import os
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from minamoto.foundation.identity.rules import normalise_password

# The least the OWASP Password Storage Cheat Sheet recommends for Argon2id: 19 MiB, two passes, one lane. The
# library's default (64 MiB, three passes) takes four times as long, which a crowd logging in on one day pays.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class _Gate:
    """Lets as many hashings run at once as there are processors: a flood of logins must not eat memory."""

    def __init__(self) -> None:
        self.semaphore: asyncio.Semaphore | None = None
        self.loop: asyncio.AbstractEventLoop | None = None

    def current(self) -> asyncio.Semaphore:
        loop = asyncio.get_running_loop()
        if self.semaphore is None or self.loop is not loop:
            self.semaphore, self.loop = asyncio.Semaphore(os.cpu_count() or 1), loop
        return self.semaphore


_gate = _Gate()


async def hash_password(password: str) -> str:
    """Return the hash to keep, with its parameters and salt."""
    async with _gate.current():
        return await asyncio.to_thread(_HASHER.hash, normalise_password(password))


async def verify_password(kept: str | None, password: str) -> bool:
    """Return whether a password is the one kept; without one, the same time is spent and it is not."""
    async with _gate.current():
        return await asyncio.to_thread(_verify, kept, normalise_password(password))


def needs_rehash(kept: str) -> bool:
    """Return whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def _verify(kept: str | None, password: str) -> bool:
    try:
        matches = _HASHER.verify(kept or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(matches) and kept is not None


@cache
def _nobodys_hash() -> str:
    """A hash no password is checked against but to spend the time a real check takes."""
    return _HASHER.hash(os.urandom(16).hex())
