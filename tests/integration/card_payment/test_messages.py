"""The processor's messages come late, twice, out of order, spoilt or not at all."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import msgspec
from stripe import WebhookSignature

from contracts.payment_processor.counterparts import Letter, StandInAccount, new_key
from integration.card_payment.scene import BILL_YEN, Scene, kind_of, open_account
from minamoto.kernel.moments import JST
from testkit.onboarding import onboard
from testkit.servers import Servers

PAID = ("checkout.session.completed", "payment_intent.succeeded")


def _signed(scene: Scene, event: dict[str, object]) -> Letter:
    """A message of our own making, signed with the tenant's secret."""
    body = msgspec.json.encode(event)
    at = int(scene.clock.now().timestamp())
    header = WebhookSignature.generate_signature_header(body.decode(), scene.account.webhook_secret, at)
    return Letter(scene.hook, {"stripe-signature": header}, body)


async def _paid(scene: Scene) -> None:
    started = await scene.start()
    await scene.act(started.redirect_url, "card")


async def test_every_message_delivered_three_times_counts_once(scene: Scene) -> None:
    await scene.account.control("faults", copies=3)

    await _paid(scene)
    await scene.heard(*PAID * 3)
    await scene.take_in()

    standing = await scene.standing()
    names = [each["file_name"] for each in await scene.inbox()]
    assert standing.receipts == [("card", BILL_YEN)]
    assert standing.is_balanced
    assert len(names) == len(set(names))


async def test_two_workers_that_handle_the_messages_of_one_payment_at_once_count_it_once(
    scene: Scene,
) -> None:
    await _paid(scene)
    await scene.heard(*PAID)

    await asyncio.gather(*(scene.take_in() for _ in range(3)))

    standing = await scene.standing()
    assert (standing.open_yen, standing.receipts) == (0, [("card", BILL_YEN)])
    assert standing.is_balanced


async def test_a_body_beyond_any_event_is_refused(scene: Scene) -> None:
    answer = await scene.client.post(scene.hook, content=b" " * (1024 * 1024 + 1))

    assert answer.status_code == 413
    assert await scene.inbox() == []


async def test_messages_out_of_order_come_to_the_same(scene: Scene) -> None:
    await scene.account.control("faults", hold=1)

    await _paid(scene)
    await scene.account.control("release", order="reversed")
    await scene.heard(*PAID)
    await scene.take_in()

    standing = await scene.standing()
    assert (standing.open_yen, standing.attempts) == (0, ["paid"])
    assert standing.receipts == [("card", BILL_YEN)]


async def test_the_payment_alone_is_enough_when_the_message_of_the_checkout_is_lost(scene: Scene) -> None:
    await scene.account.control("faults", drop=1)
    await _paid(scene)
    await scene.account.control("faults")
    (event,) = await scene.account.events("payment_intent.succeeded")

    await scene.account.control(f"resend/{event['id']}")
    await scene.heard("payment_intent.succeeded")
    await scene.take_in()

    assert (await scene.standing()).open_yen == 0


async def test_a_failure_that_comes_after_the_payment_changes_nothing(scene: Scene) -> None:
    started = await scene.start()
    await scene.account.control("faults", hold=1)
    await scene.act(started.redirect_url, "card", "4000000000000002")
    await scene.act(started.redirect_url, "card")

    await scene.account.control("release", order="reversed")
    await scene.heard(*PAID, "payment_intent.payment_failed")
    await scene.take_in()

    standing = await scene.standing()
    assert (standing.open_yen, standing.attempts) == (0, ["paid"])


async def test_a_refused_message_is_brought_again_until_it_is_taken(scene: Scene) -> None:
    bring, refusals = scene.mailbox.answer, iter([503, 503])
    scene.mailbox.answer = lambda letter: next(refusals, 0) or bring(letter)

    await _paid(scene)
    await scene.heard(*PAID)
    await scene.take_in()

    assert [each.status for each in scene.mailbox.letters].count(503) == 2
    assert (await scene.standing()).open_yen == 0


async def test_a_replayed_message_changes_nothing(scene: Scene) -> None:
    await _paid(scene)
    await scene.heard(*PAID)
    await scene.take_in()
    before = await scene.standing()

    answers = [await scene.deliver(scene.letter(kind)) for kind in PAID for _ in range(2)]
    await scene.take_in()

    assert {each.status_code for each in answers} == {200}
    assert await scene.standing() == before


async def test_a_message_with_a_false_signature_is_refused_and_not_kept(scene: Scene) -> None:
    await scene.account.control("faults", hold=1)
    await _paid(scene)
    scene.mailbox.answer = lambda _letter: 200
    await scene.account.control("release")
    await scene.heard(*PAID)
    letter = scene.letter("checkout.session.completed")

    false = letter.headers["stripe-signature"].replace("v1=", "v1=0")
    answers = [
        await scene.deliver(letter, **{"stripe-signature": false}),
        await scene.deliver(letter, **{"stripe-signature": ""}),
        await scene.client.post(scene.hook, content=letter.body),
        await scene.deliver(Letter(letter.path, letter.headers, letter.body.replace(b"8904", b"8903"))),
    ]
    await scene.take_in()

    for answer in answers:
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.json()["code"] == "signature-refused"
        assert scene.account.webhook_secret not in answer.text
    assert await scene.inbox() == []
    assert (await scene.standing()).open_yen == BILL_YEN


