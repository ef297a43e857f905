"""Values of receipts, clearings and payment attempts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class ReceiptMethod(StrEnum):
    """By which way money came in."""

    CARD = "card"
    CONVENIENCE_STORE = "convenience_store"
    DIRECT_DEBIT = "direct_debit"
    BANK_TRANSFER = "bank_transfer"
    COUNTER = "counter"
    SMARTPHONE = "smartphone"


class ReceiptStage(StrEnum):
    """Whether the money is told of (速報・仮消込) or certain (確報・本消込)."""

    PROVISIONAL = "provisional"
    FINAL = "final"


class AttemptState(StrEnum):
    """Where a payment attempt stands."""

    STARTED = "started"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


class OverpaymentReason(StrEnum):
    """Why money was received beyond what was owed (過誤納事由)."""

    DOUBLE_PAYMENT = "double_payment"
    OVER_AMOUNT = "over_amount"
    UNMATCHED = "unmatched"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """Money that came in. ``reference`` is the outside party's own name for it, unique per method."""

    method: ReceiptMethod
    reference: str
    amount_yen: int
    received_on: date
    payer_account_id: int | None
    stage: ReceiptStage = ReceiptStage.FINAL
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordedReceipt:
    """A receipt in the books; ``is_new`` is false when the same reference had come before."""

    receipt_id: int
    fiscal_year: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class ClearableClaim:
    """A claim as clearing sees it."""

    claim_id: int
    service: str
    payer_account_id: int
    claim_yen: int
    cleared_yen: int

    @property
    def open_yen(self) -> int:
        """What is still owed."""
        return self.claim_yen - self.cleared_yen


@dataclass(frozen=True, slots=True)
class Clearing:
    """How much of a receipt pays a claim."""

    claim: ClearableClaim
    amount_yen: int


@dataclass(frozen=True, slots=True)
class ClearingResult:
    """What became of a receipt: the clearings, and the money left over."""

    clearings: tuple[Clearing, ...]
    left_yen: int


@dataclass(frozen=True, slots=True)
class PaymentAttempt:
    """A payment somebody began at a processor."""

    attempt_id: int
    invoice_id: int
    fiscal_year: int
    processor: str
    method: str
    amount_yen: int
    state: AttemptState
    external_id: str | None
    redirect_url: str | None
    failure_code: str | None
