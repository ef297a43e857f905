"""Pure rules of clearing (消込)."""

from __future__ import annotations

from collections.abc import Sequence

from minamoto.money.receipts.model import ClearableClaim, Clearing, ClearingResult


def allocate_payment(claims: Sequence[ClearableClaim], amount_yen: int) -> ClearingResult:
    """Return which claims an amount clears, in the order given, and what is left over.

    :raises ValueError: when the amount is not above zero.
    """
    if amount_yen <= 0:
        message = f"a receipt is above zero yen, got {amount_yen}"
        raise ValueError(message)
    left = amount_yen
    clearings = []
    for claim in claims:
        share = min(left, claim.open_yen)
        if share > 0:
            clearings.append(Clearing(claim, share))
            left -= share
    return ClearingResult(tuple(clearings), left)
