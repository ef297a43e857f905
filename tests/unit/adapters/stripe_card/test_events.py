"""Stripe's events in our words. Shapes: https://docs.stripe.com/api/events/types, API 2026-10-28.endive."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.money.receipts.ports import PaymentEvent, PaymentEventKind
from minamoto_adapters.stripe_card.events import EventUnreadable, event_id_of, read_event

SESSION = {
    "id": "cs_test_1",
    "object": "checkout.session",
    "currency": "jpy",
    "amount_total": 8904,
    "client_reference_id": "1-42",
    "payment_intent": "pi_1",
    "payment_status": "paid",
    "payment_method_types": ["card"],
    "metadata": {"reference": "1-42"},
}
INTENT = {
    "id": "pi_1",
    "object": "payment_intent",
    "currency": "jpy",
    "amount": 8904,
    "amount_received": 8904,
    "payment_method_types": ["card"],
    "metadata": {"reference": "1-42"},
}
CHARGE = {
    "id": "ch_1",
    "object": "charge",
    "currency": "jpy",
    "amount": 8904,
    "amount_refunded": 904,
    "payment_intent": "pi_1",
    "payment_method_details": {"type": "card"},
    "metadata": {"reference": "1-42"},
}
DISPUTE = {"id": "dp_1", "object": "dispute", "currency": "jpy", "amount": 8904, "payment_intent": "pi_1"}


def _event(kind: str, subject: dict[str, Any], **more: Any) -> bytes:
    return msgspec.json.encode(
        {"id": "evt_1", "type": kind, "created": 1_792_454_400, "data": {"object": {**subject, **more}}}
    )


def _told(event: PaymentEvent) -> tuple[PaymentEventKind, str | None, str | None, int | None]:
    return event.kind, event.external_id, event.payment_reference, event.amount_yen


@pytest.mark.parametrize(
    ("kind", "subject", "expected"),
    [
        ("checkout.session.completed", SESSION, PaymentEventKind.PAID),
        ("checkout.session.completed", {**SESSION, "payment_status": "unpaid"}, PaymentEventKind.PENDING),
        (
            "checkout.session.completed",
            {**SESSION, "payment_status": "no_payment_required"},
            PaymentEventKind.OTHER,
        ),
        ("checkout.session.async_payment_succeeded", SESSION, PaymentEventKind.PAID),
        ("checkout.session.async_payment_failed", SESSION, PaymentEventKind.FAILED),
        ("checkout.session.expired", SESSION, PaymentEventKind.EXPIRED),
    ],
)
def test_a_session_is_told_by_its_own_id_and_its_payments(
    kind: str, subject: dict[str, Any], expected: PaymentEventKind
) -> None:
    event = read_event(_event(kind, subject))

    assert _told(event) == (expected, "cs_test_1", "pi_1", 8904)
    assert event.reference == "1-42"
    assert event.occurred_at == datetime.fromtimestamp(1_792_454_400, UTC)


def test_checkout_and_payment_of_one_payment_have_one_payment_reference() -> None:
    session = read_event(_event("checkout.session.completed", SESSION))
    intent = read_event(_event("payment_intent.succeeded", INTENT))

    assert session.payment_reference == intent.payment_reference == "pi_1"
    assert session.reference == intent.reference
    assert session.kind is intent.kind is PaymentEventKind.PAID


def test_a_payment_counts_what_was_received() -> None:
    event = read_event(_event("payment_intent.succeeded", INTENT, amount_received=5000))

    assert event.amount_yen == 5000


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ({"code": "card_declined", "decline_code": "insufficient_funds"}, "insufficient_funds"),
        ({"code": "expired_card"}, "expired_card"),
        (None, "payment_failed"),
    ],
)
def test_a_failure_gives_the_most_exact_code(error: dict[str, str] | None, code: str) -> None:
    event = read_event(_event("payment_intent.payment_failed", INTENT, last_payment_error=error))

    assert (event.kind, event.failure_code) == (PaymentEventKind.FAILED, code)


def test_a_refund_tells_the_sum_refunded_so_far() -> None:
    event = read_event(_event("charge.refunded", CHARGE))

    assert _told(event) == (PaymentEventKind.REFUNDED, "pi_1", "pi_1", 904)


def test_a_dispute_tells_its_payment_expanded_or_not() -> None:
    plain = read_event(_event("charge.dispute.created", DISPUTE))
    expanded = read_event(_event("charge.dispute.created", DISPUTE, payment_intent=INTENT))

    assert _told(plain) == _told(expanded) == (PaymentEventKind.DISPUTED, "pi_1", "pi_1", 8904)


def test_a_konbini_payment_is_one_at_a_convenience_store() -> None:
    session = read_event(
        _event("checkout.session.async_payment_succeeded", SESSION, payment_method_types=["konbini"])
    )
    charge = read_event(_event("charge.refunded", CHARGE, payment_method_details={"type": "konbini"}))

    assert session.method == charge.method == "convenience_store"


def test_events_of_other_kinds_are_passed_over_whatever_they_hold() -> None:
    event = read_event(b'{"id":"evt_1","type":"customer.created","created":1,"data":{"object":[1.5]}}')

    assert event.kind is PaymentEventKind.OTHER


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"\xff",
        b'{"id":"","type":"a","created":1,"data":{"object":{}}}',
        b'{"id":"evt_1","type":"a","created":99999999999999,"data":{"object":{}}}',
        b'{"id":"evt_1","type":"a","created":1.5,"data":{"object":{}}}',
        _event("payment_intent.succeeded", INTENT, currency="usd"),
        _event("payment_intent.succeeded", INTENT, currency=None),
        _event("payment_intent.succeeded", INTENT, amount="8904"),
        _event("payment_intent.succeeded", INTENT, amount_received=89.04),
        _event("payment_intent.succeeded", INTENT, id=None),
    ],
)
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(EventUnreadable):
        read_event(body)


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(msgspec.json.encode)
)
def test_no_bytes_lead_to_another_error(body: bytes) -> None:
    with suppress(EventUnreadable):
        event_id_of(body)
    with suppress(EventUnreadable):
        read_event(body)
