"""Waiting for something that another process does: by its condition, within a bound, never for a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

_PAUSE_S = 0.02


async def until(condition: Callable[[], Awaitable[T]], *, what: str, within_s: float = 30.0) -> T:
    """Return the condition's first true value; fail with ``what`` when the bound passes first."""
    deadline = time.monotonic() + within_s
    while True:
        value = await condition()
        if value:
            return value
        if time.monotonic() > deadline:
            message = f"waited {within_s:.0f} s in vain: {what}"
            raise AssertionError(message)
        await asyncio.sleep(_PAUSE_S)
