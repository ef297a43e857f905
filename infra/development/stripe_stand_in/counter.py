"""The payment page: what a payer sees and does."""

from __future__ import annotations

import re
from urllib.parse import quote

import checkout
import pages
from cards import AUTHENTICATION, SUCCESS, outcome_of
from forms import Json
from refusals import Refusal
from world import Account, World

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
}
_PATH = re.compile(r"/pay/(?P<id>cs_test_[a-z0-9]+)(?P<step>/authentication)?$")
_UNKNOWN_CARD = "この画面では、下のテスト用カードだけをご利用いただけます。"
_INCOMPLETE = "有効期限（月／年）とセキュリティコードを正しく入力してください。"


def show(world: World, path: str) -> tuple[int, str]:
    """Return status and text of a page."""
    found = _PATH.match(path)
    session = _session(world, found)
    if found is None or session is None:
        return 404, pages.notice("お支払いページが見つかりません", "アドレスをご確認ください。", None)
    if session["status"] == "expired":
        place = session["cancel_url"]
        return 200, pages.notice("有効期限が切れました", "もう一度、お支払いの手続きをしてください。", place)
    if session["_voucher"]:
        return 200, pages.voucher(session, success_place(session))
    if session["status"] == "complete":
        return 200, pages.done(session, success_place(session))
    if found["step"]:
        return 200, pages.authentication(session)
    return 200, pages.payment(session)


def _session(world: World, found: re.Match[str] | None) -> Json | None:
    try:
        return None if found is None else world.session(found["id"])[1]
    except Refusal:
        return None


def act(world: World, path: str, form: Json) -> str:
    """Do what the payer chose and return where the browser goes next."""
    found = _PATH.match(path)
    if found is None:
        return path
    try:
        account, session = world.session(found["id"])
    except Refusal:
        return path
    return _do(world, account, session, str(form.get("act", "")), form)


def _do(world: World, account: Account, session: Json, act: str, form: Json) -> str:
    place = f"/pay/{session['id']}"
    if act == "cancel":
        return str(session["cancel_url"] or place)
    types = session["payment_method_types"]
    if session["_voucher"]:
        if act == "paid_at_store":
            checkout.pay_voucher(world, account, session)
            return success_place(session)
        if act == "voucher_expired":
            checkout.let_voucher_expire(world, account, session)
    elif session["status"] == "open":
        if act == "konbini" and "konbini" in types:
            checkout.issue_voucher(world, account, session)
        elif act == "card" and "card" in types:
            return _card(world, account, session, form)
        elif session.pop("_authenticating", False):
            return _authenticated(world, account, session, passed=act == "authenticated")
    return place


def _authenticated(world: World, account: Account, session: Json, *, passed: bool) -> str:
    """Finish the 3-D Secure step."""
    paid = checkout.pay_by_card(world, account, session, SUCCESS if passed else AUTHENTICATION)
    return success_place(session) if paid else f"/pay/{session['id']}"


def _card(world: World, account: Account, session: Json, form: Json) -> str:
    place = f"/pay/{session['id']}"
    outcome = outcome_of(str(form.get("number", "")))
    if outcome is None:
        session["_message"] = _UNKNOWN_CARD
        return place
    if not _complete(form):
        session["_message"] = _INCOMPLETE
        return place
    session["_message"] = None
    if outcome is AUTHENTICATION:
        session["_authenticating"] = True
        return f"{place}/authentication"
    return success_place(session) if checkout.pay_by_card(world, account, session, outcome) else place


def _complete(form: Json) -> bool:
    expiry = re.fullmatch(r"(0[1-9]|1[0-2])\s*/\s*([0-9]{2})", str(form.get("expiry", "")).strip())
    return expiry is not None and re.fullmatch(r"[0-9]{3,4}", str(form.get("cvc", "")).strip()) is not None


def success_place(session: Json) -> str:
    """Return where the payer goes after paying (https://docs.stripe.com/payments/checkout/custom-success-page)."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", quote(session["id"]))
