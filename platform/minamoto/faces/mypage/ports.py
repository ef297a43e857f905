"""What the portal asks of the journeys above the rooms it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class StartedPayment:
    """A payment that was begun at a processor."""

    attempt_id: int
    state: str
    redirect_url: str


class BillPayments(Protocol):
    """Begins payments. Called outside any transaction, for it talks to a processor and opens its own."""

    async def start(
        self,
        *,
        tenant_id: int,
        invoice_id: int,
        method: Literal["card", "convenience_store"],
        return_path: Callable[[int], str],
        idempotency_key: str,
        now: datetime,
    ) -> StartedPayment:
        """Begin a payment of the whole balance; the same key is the same payment.

        ``return_path`` gives, for the attempt's id, the path of this site the browser comes back to.

        :raises Conflict: when nothing is owed on the invoice, or the key was used for something else.
        :raises OutsidePartyFailed: when the processor does not answer.
        """
        ...
