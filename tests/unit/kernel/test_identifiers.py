"""Opaque ids: a bijection per tenant and kind, and whatever was not written by it is not found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.kernel.errors import NotFound
from minamoto.kernel.identifiers import OpaqueIds

IDS = OpaqueIds(key=b"mihon-no-kagi-16", tenant_id=101)
OTHER_TENANT = OpaqueIds(key=b"mihon-no-kagi-16", tenant_id=102)
OTHER_KEY = OpaqueIds(key=b"betsu-no-kagi-16", tenant_id=101)
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
numbers = st.integers(min_value=0, max_value=2**48 - 1)
kinds = st.sampled_from(["inv", "cus", "pay", "doc"])


@given(numbers, kinds)
def test_what_was_written_is_read_back(number: int, kind: str) -> None:
    written = IDS.write(kind, number)

    assert IDS.read(kind, written) == number
    assert re.fullmatch(rf"{kind}_[{LETTERS}]{{13}}", written)


@given(st.sets(numbers, max_size=50), kinds)
def test_no_two_numbers_share_an_id(some: set[int], kind: str) -> None:
    assert len({IDS.write(kind, each) for each in some}) == len(some)


def test_neighbours_do_not_look_alike() -> None:
    written = [IDS.write("inv", number) for number in range(200)]

    assert len({each[4:8] for each in written}) > 190


@pytest.mark.parametrize("reader", [OTHER_TENANT, OTHER_KEY])
def test_the_id_of_another_tenant_or_key_is_not_found(reader: OpaqueIds) -> None:
    for number in range(50):
        with pytest.raises(NotFound):
            reader.read("inv", IDS.write("inv", number))


def test_the_id_of_another_kind_is_not_found_even_under_a_forged_prefix() -> None:
    for number in range(50):
        written = IDS.write("inv", number)
        with pytest.raises(NotFound):
            IDS.read("cus", written)
        with pytest.raises(NotFound):
            IDS.read("cus", "cus" + written[3:])


def test_any_one_altered_letter_is_not_found() -> None:
    written = IDS.write("inv", 123_456)
    for place in range(4, len(written)):
        for letter in LETTERS.replace(written[place], ""):
            with pytest.raises(NotFound):
                IDS.read("inv", written[:place] + letter + written[place + 1 :])


@given(st.text(max_size=40))
def test_any_other_text_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        IDS.read("inv", text)


@pytest.mark.parametrize("text", ["inv_zzzzzzzzzzzzz", "inv_g000000000000", "inv_000000000000", "inv_", ""])
def test_what_is_too_long_too_large_or_empty_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        IDS.read("inv", text)


@pytest.mark.parametrize("number", [-1, 2**48])
def test_a_number_outside_the_room_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="lies between"):
        IDS.write("inv", number)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        OpaqueIds(key=b"short", tenant_id=1)
