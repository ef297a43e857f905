"""What a processor says: signed, lately, and in words that receipts understand. Every counterpart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from contracts.payment_processor.counterparts import (
    Account,
    Letter,
    Mailbox,
    StandInAccount,
    new_key,
    running_stand_in,
)
from minamoto.kernel.errors import InvalidInput
from minamoto.money.receipts.ports import PaymentEventKind, PaymentProcessor, SignatureRefused
from minamoto_adapters.stripe_card.processor import StripeProcessor
from testkit.waiting import until


async def _charged(account: Account, mailbox: Mailbox, processor: StripeProcessor) -> Letter:
    """Charge a card and return the message of its success."""
    await account.listen(mailbox.url + "/hook")
    customer, method = await account.add_card("good")
    await processor.charge_stored_card(
        customer=customer,
        payment_method=method,
        amount_yen=8904,
        reference="1-42",
        idempotency_key="key-1",
        settings=account.settings,
    )

    async def letter() -> Letter | None:
        found = [each for each in mailbox.letters if _type(each) == "payment_intent.succeeded"]
        return found[0] if found else None

    found = await until(letter, what="the message of a payment")
    assert found is not None
    return found


def _type(letter: Letter) -> str:
    return str(msgspec.json.decode(letter.body)["type"])


async def test_a_signed_message_of_a_payment_is_taken_and_understood(
    account: Account, mailbox: Mailbox, processor: StripeProcessor
) -> None:
    letter = await _charged(account, mailbox, processor)

    now = datetime.now(UTC)
    processor.check_signature(body=letter.body, headers=letter.headers, settings=account.settings, now=now)
    event = processor.read_event(letter.body)

    assert event.kind is PaymentEventKind.PAID
    assert event.amount_yen == 8904
    assert event.reference == "1-42"
    assert event.payment_reference == event.external_id
    assert event.method == "card"
    assert abs(event.occurred_at - now) < timedelta(minutes=5)


async def test_a_message_is_refused_when_anything_about_it_is_wrong(
    account: Account, mailbox: Mailbox, processor: StripeProcessor
) -> None:
    letter = await _charged(account, mailbox, processor)
    now, good = datetime.now(UTC), letter.headers["stripe-signature"]
    cases = {
        "no header": ({}, letter.body, account.settings, now),
        "another secret": (letter.headers, letter.body, {"webhook_secret": "whsec_other"}, now),
        "no secret": (letter.headers, letter.body, {}, now),
        "a changed body": (letter.headers, letter.body.replace(b"8904", b"1"), account.settings, now),
        "no text": (letter.headers, b"\xff\xfe", account.settings, now),
        "a changed time": (
            {"stripe-signature": good.replace("t=", "t=1")},
            letter.body,
            account.settings,
            now,
        ),
        "a header of signs": ({"stripe-signature": "署名"}, letter.body, account.settings, now),
        "half a header": ({"stripe-signature": good.split(",")[0]}, letter.body, account.settings, now),
        "too old": (letter.headers, letter.body, account.settings, now + timedelta(minutes=6)),
        "of the future": (letter.headers, letter.body, account.settings, now - timedelta(minutes=6)),
    }

    for headers, body, settings, moment in cases.values():
        with pytest.raises(SignatureRefused):
            processor.check_signature(body=body, headers=headers, settings=settings, now=moment)


async def test_the_stand_in_delivers_after_a_restart_what_it_could_not_before(
    processor: StripeProcessor, mailbox: Mailbox, tmp_path: Path
) -> None:
    mailbox.answer = lambda _letter: 503
    with running_stand_in(tmp_path) as url:
        account = StandInAccount(url, new_key())
        await _charged(account, mailbox, processor)
    mailbox.letters.clear()
    mailbox.answer = lambda _letter: 200

    with running_stand_in(tmp_path):

        async def taken() -> bool:
            return "payment_intent.succeeded" in {_type(each) for each in mailbox.letters}

        await until(taken, what="the message after the restart")

    letter = next(each for each in mailbox.letters if _type(each) == "payment_intent.succeeded")
    processor.check_signature(
        body=letter.body, headers=letter.headers, settings=account.settings, now=datetime.now(UTC)
    )


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"\xff", b'{"id":"evt_1","type":"payment_intent.succeeded","created":1}']
)
def test_what_is_no_event_is_said_to_be_unreadable(processor: PaymentProcessor, body: bytes) -> None:
    with pytest.raises(InvalidInput):
        processor.read_event(body)
