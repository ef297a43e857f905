"""Stripe as a processor of payments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from stripe import CardError
from stripe.params import PaymentIntentCreateParams
from stripe.params.checkout import SessionCreateParams

from minamoto.money.receipts.ports import (
    CheckoutOpened,
    CheckoutRequest,
    PaymentEvent,
    ProcessorUnavailable,
)
from minamoto_adapters.stripe_card.connection import conversation
from minamoto_adapters.stripe_card.events import read_event
from minamoto_adapters.stripe_card.names import CURRENCY, PROCESSOR, REFERENCE, STRIPE_TYPES
from minamoto_adapters.stripe_card.signatures import check_signature

AUTHENTICATION_REQUIRED: Final = "authentication_required"
"""Stripe's code for a card whose holder must be present (3-D Secure)."""


@dataclass(frozen=True, slots=True)
class CardCharge:
    """What became of a charge to a card on file. ``payment_reference`` is the payment intent's id."""

    state: Literal["paid", "failed"]
    payment_reference: str | None
    failure_code: str | None = None


class StripeProcessor:
    """Takes payments through Stripe. Holds no state: every call brings the tenant's settings.

    Settings: ``api_key``, ``webhook_secret`` and, for a counterpart other than Stripe, ``api_base``.
    """

    @property
    def name(self) -> str:
        """``stripe``."""
        return PROCESSOR

    async def open_checkout(self, request: CheckoutRequest, *, settings: Mapping[str, str]) -> CheckoutOpened:
        """Open a Checkout Session in payment mode (https://docs.stripe.com/api/checkout/sessions/create).

        :raises ProcessorUnavailable: when Stripe did not answer or refused.
        """
        try:
            async with conversation(settings) as client:
                session = await client.v1.checkout.sessions.create_async(
                    _session_of(request), {"idempotency_key": request.idempotency_key}
                )
                if not session.url:
                    raise ProcessorUnavailable
                return CheckoutOpened(external_id=session.id, redirect_url=session.url)
        except CardError:
            raise ProcessorUnavailable from None

    async def charge_stored_card(
        self,
        *,
        customer: str,
        payment_method: str,
        amount_yen: int,
        reference: str,
        idempotency_key: str,
        settings: Mapping[str, str],
    ) -> CardCharge:
        """Charge a card on file while its holder is away (https://docs.stripe.com/api/payment_intents/create).

        A card that is declined, or wants its holder, is an answer: ``failed`` with Stripe's code.

        :raises ProcessorUnavailable: when Stripe did not answer or refused for another reason.
        """
        params: PaymentIntentCreateParams = {
            "amount": amount_yen,
            "currency": CURRENCY,
            "customer": customer,
            "payment_method": payment_method,
            "confirm": True,
            "off_session": True,
            "metadata": {REFERENCE: reference},
        }
        try:
            async with conversation(settings) as client:
                intent = await client.v1.payment_intents.create_async(
                    params, {"idempotency_key": idempotency_key}
                )
        except CardError as error:
            return CardCharge("failed", None, error.code or "card_declined")
        if intent.status == "succeeded":
            return CardCharge("paid", intent.id)
        if intent.status == "requires_action":
            return CardCharge("failed", intent.id, AUTHENTICATION_REQUIRED)
        # Anything else (processing, requires_capture) is not what was asked for; the events will tell.
        raise ProcessorUnavailable

    def check_signature(
        self, *, body: bytes, headers: Mapping[str, str], settings: Mapping[str, str], now: datetime
    ) -> None:
        """Verify that Stripe wrote a message within the last five minutes. ``headers`` are in lower case.

        :raises SignatureRefused: when the signature is missing, wrong or too old.
        """
        check_signature(body=body, headers=headers, secret=settings.get("webhook_secret", ""), now=now)

    def read_event(self, body: bytes) -> PaymentEvent:
        """Return what a message tells.

        :raises EventUnreadable: when it is not an event of Stripe's about yen.
        """
        return read_event(body)


def _session_of(request: CheckoutRequest) -> SessionCreateParams:
    """Return a session that collects the amount by one way and carries our reference to its payment."""
    metadata = {REFERENCE: request.reference}
    return {
        "mode": "payment",
        # Endive (2026-09-30) took payment_method_types away from what may be sent:
        # https://docs.stripe.com/changelog/endive/2026-09-30/remove-payment-method-types-checkout-sessions
        "allowed_payment_method_types": [_stripe_type(request.method)],
        "client_reference_id": request.reference,
        "locale": "ja",
        "success_url": request.return_url,
        "cancel_url": request.cancel_url,
        "metadata": metadata,
        # A payment intent of a session does not tell the session's id; the reference makes it ours.
        "payment_intent_data": {"metadata": metadata, "description": request.description},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": CURRENCY,
                    "unit_amount": request.amount_yen,
                    "product_data": {"name": request.description},
                },
            }
        ],
    }


def _stripe_type(method: str) -> Literal["card", "konbini"]:
    found = STRIPE_TYPES.get(method)
    if found == "card":
        return "card"
    if found == "konbini":
        return "konbini"
    raise ProcessorUnavailable
