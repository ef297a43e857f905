"""How a payment attempt is named outside, so that a processor's word finds it again."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"([0-9]{1,10})-([0-9]{1,19})")


def reference_of(*, tenant: int, attempt_id: int) -> str:
    """Return the opaque name of an attempt that goes to a processor."""
    return f"{tenant}-{attempt_id}"


def own_attempt(reference: str | None, *, tenant: int) -> int | None:
    """Return the attempt that a reference names; nothing when it is another tenant's or not ours."""
    found = _REFERENCE.fullmatch(reference or "")
    if found is None or int(found[1]) != tenant:
        return None
    number = int(found[2])
    return number if number < 2**63 else None
