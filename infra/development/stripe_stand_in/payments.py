"""Payment intents, charges, refunds and disputes, and the events they cause."""

from __future__ import annotations

import secrets
from typing import Any

from cards import OUTCOMES, TEST_METHODS, Outcome, outcome_of
from forms import Json
from refusals import Refusal, check_known, invalid, require, whole_number
from world import Account, World

MIN_CARD_YEN = 50
"""https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts"""
MAX_CARD_YEN = 9_999_999
KONBINI_YEN = range(120, 300_001)
"""https://docs.stripe.com/payments/konbini"""

_INTENT_PARAMS = {
    "amount", "currency", "customer", "payment_method", "confirm", "off_session", "metadata", "description",
    "allowed_payment_method_types", "automatic_payment_methods", "return_url", "receipt_email",
    "statement_descriptor", "statement_descriptor_suffix",
}  # fmt: skip


def check_amount(amount: int, currency: object, types: list[str]) -> None:
    """Refuse amounts that Stripe would refuse."""
    if currency != "jpy":
        raise invalid("Only jpy is spoken here.", param="currency")
    if amount < MIN_CARD_YEN:
        raise invalid("Amount must be at least ¥50 jpy", param="amount", code="amount_too_small")
    if amount > MAX_CARD_YEN:
        raise invalid("Amount must be no more than ¥9,999,999", param="amount", code="amount_too_large")
    if types == ["konbini"] and amount not in KONBINI_YEN:
        raise invalid("Konbini takes ¥120 to ¥300,000.", param="amount", code="amount_too_large")


def new_intent(
    world: World, account: Account, *, amount: int, types: list[str], metadata: Json, **more: Any
) -> Json:
    """Return a payment intent that waits for a way of payment."""
    intent = world.create(
        account,
        "pi",
        "payment_intent",
        amount=amount,
        amount_received=0,
        currency="jpy",
        status="requires_payment_method",
        capture_method="automatic_async",
        payment_method_types=types,
        metadata=metadata,
        last_payment_error=None,
        latest_charge=None,
        next_action=None,
        canceled_at=None,
        **{"customer": None, "payment_method": None, "description": None, **more},
    )
    intent["client_secret"] = f"{intent['id']}_secret_{secrets.token_hex(8)}"
    world.emit(account, "payment_intent.created", intent)
    return intent


def create_intent(world: World, account: Account, params: Json) -> Json:
    check_known(params, _INTENT_PARAMS)
    require(params, "amount", "currency")
    amount, types = whole_number(params, "amount"), params.get("allowed_payment_method_types") or ["card"]
    check_amount(amount, params["currency"], types)
    customer = params.get("customer")
    if customer:
        account.get("customer", customer)
    method = params.get("payment_method")
    if method and method not in TEST_METHODS:
        account.get("payment_method", method)
    intent = new_intent(
        world,
        account,
        amount=amount,
        types=types,
        metadata=params.get("metadata") or {},
        customer=customer,
        description=params.get("description"),
    )
    if params.get("confirm") == "true":
        return confirm_intent(world, account, intent, params)
    return intent


def confirm_intent(world: World, account: Account, intent: Json, params: Json) -> Json:
    """Pay with a card on file. What is refused is raised, as Stripe answers it."""
    if intent["status"] not in {"requires_payment_method", "requires_confirmation", "requires_action"}:
        message = f"This PaymentIntent's status is {intent['status']}."
        raise invalid(message, code="payment_intent_unexpected_state")
    method = params.get("payment_method") or intent["payment_method"]
    if not method:
        raise invalid("A payment method is needed.", param="payment_method", code="parameter_missing")
    outcome = method_outcome(account, method)
    if outcome.name == "authentication" and params.get("off_session") != "true":
        intent.update(status="requires_action", payment_method=method, next_action={"type": "use_stripe_sdk"})
        world.emit(account, "payment_intent.requires_action", intent)
        return intent
    intent["payment_method"] = method
    if pay_by_card(world, account, intent, outcome):
        return intent
    raise card_refusal(intent, outcome)


def method_outcome(account: Account, method: str) -> Outcome:
    if method in TEST_METHODS:
        return TEST_METHODS[method]
    return OUTCOMES[account.get("payment_method", method)["_outcome"]]


def card_refusal(intent: Json, outcome: Outcome) -> Refusal:
    return Refusal(
        402,
        "card_error",
        outcome.message,
        code=outcome.code,
        decline_code=outcome.decline_code,
        payment_intent={"id": intent["id"], "object": "payment_intent", "status": intent["status"]},
    )


