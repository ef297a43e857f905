"""What receipts need from outside: a processor that takes payments, and its signed word of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from minamoto.kernel.errors import InvalidInput, OutsidePartyFailed


class ProcessorUnavailable(OutsidePartyFailed):
    """The processor did not answer, or refused for reasons of its own; nothing was charged."""

    code = "processor-unavailable"
    ja = "決済サービスに接続できませんでした。料金は請求されていません。時間をおいてお試しください。"
    en = "The payment service did not answer. Nothing was charged. Please try again later."


class SignatureRefused(InvalidInput):
    """A message that claims to come from the processor is not signed by it, or is too old."""

    code = "signature-refused"
    ja = "署名を確認できませんでした。"
    en = "The signature could not be verified."


class PaymentEventKind(StrEnum):
    """What a processor tells of a payment."""

    PENDING = "pending"  # a voucher was issued, money is not there yet
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """What a processor is asked to collect. ``reference`` is opaque and names our attempt.

    ``idempotency_key`` makes asking twice the same checkout. No personal data goes along.
    """

    tenant_slug: str
    reference: str
    description: str
    amount_yen: int
    method: str
    return_url: str
    cancel_url: str
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class CheckoutOpened:
    """Where the payer goes next, and the processor's id of the checkout."""

    external_id: str
    redirect_url: str


@dataclass(frozen=True, slots=True)
class PaymentEvent:
    """One signed message of a processor, in our words.

    ``external_id`` is the checkout's id, ``payment_reference`` the money's own id (a receipt's reference),
    ``reference`` the one that a ``CheckoutRequest`` carried, where the processor tells it.
    """

    event_id: str
    kind: PaymentEventKind
    external_id: str | None
    payment_reference: str | None
    amount_yen: int | None
    method: str
    occurred_at: datetime
    failure_code: str | None = None
    reference: str | None = None


@runtime_checkable
class PaymentProcessor(Protocol):
    """A party that takes payments. Credentials are the tenant's settings, given with each call."""

    @property
    def name(self) -> str:
        """Stable name, used in addresses and rows, such as ``stripe``."""
        ...

    async def open_checkout(self, request: CheckoutRequest, *, settings: Mapping[str, str]) -> CheckoutOpened:
        """Ask the processor to collect an amount.

        :raises ProcessorUnavailable: when it did not answer or refused.
        """
        ...

    def check_signature(
        self, *, body: bytes, headers: Mapping[str, str], settings: Mapping[str, str], now: datetime
    ) -> None:
        """Verify that the processor itself wrote a message, and lately. ``headers`` are in lower case.

        :raises SignatureRefused: when the signature is missing, wrong or too old.
        """
        ...

    def read_event(self, body: bytes) -> PaymentEvent:
        """Return what a message tells; its signature was checked when it came in.

        :raises InvalidInput: when it is not a message of this processor.
        """
        ...
