"""Errors as Stripe's API words them (https://docs.stripe.com/api/errors)."""

from __future__ import annotations

from collections.abc import Collection

from forms import Json


class Refusal(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, kind: str, message: str, **more: object) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"error": {"type": kind, "message": message, **more}}


def invalid(message: str, *, param: str | None = None, code: str | None = None) -> Refusal:
    """Return the error for a request that is wrong in itself."""
    more = {key: value for key, value in (("param", param), ("code", code)) if value is not None}
    return Refusal(400, "invalid_request_error", message, **more)


def missing(kind: str, number: str) -> Refusal:
    """Return the error for a thing that does not exist."""
    message = f"No such {kind}: '{number}'"
    return Refusal(404, "invalid_request_error", message, code="resource_missing", param="id")


def check_known(params: Json, known: Collection[str]) -> None:
    """Refuse parameters that do not exist, as Stripe does."""
    if "payment_method_types" in params:
        # https://docs.stripe.com/changelog/endive/2026-09-30/remove-payment-method-types-checkout-sessions
        message = "payment_method_types is no longer supported; use allowed_payment_method_types."
        raise invalid(message, param="payment_method_types", code="payment_method_types_no_longer_supported")
    for name in params:
        if name not in known:
            message = f"Received unknown parameter: {name}"
            raise invalid(message, param=name, code="parameter_unknown")


def require(params: Json, *names: str) -> None:
    """Refuse a request that lacks one of these parameters."""
    for name in names:
        if not params.get(name):
            message = f"Missing required param: {name}."
            raise invalid(message, param=name, code="parameter_missing")


def whole_number(params: Json, name: str) -> int:
    """Return a parameter that is an integer."""
    value = str(params.get(name, ""))
    if not value.isascii() or not value.isdigit():
        message = f"Invalid integer: {value[:20]}"
        raise invalid(message, param=name, code="parameter_invalid_integer")
    return int(value)
