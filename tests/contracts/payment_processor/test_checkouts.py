"""Opening a checkout. The stand-in alone: localstripe has no checkout sessions."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from contracts.payment_processor.counterparts import (
    StandInAccount,
    new_key,
    running_stand_in,
)
from minamoto.money.receipts.ports import CheckoutRequest, PaymentProcessor, ProcessorUnavailable

REQUEST = CheckoutRequest(
    tenant_slug="mihon",
    reference="1-42",
    description="料金のお支払い",
    amount_yen=8904,
    method="card",
    return_url="http://127.0.0.1:8000/mihon/bills?payment=pay_1",
    cancel_url="http://127.0.0.1:8000/mihon/bills?payment=pay_1",
    idempotency_key="1-42",
)


async def _sessions(account: StandInAccount) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await account.call("GET", "/v1/checkout/sessions"))["data"]
    return found


@pytest.mark.parametrize(("method", "theirs"), [("card", "card"), ("convenience_store", "konbini")])
async def test_a_checkout_asks_for_the_amount_by_the_one_way_and_tells_nothing_of_the_payer(
    processor: PaymentProcessor, stand_in: StandInAccount, method: str, theirs: str
) -> None:
    opened = await processor.open_checkout(replace(REQUEST, method=method), settings=stand_in.settings)

    (session,) = await _sessions(stand_in)
    assert session["id"] == opened.external_id
    assert session["url"] == opened.redirect_url
    assert session["payment_method_types"] == [theirs]
    assert (session["amount_total"], session["currency"]) == (8904, "jpy")
    assert session["client_reference_id"] == "1-42"
    assert session["success_url"] == REQUEST.return_url
    assert session["customer"] is None


async def test_the_same_key_is_the_same_checkout_even_at_once(
    processor: PaymentProcessor, stand_in: StandInAccount
) -> None:
    opened = await asyncio.gather(
        *(processor.open_checkout(REQUEST, settings=stand_in.settings) for _ in range(4))
    )

    assert len(set(opened)) == 1
    assert len(await _sessions(stand_in)) == 1


async def test_the_same_key_with_another_amount_is_refused(
    processor: PaymentProcessor, stand_in: StandInAccount
) -> None:
    await processor.open_checkout(REQUEST, settings=stand_in.settings)

    with pytest.raises(ProcessorUnavailable):
        await processor.open_checkout(replace(REQUEST, amount_yen=1), settings=stand_in.settings)

    assert len(await _sessions(stand_in)) == 1


async def test_an_answer_that_was_lost_on_the_way_leaves_one_checkout(
    processor: PaymentProcessor, stand_in: StandInAccount, tmp_path: Path
) -> None:
    with running_stand_in(tmp_path) as url:
        account = StandInAccount(url, new_key())
        await account.control("lost_answers", count=1)

        opened = await processor.open_checkout(REQUEST, settings=account.settings)

        assert [each["id"] for each in await _sessions(account)] == [opened.external_id]


async def test_a_processor_that_is_down_is_unavailable_and_can_be_asked_again(
    processor: PaymentProcessor, tmp_path: Path
) -> None:
    with running_stand_in(tmp_path) as url:
        account = StandInAccount(url, new_key())
        await account.control("outage", on="true")

        with pytest.raises(ProcessorUnavailable):
            await processor.open_checkout(REQUEST, settings=account.settings)
        await account.control("outage", on="false")
        opened = await processor.open_checkout(REQUEST, settings=account.settings)

    assert opened.external_id.startswith("cs_")


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"api_key": "sk_live_not_this_one", "api_base": "{url}"},
        {"api_key": "sk_test_x", "api_base": "http://127.0.0.1:1"},
        {"api_key": "sk_test_x\nX: y", "api_base": "{url}"},
        {"api_key": "sk_test_x", "api_base": "nonsense"},
    ],
    ids=["no key", "wrong key", "nobody there", "a key with a line break", "no address"],
)
async def test_wrong_settings_are_unavailability_and_no_key_is_told(
    processor: PaymentProcessor,
    stand_in: StandInAccount,
    settings: dict[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    filled = {name: value.replace("{url}", stand_in.base_url) for name, value in settings.items()}

    with pytest.raises(ProcessorUnavailable) as caught:
        await processor.open_checkout(REQUEST, settings=filled)

    told = f"{caught.value} {caught.value.__cause__} {caught.value.details} {caplog.text}"
    assert "sk_live_not" not in told
    assert "sk_test_x" not in told


async def test_an_amount_that_the_processor_does_not_take_is_unavailability(
    processor: PaymentProcessor, stand_in: StandInAccount
) -> None:
    with pytest.raises(ProcessorUnavailable):
        await processor.open_checkout(replace(REQUEST, amount_yen=49), settings=stand_in.settings)


async def test_a_restart_keeps_the_checkout_and_no_card_number(
    processor: PaymentProcessor, tmp_path: Path
) -> None:
    key, state = new_key(), tmp_path / "state.json"
    with running_stand_in(tmp_path) as url:
        opened = await processor.open_checkout(REQUEST, settings=StandInAccount(url, key).settings)
        form = {"act": "card", "number": "4000000000009995", "expiry": "12/34", "cvc": "987"}
        async with httpx.AsyncClient() as payer:
            await payer.post(opened.redirect_url, data=form)

    with running_stand_in(tmp_path) as url:
        sessions = await _sessions(StandInAccount(url, key))

    assert [each["id"] for each in sessions] == [opened.external_id]
    kept = state.read_text("utf-8")
    assert "insufficient_funds" in kept
    assert not [secret for secret in ("9995", "987", key) if secret in kept]
