"""The counterparts, once per session, and an account of its own for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contracts.payment_processor.counterparts import (
    Account,
    LocalstripeAccount,
    Mailbox,
    StandInAccount,
    new_key,
    open_mailbox,
    running_localstripe,
    running_stand_in,
)
from minamoto_adapters.stripe_card.processor import StripeProcessor


@pytest.fixture(scope="session")
def stand_in_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_stand_in(tmp_path_factory.mktemp("stand_in")) as url:
        yield url


@pytest.fixture(scope="session")
def localstripe_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_localstripe(tmp_path_factory.mktemp("localstripe")) as url:
        yield url


@pytest.fixture
def stand_in(stand_in_url: str) -> StandInAccount:
    return StandInAccount(stand_in_url, new_key())


@pytest.fixture(params=["stand_in", "localstripe"])
def account(request: pytest.FixtureRequest) -> Account:
    """An account at each counterpart in turn."""
    if request.param == "localstripe":
        return LocalstripeAccount(request.getfixturevalue("localstripe_url"), new_key())
    return StandInAccount(request.getfixturevalue("stand_in_url"), new_key())


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as box:
        yield box


@pytest.fixture
def processor() -> StripeProcessor:
    return StripeProcessor()
