"""Sealing without any I/O."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.foundation.secrets import rules
from minamoto.foundation.secrets.rules import SealBroken

KEY = bytes(range(32))


@given(st.binary(max_size=200), st.integers(1, 2**32 - 1))
def test_what_was_sealed_opens(plaintext: bytes, generation: int) -> None:
    sealed = rules.seal_with(key=KEY, generation=generation, context=b"c", plaintext=plaintext)

    assert rules.generation_of(sealed) == generation
    assert rules.open_with(key=KEY, context=b"c", sealed=sealed) == plaintext


@given(st.binary(max_size=60))
def test_what_was_not_sealed_is_refused_and_never_crashes(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        rules.open_with(key=KEY, context=b"c", sealed=sealed)


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_different_places_are_never_written_alike(left: list[str], right: list[str]) -> None:
    assert (rules.context_of(*left) == rules.context_of(*right)) is (left == right)
