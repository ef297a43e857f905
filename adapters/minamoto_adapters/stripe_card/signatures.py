"""Whether Stripe wrote a message, and lately."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from stripe import SignatureVerificationError, WebhookSignature

from minamoto.money.receipts.ports import SignatureRefused

HEADER: Final = "stripe-signature"
TOLERANCE: Final = timedelta(minutes=5)
"""How far a message's time may be from ours (https://docs.stripe.com/webhooks#replay-attacks)."""


def check_signature(*, body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> None:
    """Verify a message by Stripe's own rule; its time is compared with ``now``, not with the machine's clock.

    :raises SignatureRefused: when the signature is missing, wrong, too old or from the future.
    """
    header = headers.get(HEADER, "")
    if not header.isascii():
        raise SignatureRefused
    try:
        WebhookSignature.verify_header(body, header, secret, tolerance=None)
        written = _written_at(header)
    except (SignatureVerificationError, UnicodeDecodeError, ValueError):
        # The cause would carry the body and the header: it is left out.
        raise SignatureRefused from None
    if abs(int(now.timestamp()) - written) > TOLERANCE.total_seconds():
        raise SignatureRefused


def _written_at(header: str) -> int:
    """Return the signed time of a header that was verified: its first ``t``, which is the one signed."""
    return next(int(item.partition("=")[2]) for item in header.split(",") if item.startswith("t="))