async def test_a_message_signed_too_long_ago_is_refused(scene: Scene) -> None:
    await _paid(scene)
    await scene.heard(*PAID)
    scene.clock.advance(timedelta(minutes=6))

    answer = await scene.deliver(scene.letter("payment_intent.succeeded"))

    assert answer.status_code == 400
    assert answer.json()["code"] == "signature-refused"


async def test_an_unknown_tenant_is_not_found(scene: Scene) -> None:
    answer = await scene.client.post("/nobody-here/webhooks/stripe", content=b"{}")

    assert answer.status_code == 404


async def test_another_tenants_message_is_refused_at_this_address(scene: Scene, database: Servers) -> None:
    other = await onboard(database.admin_url, "aoba_suido", load=False)
    account = StandInAccount(scene.account.base_url, new_key())
    await open_account(other, account, scene.mailbox, scene.clock.now())
    await _paid(scene)
    await scene.heard(*PAID)
    letter = scene.letter("payment_intent.succeeded")

    elsewhere = await scene.client.post(
        f"/{other.slug}/webhooks/stripe",
        content=letter.body,
        headers={"stripe-signature": letter.headers["stripe-signature"]},
    )

    assert elsewhere.status_code == 400


async def test_a_tenant_without_stripe_looks_like_one_with_another_secret(
    scene: Scene, database: Servers
) -> None:
    other = await onboard(database.admin_url, "aoba_suido", load=False)

    answer = await scene.client.post(f"/{other.slug}/webhooks/stripe", content=b"{}")

    assert (answer.status_code, answer.json()["code"]) == (400, "signature-refused")


async def test_a_payment_that_names_another_tenants_attempt_is_parked(scene: Scene) -> None:
    started = await scene.start()
    tenant = scene.tenant.tenant_id
    for number, reference in enumerate((f"{tenant + 1}-{started.attempt_id}", f"{tenant}-1", "1", "", None)):
        subject = {
            "id": f"pi_{number}",
            "currency": "jpy",
            "amount": 8904,
            "metadata": {"reference": reference},
        }
        if reference is None:
            subject["metadata"] = {}
        event = {
            "id": f"evt_{number}",
            "type": "payment_intent.succeeded",
            "created": int(scene.clock.now().timestamp()),
            "data": {"object": subject},
        }
        assert (await scene.deliver(_signed(scene, event))).status_code == 200
    await scene.take_in()

    assert await scene.parked() == ["payment-unknown"] * 5
    assert (await scene.standing()).receipts == []


async def test_a_partial_payment_clears_its_part_and_the_rest_can_be_paid(scene: Scene) -> None:
    started = await scene.start()
    event = {
        "id": "evt_part",
        "type": "payment_intent.succeeded",
        "created": int(scene.clock.now().timestamp()),
        "data": {
            "object": {
                "id": "pi_part",
                "currency": "jpy",
                "amount": 5000,
                "amount_received": 5000,
                "metadata": {"reference": f"{scene.tenant.tenant_id}-{started.attempt_id}"},
            }
        },
    }

    await scene.deliver(_signed(scene, event))
    await scene.take_in()
    part = await scene.standing()
    rest = await scene.start("key-00000002")
    await scene.act(rest.redirect_url, "card")
    await scene.heard(*PAID)
    await scene.take_in()

    whole = await scene.standing()
    assert (part.open_yen, part.balances["receivable.electricity"]) == (3904, 3904)
    assert part.is_balanced
    assert whole.receipts == [("card", 5000), ("card", 3904)]
    assert (whole.open_yen, whole.overpaid_yen) == (0, 0)


async def test_an_event_about_other_money_is_quarantined(scene: Scene) -> None:
    started = await scene.start()
    event = {
        "id": "evt_usd",
        "type": "payment_intent.succeeded",
        "created": int(scene.clock.now().timestamp()),
        "data": {
            "object": {
                "id": "pi_usd",
                "currency": "usd",
                "amount": 8904,
                "metadata": {"reference": f"{scene.tenant.tenant_id}-{started.attempt_id}"},
            }
        },
    }

    await scene.deliver(_signed(scene, event))
    await scene.take_in()

    assert [each["state"] for each in await scene.inbox()] == ["quarantined"]
    assert (await scene.standing()).receipts == []


async def test_refunds_and_disputes_at_the_processor_are_parked_for_staff(scene: Scene) -> None:
    await _paid(scene)
    await scene.heard(*PAID)
    await scene.take_in()
    intent = msgspec.json.decode(scene.letter("payment_intent.succeeded").body)["data"]["object"]["id"]

    await scene.account.call("POST", "/v1/refunds", {"payment_intent": intent, "amount": "904"})
    await scene.account.control("disputes", payment_intent=intent)
    await scene.heard("charge.refunded", "charge.dispute.created")
    await scene.take_in()

    assert await scene.parked() == ["payment-taken-back", "payment-taken-back"]
    assert (await scene.standing()).receipts == [("card", BILL_YEN)]


async def test_a_checkout_that_ran_out_is_told_and_a_new_one_can_be_opened(scene: Scene) -> None:
    await scene.start()
    tomorrow = datetime(2026, 10, 21, 9, 1, tzinfo=JST)
    scene.clock.set(tomorrow)

    await scene.account.control("clock", now=int(tomorrow.timestamp()))
    await scene.heard("checkout.session.expired")
    await scene.take_in()
    again = await scene.start("key-00000002")
    await scene.act(again.redirect_url, "card")
    await scene.heard(*PAID)
    await scene.take_in()

    assert (await scene.standing()).attempts == ["expired", "paid"]
    assert kind_of(scene.mailbox.letters[0]) == "checkout.session.expired"
