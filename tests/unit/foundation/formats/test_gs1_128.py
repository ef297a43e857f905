"""The convenience-store bar code says exactly what the slip says, and refuses what a till would refuse."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.foundation.formats import gs1_128
from minamoto.foundation.formats.gs1_128 import SlipPayload
from minamoto.kernel.yen import Yen


def slip(**changes: Any) -> SlipPayload:
    fields: dict[str, Any] = {
        "company": "912345",
        "free": "012345678901234567890",
        "reissue": 1,
        "due_on": date(2001, 3, 31),
        "revenue_stamp": False,
        "amount": Yen(123_000),
    }
    return SlipPayload(**fields | changes)


@pytest.mark.parametrize(
    "payload",
    [
        "91912345012345678901234567890101033101230003",
        "91942386178953917853935692730103073110312903",
        "91929023219420000000000037554399999999999999",
        "91912345000000000000004520875004013100295004",
    ],
)
def test_published_payloads_carry_the_digit_we_compute(payload: str) -> None:
    body, published = payload[:-1], int(payload[-1])

    computed = gs1_128.check_digit(body)

    assert computed == published


def test_a_slip_is_written_in_the_published_layout() -> None:
    digits = slip().digits()

    assert digits == "91" + "912345" + "012345678901234567890" + "1" + "010331" + "0" + "123000" + "3"


def test_a_slip_without_a_due_date_carries_nines() -> None:
    digits = slip(due_on=None).digits()

    assert digits[30:36] == "999999"
    assert gs1_128.parse_slip_payload(digits).due_on is None


def test_it_is_printed_for_people_in_two_lines() -> None:
    first, second = gs1_128.human_readable(slip().digits())

    assert first == "(91)912345-012345678901234567890"
    assert second == "1-010331-0-123000-3"


@pytest.mark.parametrize(
    ("changes", "error", "pointer"),
    [
        ({"company": "12345"}, gs1_128.SlipCompanyMalformed, "/company"),
        ({"company": "１２３４５６"}, gs1_128.SlipCompanyMalformed, "/company"),
        ({"free": "1" * 22}, gs1_128.SlipFreeFieldMalformed, "/free"),
        ({"free": "1" * 20 + "x"}, gs1_128.SlipFreeFieldMalformed, "/free"),
        ({"reissue": 10}, gs1_128.SlipReissueOutOfRange, "/reissue"),
        ({"reissue": -1}, gs1_128.SlipReissueOutOfRange, "/reissue"),
        ({"due_on": date(2099, 1, 1)}, gs1_128.SlipDueDateOutOfRange, "/due_on"),
        ({"due_on": date(1999, 12, 31)}, gs1_128.SlipDueDateOutOfRange, "/due_on"),
        ({"amount": Yen(0)}, gs1_128.SlipAmountOutOfRange, "/amount"),
        ({"amount": Yen(300_001)}, gs1_128.SlipAmountOutOfRange, "/amount"),
    ],
)
def test_a_field_that_a_store_would_refuse_is_refused_by_name(
    changes: dict[str, Any], error: type[Exception], pointer: str
) -> None:
    with pytest.raises(error) as caught:
        slip(**changes)

    assert getattr(caught.value, "pointer", None) == pointer


def test_the_highest_amount_is_taken() -> None:
    assert slip(amount=Yen(300_000)).digits()[37:43] == "300000"


@given(
    free=st.text("0123456789", min_size=21, max_size=21),
    reissue=st.integers(0, 9),
    due_on=st.none() | st.dates(date(2000, 1, 1), date(2098, 12, 31)),
    revenue_stamp=st.booleans(),
    amount=st.integers(1, 300_000).map(Yen),
)
def test_every_slip_reads_back_as_written(
    free: str, reissue: int, due_on: date | None, revenue_stamp: bool, amount: Yen
) -> None:
    written = slip(free=free, reissue=reissue, due_on=due_on, revenue_stamp=revenue_stamp, amount=amount)

    digits = written.digits()

    assert len(digits) == 44
    assert gs1_128.parse_slip_payload(digits) == written


@given(place=st.integers(2, 43), shift=st.integers(1, 9))
def test_any_single_wrong_digit_is_noticed(place: int, shift: int) -> None:
    digits = slip().digits()
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]

    with pytest.raises(gs1_128.SlipPayloadMalformed):
        gs1_128.parse_slip_payload(wrong)


@pytest.mark.parametrize(
    "body",
    [
        "90" + "912345" + "0" * 21 + "0" + "261211" + "0" + "004969",
        "91" + "912345" + "0" * 21 + "0" + "261301" + "0" + "004969",
        "91" + "912345" + "0" * 21 + "0" + "261211" + "5" + "004969",
        "91" + "912345" + "0" * 21 + "0" + "261211" + "0" + "04969",
    ],
    ids=["identifier", "month 13", "flag 5", "one digit short"],
)
def test_a_payload_of_the_wrong_shape_is_refused(body: str) -> None:
    with pytest.raises(gs1_128.SlipPayloadMalformed):
        gs1_128.parse_slip_payload(f"{body}{gs1_128.check_digit(body)}")


def test_a_due_date_that_could_be_read_as_none_cannot_be_built() -> None:
    digits = slip(due_on=date(2098, 12, 31)).digits()

    assert digits[30:36] == "981231"