def pay_by_card(world: World, account: Account, intent: Json, outcome: Outcome) -> bool:
    """Charge a card, tell of it, and say whether it was paid."""
    charge = _charge(world, account, intent, kind="card", paid=outcome.succeeds)
    if outcome.succeeds:
        succeed(world, account, intent, charge)
        return True
    error = {
        "type": "card_error",
        "code": outcome.code,
        "decline_code": outcome.decline_code,
        "message": outcome.message,
    }
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error=error,
        latest_charge=charge["id"],
    )
    charge.update(failure_code=outcome.code, failure_message=outcome.message)
    world.emit(account, "charge.failed", charge)
    world.emit(account, "payment_intent.payment_failed", intent)
    return False


def pay_at_counter(world: World, account: Account, intent: Json) -> None:
    """Take the money of a convenience-store voucher."""
    succeed(world, account, intent, _charge(world, account, intent, kind="konbini", paid=True))


def fail_voucher(world: World, account: Account, intent: Json) -> None:
    """Let a convenience-store voucher run out."""
    error = {
        "type": "invalid_request_error",
        "code": "payment_intent_payment_attempt_expired",
        "message": "The payment voucher expired.",
    }
    intent.update(status="requires_payment_method", next_action=None, last_payment_error=error)
    world.emit(account, "payment_intent.payment_failed", intent)


def succeed(world: World, account: Account, intent: Json, charge: Json) -> None:
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        next_action=None,
        last_payment_error=None,
    )
    world.emit(account, "charge.succeeded", charge)
    world.emit(account, "payment_intent.succeeded", intent)


def _charge(world: World, account: Account, intent: Json, *, kind: str, paid: bool) -> Json:
    return world.create(
        account,
        "ch",
        "charge",
        amount=intent["amount"],
        amount_refunded=0,
        currency="jpy",
        captured=paid,
        paid=paid,
        refunded=False,
        disputed=False,
        status="succeeded" if paid else "failed",
        payment_intent=intent["id"],
        payment_method=intent["payment_method"],
        payment_method_details={"type": kind},
        customer=intent["customer"],
        metadata=dict(intent["metadata"]),
        failure_code=None,
        failure_message=None,
    )


def cancel_intent(world: World, account: Account, intent: Json) -> Json:
    if intent["status"] in {"succeeded", "canceled"}:
        message = f"This PaymentIntent's status is {intent['status']}."
        raise invalid(message, code="payment_intent_unexpected_state")
    intent.update(status="canceled", canceled_at=world.now(), next_action=None)
    world.emit(account, "payment_intent.canceled", intent)
    return intent


def create_refund(world: World, account: Account, params: Json) -> Json:
    check_known(params, {"payment_intent", "charge", "amount", "reason", "metadata"})
    charge = _paid_charge(account, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = whole_number(params, "amount") if "amount" in params else left
    if left == 0:
        raise invalid("Charge has already been refunded.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise invalid("Refund amount is greater than unrefunded amount on charge.", param="amount")
    refund = world.create(
        account,
        "re",
        "refund",
        amount=amount,
        currency="jpy",
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        reason=params.get("reason"),
        metadata=params.get("metadata") or {},
        status="succeeded",
    )
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    world.emit(account, "refund.created", refund)
    world.emit(account, "charge.refunded", charge)
    return refund


def open_dispute(world: World, account: Account, params: Json) -> Json:
    """Let a payer dispute a charge with the bank (チャージバック)."""
    charge = _paid_charge(account, params)
    charge["disputed"] = True
    dispute = world.create(
        account,
        "dp",
        "dispute",
        amount=charge["amount"],
        currency="jpy",
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        reason=params.get("reason", "fraudulent"),
        status="needs_response",
        metadata={},
    )
    world.emit(account, "charge.dispute.created", dispute)
    return dispute


def _paid_charge(account: Account, params: Json) -> Json:
    number = params.get("charge")
    if not number:
        require(params, "payment_intent")
        number = account.get("payment_intent", params["payment_intent"])["latest_charge"] or ""
    charge = account.get("charge", number)
    if not charge["paid"]:
        raise invalid("This charge was not paid.", code="charge_not_refundable")
    return charge


def create_method(world: World, account: Account, params: Json) -> Json:
    """Keep a card on file: what paying with it comes to, and nothing that was typed."""
    check_known(params, {"type", "card", "billing_details", "metadata"})
    number = str((params.get("card") or {}).get("number", ""))
    outcome = outcome_of(number)
    if params.get("type") != "card" or outcome is None:
        raise invalid(
            "Only Stripe's test cards are taken here.", param="card[number]", code="incorrect_number"
        )
    return world.create(
        account,
        "pm",
        "payment_method",
        type="card",
        card={"brand": "visa"},
        customer=None,
        metadata=params.get("metadata") or {},
        _outcome=outcome.name,
    )


def attach_method(account: Account, method: Json, params: Json) -> Json:
    require(params, "customer")
    account.get("customer", params["customer"])
    outcome = OUTCOMES[method["_outcome"]]
    if outcome.name in {"declined", "insufficient_funds"}:
        raise Refusal(
            402, "card_error", outcome.message, code=outcome.code, decline_code=outcome.decline_code
        )
    method["customer"] = params["customer"]
    return method
