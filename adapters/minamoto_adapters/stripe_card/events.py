"""What Stripe's events tell, in our words (https://docs.stripe.com/api/events/types)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from minamoto.kernel.errors import InvalidInput
from minamoto.money.receipts.ports import PaymentEvent, PaymentEventKind
from minamoto_adapters.stripe_card.names import CARD, CURRENCY, OUR_METHODS, REFERENCE


class EventUnreadable(InvalidInput):
    """A message is not one of Stripe's events, lacks what its kind always has, or is not about yen."""

    code = "payment-event-unreadable"
    ja = "決済サービスからの通知を読み取れませんでした。"
    en = "The message of the payment service could not be read."


class _Failure(msgspec.Struct):
    code: str | None = None
    decline_code: str | None = None


class _MethodDetails(msgspec.Struct):
    type: str | None = None


class _Subject(msgspec.Struct):
    """The fields used of a session, a payment intent, a charge or a dispute."""

    id: str
    currency: str | None = None
    client_reference_id: str | None = None
    metadata: dict[str, str] | None = None
    payment_intent: str | dict[str, Any] | None = None
    payment_status: str | None = None
    payment_method_types: list[str] = msgspec.field(default_factory=list)
    payment_method_details: _MethodDetails | None = None
    amount: int | None = None
    amount_total: int | None = None
    amount_received: int | None = None
    amount_refunded: int | None = None
    last_payment_error: _Failure | None = None

    @property
    def intent_id(self) -> str | None:
        """The payment intent's id, whether Stripe expanded it or not."""
        if isinstance(self.payment_intent, dict):
            found = self.payment_intent.get("id")
            return found if isinstance(found, str) else None
        return self.payment_intent

    @property
    def method(self) -> str:
        """Our word for the way of payment; a payment that may take several ways counts as a card's."""
        details = self.payment_method_details
        theirs = details.type if details is not None else next(iter(self.payment_method_types), None)
        return OUR_METHODS.get(theirs or "", CARD)

    @property
    def reference(self) -> str | None:
        """Our own name of the attempt, as it was sent along."""
        return self.client_reference_id or (self.metadata or {}).get(REFERENCE)


class _Data(msgspec.Struct):
    object: msgspec.Raw


class _Event(msgspec.Struct):
    id: str
    type: str
    created: int
    data: _Data


class _Told(msgspec.Struct, frozen=True):
    """What one kind of event tells of its subject."""

    kind: PaymentEventKind
    external_id: str | None
    payment_reference: str | None
    amount_yen: int | None
    failure_code: str | None = None


def event_id_of(body: bytes) -> str:
    """Return an event's id, which stays the same however often it is delivered.

    :raises EventUnreadable: when the message is no event.
    """
    return _decode(body).id


def read_event(body: bytes) -> PaymentEvent:
    """Return what an event tells; of kinds that are not used, only that it came.

    :raises EventUnreadable: when the message is no event, or is not about yen.
    """
    event = _decode(body)
    reader = _READERS.get(event.type)
    if reader is None:
        return _written(event, _Told(PaymentEventKind.OTHER, None, None, None), method=CARD, reference=None)
    try:
        subject = msgspec.json.decode(event.data.object, type=_Subject)
    except msgspec.MsgspecError:
        raise EventUnreadable from None
    if subject.currency != CURRENCY:
        raise EventUnreadable
    return _written(event, reader(subject), method=subject.method, reference=subject.reference)


def _decode(body: bytes) -> _Event:
    try:
        event = msgspec.json.decode(body, type=_Event)
        datetime.fromtimestamp(event.created, UTC)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, OverflowError, OSError):
        raise EventUnreadable from None
    if not event.id:
        raise EventUnreadable
    return event


def _written(event: _Event, told: _Told, *, method: str, reference: str | None) -> PaymentEvent:
    return PaymentEvent(
        event_id=event.id,
        kind=told.kind,
        external_id=told.external_id,
        payment_reference=told.payment_reference,
        amount_yen=told.amount_yen,
        method=method,
        occurred_at=datetime.fromtimestamp(event.created, UTC),
        failure_code=told.failure_code,
        reference=reference,
    )


_COMPLETED: Final = {"paid": PaymentEventKind.PAID, "unpaid": PaymentEventKind.PENDING}


def _session(kind: PaymentEventKind | None, failure_code: str | None = None) -> Callable[[_Subject], _Told]:
    """Return a reader of sessions; without a kind, the session's payment status is the kind."""

    def read(subject: _Subject) -> _Told:
        found = kind or _COMPLETED.get(subject.payment_status or "", PaymentEventKind.OTHER)
        return _Told(found, subject.id, subject.intent_id, subject.amount_total, failure_code)

    return read


def _intent_succeeded(subject: _Subject) -> _Told:
    amount = subject.amount_received if subject.amount_received is not None else subject.amount
    return _Told(PaymentEventKind.PAID, subject.id, subject.id, amount)


def _intent_failed(subject: _Subject) -> _Told:
    failure = subject.last_payment_error or _Failure()
    code = failure.decline_code or failure.code
    return _Told(PaymentEventKind.FAILED, subject.id, subject.id, subject.amount, code or "payment_failed")


def _charge_refunded(subject: _Subject) -> _Told:
    """The sum of all refunds of the charge so far."""
    return _Told(PaymentEventKind.REFUNDED, subject.intent_id, subject.intent_id, subject.amount_refunded)


def _dispute_created(subject: _Subject) -> _Told:
    return _Told(PaymentEventKind.DISPUTED, subject.intent_id, subject.intent_id, subject.amount)


_READERS: Final[dict[str, Callable[[_Subject], _Told]]] = {
    "checkout.session.completed": _session(None),
    "checkout.session.async_payment_succeeded": _session(PaymentEventKind.PAID),
    "checkout.session.async_payment_failed": _session(PaymentEventKind.FAILED, "voucher_not_paid"),
    "checkout.session.expired": _session(PaymentEventKind.EXPIRED),
    "payment_intent.succeeded": _intent_succeeded,
    "payment_intent.payment_failed": _intent_failed,
    "charge.refunded": _charge_refunded,
    "charge.dispute.created": _dispute_created,
}
