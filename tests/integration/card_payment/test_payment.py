"""A bill is paid through the processor, and the books know it once."""

from __future__ import annotations

import asyncio

import pytest

from integration.card_payment.scene import BILL_YEN, DECLINED, WANTS_HOLDER, Scene
from minamoto.journeys.card_payment.operations import NothingOwed
from minamoto.money.receipts.operations import IdempotencyKeyReused
from minamoto.money.receipts.ports import ProcessorUnavailable
from testkit.tenants import TestTenant
from testkit.web import HEADERS, logged_in_customer

PAID = ("checkout.session.completed", "payment_intent.succeeded")


async def test_a_customer_pays_a_bill_by_card_and_sees_it_paid(scene: Scene) -> None:
    tenant = TestTenant(scene.tenant.tenant_id, scene.tenant.slug)
    await logged_in_customer(scene.client, tenant, scene.clock, customer_ids=[scene.customer_id])
    mypage = f"/{tenant.slug}/api/mypage"
    bill = (await scene.client.get(f"{mypage}/bills")).json()["items"][0]

    begun = await scene.client.post(
        f"{mypage}/bills/{bill['id']}/payments",
        json={"return_path": f"/{tenant.slug}/mypage/bills/{bill['id']}", "method": "card"},
        headers={**HEADERS["mypage"], "Idempotency-Key": "abcdefgh-1"},
    )
    assert begun.status_code == 201, begun.text
    place = await scene.act(begun.json()["redirect_url"], "card")
    await scene.heard(*PAID)
    await scene.take_in()

    payment = (await scene.client.get(f"{mypage}/payments/{begun.json()['payment_id']}")).json()
    after = (await scene.client.get(f"{mypage}/bills")).json()["items"][0]
    standing = await scene.standing()
    assert place.endswith(f"/mypage/bills/{bill['id']}?payment={begun.json()['payment_id']}")
    assert payment["state"] == "succeeded"
    assert (bill["state"], after["state"]) == ("unpaid", "paid")
    assert standing.open_yen == 0
    assert standing.receipts == [("card", BILL_YEN)]
    assert standing.is_balanced
    assert "receivable.electricity" not in standing.balances
    assert standing.balances["cash.card"] == BILL_YEN


async def test_a_declined_card_leaves_the_bill_open_and_another_card_pays_it(scene: Scene) -> None:
    started = await scene.start()

    await scene.act(started.redirect_url, "card", DECLINED)
    await scene.heard("payment_intent.payment_failed")
    await scene.take_in()
    declined = await scene.standing()
    await scene.act(started.redirect_url, "card")
    await scene.heard(*PAID)
    await scene.take_in()

    standing = await scene.standing()
    assert (declined.open_yen, declined.attempts) == (BILL_YEN, ["failed"])
    assert (standing.open_yen, standing.attempts) == (0, ["paid"])


async def test_a_card_that_wants_its_holder_pays_after_the_second_step(scene: Scene) -> None:
    started = await scene.start()

    step = await scene.act(started.redirect_url, "card", WANTS_HOLDER)
    page = started.redirect_url
    assert step.endswith("/authentication")
    await scene.act(page, "authenticated")
    await scene.heard(*PAID)
    await scene.take_in()

    assert (await scene.standing()).open_yen == 0


async def test_a_voucher_is_pending_until_it_is_paid_at_the_store(scene: Scene) -> None:
    started = await scene.start(method="convenience_store")

    await scene.act(started.redirect_url, "konbini")
    await scene.heard("checkout.session.completed")
    await scene.take_in()
    waiting = await scene.standing()
    await scene.act(started.redirect_url, "paid_at_store")
    await scene.heard("checkout.session.async_payment_succeeded", "payment_intent.succeeded")
    await scene.take_in()

    standing = await scene.standing()
    assert (waiting.open_yen, waiting.attempts, waiting.receipts) == (BILL_YEN, ["pending"], [])
    assert (standing.open_yen, standing.attempts) == (0, ["paid"])
    assert standing.receipts == [("convenience_store", BILL_YEN)]
    assert standing.balances["cash.convenience_store"] == BILL_YEN
    assert standing.is_balanced


async def test_a_voucher_that_ran_out_leaves_the_bill_open(scene: Scene) -> None:
    started = await scene.start(method="convenience_store")

    await scene.account.control("faults", hold=1)
    await scene.act(started.redirect_url, "konbini")
    await scene.act(started.redirect_url, "voucher_expired")
    await scene.account.control("release", order="reversed")
    await scene.heard("checkout.session.completed", "checkout.session.async_payment_failed")
    await scene.take_in()

    standing = await scene.standing()
    assert (standing.open_yen, standing.attempts, standing.receipts) == (BILL_YEN, ["failed"], [])


async def test_two_checkouts_paid_at_once_keep_the_second_payment_as_overpaid(scene: Scene) -> None:
    first, second = await scene.start("key-00000001"), await scene.start("key-00000002")

    await scene.act(first.redirect_url, "card")
    await scene.act(second.redirect_url, "card")
    await scene.heard(*PAID, *PAID)
    await scene.take_in()

    standing = await scene.standing()
    assert standing.open_yen == 0
    assert standing.receipts == [("card", BILL_YEN)] * 2
    assert standing.overpaid_yen == BILL_YEN
    assert standing.balances["overpayment"] == -BILL_YEN
    assert standing.balances["cash.card"] == 2 * BILL_YEN
    assert standing.is_balanced


async def test_a_paid_bill_cannot_be_paid_again(scene: Scene) -> None:
    started = await scene.start()
    await scene.act(started.redirect_url, "card")
    await scene.heard(*PAID)
    await scene.take_in()

    with pytest.raises(NothingOwed):
        await scene.start("key-00000002")


async def test_the_same_key_at_once_is_one_attempt_and_one_checkout(scene: Scene) -> None:
    started = await asyncio.gather(*(scene.start() for _ in range(4)))

    sessions = (await scene.account.call("GET", "/v1/checkout/sessions"))["data"]
    assert len(set(started)) == 1
    assert len(sessions) == 1
    assert (await scene.standing()).attempts == ["started"]


async def test_the_same_key_for_another_way_of_paying_is_refused(scene: Scene) -> None:
    await scene.start()

    with pytest.raises(IdempotencyKeyReused):
        await scene.start(method="convenience_store")


async def test_a_processor_that_is_down_charges_nothing_and_the_same_key_goes_on_later(
    scene: Scene,
) -> None:
    await scene.account.control("outage", on="true")
    try:
        with pytest.raises(ProcessorUnavailable):
            await scene.start()
    finally:
        await scene.account.control("outage", on="false")

    started = await scene.start()
    await scene.act(started.redirect_url, "card")
    await scene.heard(*PAID)
    await scene.take_in()

    standing = await scene.standing()
    assert (standing.open_yen, standing.attempts) == (0, ["paid"])
