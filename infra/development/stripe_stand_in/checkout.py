"""Checkout sessions: opened by API, paid on the hosted page."""

from __future__ import annotations

import secrets

import payments
from cards import Outcome
from forms import Json
from refusals import check_known, invalid, require, whole_number
from world import Account, World

DAY_S = 86_400
SESSION_S = DAY_S
"""A session lives a day unless it says otherwise."""
VOUCHER_S = 3 * DAY_S

_PARAMS = {
    "mode", "allowed_payment_method_types", "excluded_payment_method_types", "client_reference_id", "locale",
    "success_url", "cancel_url", "metadata", "payment_intent_data", "line_items", "expires_at", "customer",
    "customer_email", "payment_method_options", "submit_type",
}  # fmt: skip


def create_session(world: World, account: Account, params: Json, base_url: str) -> Json:
    check_known(params, _PARAMS)
    require(params, "mode", "success_url", "line_items")
    if params["mode"] != "payment":
        raise invalid("Only mode=payment is spoken here.", param="mode")
    amount, name = _total(params["line_items"])
    types = params.get("allowed_payment_method_types") or ["card", "konbini"]
    if not set(types) <= {"card", "konbini"}:
        raise invalid("Invalid payment method type.", param="allowed_payment_method_types")
    payments.check_amount(amount, "jpy", types)
    session = world.create(
        account,
        "cs_test",
        "checkout.session",
        mode="payment",
        status="open",
        payment_status="unpaid",
        amount_subtotal=amount,
        amount_total=amount,
        currency="jpy",
        payment_method_types=types,
        payment_intent=None,
        client_reference_id=params.get("client_reference_id"),
        metadata=params.get("metadata") or {},
        success_url=params["success_url"],
        cancel_url=params.get("cancel_url"),
        customer=params.get("customer"),
        locale=params.get("locale"),
        expires_at=_expiry(world, params),
        _name=name,
        _intent_data=params.get("payment_intent_data") or {},
        _message=None,
        _voucher=None,
    )
    session["url"] = f"{base_url}/pay/{session['id']}"
    return session


def _total(items: object) -> tuple[int, str]:
    if not isinstance(items, list):
        raise invalid("Invalid array", param="line_items")
    amount, names = 0, []
    for place, item in enumerate(items):
        price = item.get("price_data") or {}
        require(price, "currency", "unit_amount", "product_data")
        if price["currency"] != "jpy":
            raise invalid("Only jpy is spoken here.", param=f"line_items[{place}][price_data][currency]")
        amount += whole_number(price, "unit_amount") * whole_number({"quantity": 1, **item}, "quantity")
        names.append(str(price["product_data"].get("name", "")))
    return amount, "、".join(names)


def _expiry(world: World, params: Json) -> int:
    if "expires_at" not in params:
        return world.now() + SESSION_S
    at = whole_number(params, "expires_at")
    if not world.now() + 1800 <= at <= world.now() + DAY_S:
        raise invalid("expires_at must be 30 minutes to 24 hours from now.", param="expires_at")
    return at


def expire_session(world: World, account: Account, session: Json) -> Json:
    if session["status"] != "open":
        message = 'Only Checkout Sessions with a status in ["open"] can be expired.'
        raise invalid(message, code="checkout_session_not_open")
    session.update(status="expired", url=None)
    world.emit(account, "checkout.session.expired", session)
    return session


def sweep(world: World) -> None:
    """Let sessions and vouchers run out whose time is over."""
    now = world.now()
    for account in world.accounts.values():
        for session in account.every("checkout.session"):
            if session["status"] == "open" and session["expires_at"] <= now:
                expire_session(world, account, session)
            elif session["_voucher"] and session["_voucher"]["until"] <= now:
                let_voucher_expire(world, account, session)


def pay_by_card(world: World, account: Account, session: Json, outcome: Outcome) -> bool:
    """Pay an open session; what is refused leaves it open, with a message to the payer."""
    intent = _intent(world, account, session)
    if not payments.pay_by_card(world, account, intent, outcome):
        session["_message"] = outcome.message_ja
        return False
    session.update(status="complete", payment_status="paid", _message=None)
    world.emit(account, "checkout.session.completed", session)
    return True


def issue_voucher(world: World, account: Account, session: Json) -> None:
    """Complete a session with a number to pay with at a convenience store; the money comes later."""
    intent = _intent(world, account, session)
    until = world.now() + VOUCHER_S
    voucher = {
        "code": f"{secrets.randbelow(10**11):011d}",
        "confirmation": f"{secrets.randbelow(10**6):06d}",
        "until": until,
    }
    details = {
        "expires_at": until,
        "hosted_voucher_url": session["url"],
        "stores": {"familymart": {"payment_code": voucher["code"], "confirmation_number": "1"}},
    }
    intent.update(
        status="requires_action",
        next_action={"type": "konbini_display_details", "konbini_display_details": details},
    )
    session.update(status="complete", payment_status="unpaid", _voucher=voucher, _message=None)
    world.emit(account, "payment_intent.requires_action", intent)
    world.emit(account, "checkout.session.completed", session)


def pay_voucher(world: World, account: Account, session: Json) -> None:
    """Take the money at the store's counter, once."""
    if session["_voucher"] is None or session["payment_status"] == "paid":
        return
    payments.pay_at_counter(world, account, account.get("payment_intent", session["payment_intent"]))
    session.update(payment_status="paid", _voucher=None)
    world.emit(account, "checkout.session.async_payment_succeeded", session)


def let_voucher_expire(world: World, account: Account, session: Json) -> None:
    if session["_voucher"] is None or session["payment_status"] == "paid":
        return
    payments.fail_voucher(world, account, account.get("payment_intent", session["payment_intent"]))
    session.update(_voucher=None)
    world.emit(account, "checkout.session.async_payment_failed", session)


def _intent(world: World, account: Account, session: Json) -> Json:
    """Return the session's payment intent, which begins with the first attempt to pay."""
    if session["payment_intent"] is not None:
        return account.get("payment_intent", session["payment_intent"])
    data = session["_intent_data"]
    intent = payments.new_intent(
        world,
        account,
        amount=session["amount_total"],
        types=list(session["payment_method_types"]),
        metadata=data.get("metadata") or {},
        description=data.get("description"),
        customer=session["customer"],
    )
    session["payment_intent"] = intent["id"]
    return intent
