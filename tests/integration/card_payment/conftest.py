"""A scene for each test: its own tenant, account and mailbox; one stand-in for all, its clock held still."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import pytest

from contracts.payment_processor.counterparts import (
    Letter,
    Mailbox,
    StandInAccount,
    new_key,
    open_mailbox,
    running_stand_in,
)
from integration.card_payment.scene import Scene, bill_one_month, open_account
from minamoto.foundation.secrets import operations as secrets
from minamoto.journeys.card_payment.operations import CardPayments
from minamoto.kernel.moments import JST
from minamoto.worker.handlers import load_handlers
from minamoto_adapters.stripe_card.adapter import ADAPTER
from minamoto_adapters.stripe_card.processor import StripeProcessor
from testkit.clock import MovingClock
from testkit.onboarding import onboard
from testkit.servers import Servers
from testkit.web import MASTER_KEY, PUBLIC_URL, running_app


@pytest.fixture(scope="session")
def stand_in_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_stand_in(tmp_path_factory.mktemp("stand_in")) as url:
        yield url


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(datetime(2026, 10, 20, 9, 0, tzinfo=JST))


@pytest.fixture
async def account(stand_in_url: str, clock: MovingClock) -> StandInAccount:
    made = StandInAccount(stand_in_url, new_key())
    await made.control("clock", now=int(clock.now().timestamp()))
    return made


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as box:
        yield box


@pytest.fixture
async def scene(
    database: Servers, clock: MovingClock, account: StandInAccount, mailbox: Mailbox
) -> AsyncIterator[Scene]:
    """The utility's application, with the mailbox bringing it what the stand-in sends."""
    secrets.unlock(MASTER_KEY)
    load_handlers(adapters=[ADAPTER])
    tenant = await onboard(database.admin_url, "hinata_denki")
    invoice_id, customer_id = await bill_one_month(tenant, clock)
    await open_account(tenant, account, mailbox, clock.now())
    payments = CardPayments(processors={"stripe": StripeProcessor()}, public_url=PUBLIC_URL)
    services = {"bill_payments": payments}
    async with running_app(database, clock, adapters=[ADAPTER], services=services) as client:

        async def bring(letter: Letter) -> int:
            answer = await client.post(letter.path, content=letter.body, headers=_signed(letter))
            return answer.status_code

        mailbox.forward_to(bring)
        yield Scene(tenant, clock, client, account, mailbox, payments, invoice_id, customer_id)


def _signed(letter: Letter) -> dict[str, str]:
    return {"stripe-signature": letter.headers["stripe-signature"], "content-type": "application/json"}
