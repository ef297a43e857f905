"""Stripe's signature scheme: https://docs.stripe.com/webhooks#verify-manually."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.money.receipts.ports import SignatureRefused
from minamoto_adapters.stripe_card.signatures import check_signature

NOW = datetime(2026, 10, 20, 0, 0, tzinfo=UTC)
SECRET = "whsec_mihon"


def _header(body: bytes, *, at: datetime = NOW, secret: str = SECRET) -> str:
    written = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{written}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={written},v1={digest}"


def _check(header: str, body: bytes, *, now: datetime = NOW, secret: str = SECRET) -> None:
    check_signature(body=body, headers={"stripe-signature": header}, secret=secret, now=now)


@pytest.mark.parametrize("seconds", [-300, -1, 0, 1, 300])
def test_a_message_is_taken_within_five_minutes(seconds: int) -> None:
    _check(_header(b"{}"), b"{}", now=NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_message_is_refused_a_second_later(seconds: int) -> None:
    with pytest.raises(SignatureRefused):
        _check(_header(b"{}"), b"{}", now=NOW + timedelta(seconds=seconds))


def test_one_good_signature_among_several_is_enough_while_a_secret_is_changed() -> None:
    _check(_header(b"{}") + ",v1=" + "0" * 64, b"{}")


def test_an_older_scheme_is_not_taken() -> None:
    with pytest.raises(SignatureRefused):
        _check(_header(b"{}").replace("v1=", "v0="), b"{}")


def test_a_second_time_in_the_header_does_not_make_an_old_message_young() -> None:
    old = _header(b"{}", at=NOW - timedelta(hours=1))

    with pytest.raises(SignatureRefused):
        _check(f"{old},t={int(NOW.timestamp())}", b"{}")


@pytest.mark.parametrize("secret", ["", " ", "\n"])
def test_an_empty_secret_opens_nothing(secret: str) -> None:
    with pytest.raises(SignatureRefused):
        _check(_header(b"{}", secret=secret), b"{}", secret=secret)


@given(header=st.text(max_size=120), body=st.binary(max_size=60))
def test_whatever_is_not_signed_is_refused(header: str, body: bytes) -> None:
    with pytest.raises(SignatureRefused):
        _check(header, body)
