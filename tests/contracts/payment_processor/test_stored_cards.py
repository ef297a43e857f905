"""A card on file is charged while its holder is away. Every counterpart."""

from __future__ import annotations

import pytest

from contracts.payment_processor.counterparts import Account, Card, StandInAccount
from minamoto.money.receipts.ports import ProcessorUnavailable
from minamoto_adapters.stripe_card.processor import CardCharge, StripeProcessor


async def _charge(
    processor: StripeProcessor, account: Account, card: Card, *, amount_yen: int = 500, key: str = "key-1"
) -> CardCharge:
    customer, method = await account.add_card(card)
    return await processor.charge_stored_card(
        customer=customer,
        payment_method=method,
        amount_yen=amount_yen,
        reference="1-1",
        idempotency_key=key,
        settings=account.settings,
    )


async def test_a_good_card_is_charged(processor: StripeProcessor, account: Account) -> None:
    charge = await _charge(processor, account, "good")

    assert charge.state == "paid"
    assert str(charge.payment_reference).startswith("pi_")


@pytest.mark.parametrize(
    ("card", "code"), [("declined_later", "card_declined"), ("wants_holder", "authentication_required")]
)
async def test_a_refused_card_is_an_answer_with_its_code(
    processor: StripeProcessor, account: Account, card: Card, code: str
) -> None:
    charge = await _charge(processor, account, card)

    assert (charge.state, charge.failure_code) == ("failed", code)


async def test_a_card_that_does_not_exist_is_unavailability_without_the_reason(
    processor: StripeProcessor, account: Account
) -> None:
    customer, _ = await account.add_card("good")

    with pytest.raises(ProcessorUnavailable) as caught:
        await processor.charge_stored_card(
            customer=customer,
            payment_method="pm_nowhere",
            amount_yen=500,
            reference="1-1",
            idempotency_key="key-1",
            settings=account.settings,
        )

    assert "pm_nowhere" not in f"{caught.value} {caught.value.__cause__}"


async def test_charging_again_with_the_same_key_charges_once(
    processor: StripeProcessor, stand_in: StandInAccount
) -> None:
    customer, method = await stand_in.add_card("good")
    charges = [
        await processor.charge_stored_card(
            customer=customer,
            payment_method=method,
            amount_yen=500,
            reference="1-1",
            idempotency_key="key-1",
            settings=stand_in.settings,
        )
        for _ in range(2)
    ]

    assert charges[0] == charges[1]
    assert len(await stand_in.events("charge.succeeded")) == 1
