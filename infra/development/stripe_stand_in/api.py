"""The addresses of Stripe's HTTP API that are spoken here, and those of the stand-in itself."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import checkout
import payments
from cards import TEST_METHODS
from forms import Json
from refusals import Refusal, check_known, invalid, require
from webhooks import FAULTS, Deliveries
from world import API_VERSION, Account, World, shown


@dataclass
class Call:
    """One authenticated request."""

    world: World
    deliveries: Deliveries
    account: Account
    params: Json
    base_url: str
    number: str = ""


Handler = Callable[[Call], Json]
_ROUTES: list[tuple[str, re.Pattern[str], Handler]] = []


def _route(method: str, path: str) -> Callable[[Handler], Handler]:
    pattern = re.compile(re.escape(path).replace(r"\{id\}", r"(?P<id>[A-Za-z0-9_]+)") + "$")

    def keep(handler: Handler) -> Handler:
        _ROUTES.append((method, pattern, handler))
        return handler

    return keep


def _resource(path: str, kind: str) -> None:
    """Offer to list the objects of a kind and to retrieve one."""
    _route("GET", path)(lambda call: _listed(call, kind, path))
    _route("GET", f"{path}/{{id}}")(lambda call: call.account.get(kind, call.number))


def _listed(call: Call, kind: str, path: str) -> Json:
    limit = min(100, int(call.params.get("limit", 10)))
    found = call.account.every(kind)
    for name in ("type", "payment_intent", "customer", "status"):
        if name in call.params:
            found = [each for each in found if each.get(name) == call.params[name]]
    after = call.params.get("starting_after")
    if after is not None:
        places = [each["id"] for each in found]
        found = found[places.index(after) + 1 :] if after in places else []
    return {"object": "list", "url": path, "has_more": len(found) > limit, "data": found[:limit]}


def answer(call: Call, method: str, path: str, idempotency_key: str | None) -> tuple[int, Json, bool]:
    """Return status and body of a request, and whether they are those of an earlier one with the same key.

    The same key with the same request is the same answer; with another request it is an error
    (https://docs.stripe.com/api/idempotent_requests). Refusals that did nothing are not kept.
    """
    handler = _find(call, method, path)
    if idempotency_key is None or method != "POST":
        return 200, shown(handler(call)), False
    if len(idempotency_key) > 255:  # noqa: PLR2004 - Stripe's own bound
        raise invalid("Idempotency keys are at most 255 characters long.", code="idempotency_key_invalid")
    asked = hashlib.sha256(json.dumps([path, call.params], sort_keys=True).encode()).hexdigest()
    known = call.account.answers.get(idempotency_key)
    if known is not None:
        if known["asked"] != asked:
            message = "Keys for idempotent requests can only be used with the same parameters."
            raise Refusal(400, "idempotency_error", message)
        return known["status"], known["body"], True
    try:
        status, body = 200, shown(handler(call))
    except Refusal as refusal:
        if refusal.status != 402:  # noqa: PLR2004 - a charge that was tried and refused
            raise
        status, body = refusal.status, refusal.body
    body = json.loads(json.dumps(body))
    call.account.answers[idempotency_key] = {"asked": asked, "status": status, "body": body}
    return status, body, False


def _find(call: Call, method: str, path: str) -> Handler:
    for known_method, pattern, handler in _ROUTES:
        found = pattern.match(path)
        if found is not None and known_method == method:
            call.number = found.groupdict().get("id", "")
            return handler
    message = f"Unrecognized request URL ({method}: {path})."
    raise Refusal(404, "invalid_request_error", message)


@_route("POST", "/v1/checkout/sessions")
def _create_session(call: Call) -> Json:
    return checkout.create_session(call.world, call.account, call.params, call.base_url)


@_route("POST", "/v1/checkout/sessions/{id}/expire")
def _expire_session(call: Call) -> Json:
    session = call.account.get("checkout.session", call.number)
    return checkout.expire_session(call.world, call.account, session)


@_route("POST", "/v1/payment_intents")
def _create_intent(call: Call) -> Json:
    return payments.create_intent(call.world, call.account, call.params)


@_route("POST", "/v1/payment_intents/{id}/confirm")
def _confirm_intent(call: Call) -> Json:
    check_known(call.params, {"payment_method", "off_session", "return_url"})
    intent = call.account.get("payment_intent", call.number)
    return payments.confirm_intent(call.world, call.account, intent, call.params)


@_route("POST", "/v1/payment_intents/{id}/cancel")
def _cancel_intent(call: Call) -> Json:
    intent = call.account.get("payment_intent", call.number)
    return payments.cancel_intent(call.world, call.account, intent)


@_route("POST", "/v1/customers")
def _create_customer(call: Call) -> Json:
    check_known(call.params, {"metadata", "description"})
    return call.world.create(
        call.account,
        "cus",
        "customer",
        description=call.params.get("description"),
        metadata=call.params.get("metadata") or {},
    )


@_route("POST", "/v1/payment_methods")
def _create_method(call: Call) -> Json:
    return payments.create_method(call.world, call.account, call.params)


@_route("POST", "/v1/payment_methods/{id}/attach")
def _attach_method(call: Call) -> Json:
    named = TEST_METHODS.get(call.number)
    if named is None:
        method = call.account.get("payment_method", call.number)
    else:
        method = call.world.create(
            call.account, "pm", "payment_method", type="card", card={"brand": "visa"}, _outcome=named.name
        )
    return payments.attach_method(call.account, method, call.params)


@_route("POST", "/v1/refunds")
def _create_refund(call: Call) -> Json:
    return payments.create_refund(call.world, call.account, call.params)


@_route("POST", "/v1/webhook_endpoints")
def _create_endpoint(call: Call) -> Json:
    """Register an address. Its secret is told in this answer alone, as Stripe does."""
    check_known(call.params, {"url", "enabled_events", "description", "api_version", "metadata"})
    require(call.params, "url", "enabled_events")
    if not str(call.params["url"]).startswith(("http://", "https://")):
        raise invalid("Invalid URL: an explicit scheme must be provided.", param="url", code="url_invalid")
    secret = f"whsec_{secrets.token_hex(16)}"
    endpoint = call.world.create(
        call.account,
        "we",
        "webhook_endpoint",
        url=call.params["url"],
        enabled_events=list(call.params["enabled_events"]),
        status="enabled",
        api_version=call.params.get("api_version", API_VERSION),
        _secret=secret,
    )
    return {**endpoint, "secret": secret}


@_route("DELETE", "/v1/webhook_endpoints/{id}")
def _delete_endpoint(call: Call) -> Json:
    call.account.get("webhook_endpoint", call.number)
    del call.account.objects[call.number]
    return {"id": call.number, "object": "webhook_endpoint", "deleted": True}


@_route("POST", "/_stand_in/faults")
def _set_faults(call: Call) -> Json:
    """Spoil this account's deliveries from now on; nothing named: deliver well again."""
    check_known(call.params, FAULTS)
    call.account.faults = {
        name: float(value) if name == "delay_s" else int(value) for name, value in call.params.items()
    }
    return dict(call.account.faults)


@_route("POST", "/_stand_in/release")
def _release(call: Call) -> Json:
    order = call.params.get("order", "created")
    call.account.faults.pop("hold", None)
    return {"released": call.deliveries.release(call.account, order)}


@_route("POST", "/_stand_in/resend/{id}")
def _resend(call: Call) -> Json:
    event = call.account.get("event", call.number)
    call.deliveries.resend(call.account, event)
    return event


@_route("POST", "/_stand_in/disputes")
def _open_dispute(call: Call) -> Json:
    return payments.open_dispute(call.world, call.account, call.params)


_resource("/v1/checkout/sessions", "checkout.session")
_resource("/v1/payment_intents", "payment_intent")
_resource("/v1/customers", "customer")
_resource("/v1/payment_methods", "payment_method")
_resource("/v1/charges", "charge")
_resource("/v1/refunds", "refund")
_resource("/v1/disputes", "dispute")
_resource("/v1/events", "event")
_resource("/v1/webhook_endpoints", "webhook_endpoint")
