"""Postcodes and phone numbers are kept as digits whatever way they were typed."""

from __future__ import annotations

import pytest

from minamoto.foundation.formats.phone import NotAPhoneNumber, parse_phone
from minamoto.foundation.formats.postcode import NotAPostcode, parse_postcode, write_postcode


@pytest.mark.parametrize(
    "text", ["1000001", "100-0001", "〒100-0001", "１００−０００１", "１００ー０００１", " 100 0001 "]
)
def test_a_postcode_is_seven_digits(text: str) -> None:
    assert parse_postcode(text) == "1000001"


def test_a_postcode_is_printed_with_its_hyphen() -> None:
    assert write_postcode("1000001") == "100-0001"


@pytest.mark.parametrize("text", ["", "100001", "10000011", "100-001a", "10-00001"])
def test_what_is_not_a_postcode_is_refused(text: str) -> None:
    with pytest.raises(NotAPostcode):
        parse_postcode(text)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("03-0000-0000", "0300000000"),
        ("０３（００００）００００", "0300000000"),
        ("090 0000 0000", "09000000000"),
        ("+81 3-0000-0000", "0300000000"),
        ("+81 (0)3 0000 0000", "0300000000"),
    ],
)
def test_a_phone_number_is_its_domestic_digits(text: str, digits: str) -> None:
    assert parse_phone(text) == digits


@pytest.mark.parametrize(
    "text", ["", "3-0000-0000", "030000000", "090000000000", "+1 555 0000000", "代表 03-0000-0000"]
)
def test_what_is_not_a_phone_number_is_refused(text: str) -> None:
    with pytest.raises(NotAPhoneNumber):
        parse_phone(text)
