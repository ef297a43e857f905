"""The language of an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.web.languages import preferred


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "ja"),
        ("", "ja"),
        ("en", "en"),
        ("en-GB,en;q=0.9,ja;q=0.8", "en"),
        ("ja,en;q=0.9", "ja"),
        ("fr,de;q=0.9", "ja"),
        ("fr,en;q=0.1", "en"),
        ("en;q=0,ja;q=0.1", "ja"),
        ("en;q=0.2, ja;q=0.3", "ja"),
        ("*", "ja"),
    ],
)
def test_the_language_liked_best_of_the_two(header: str | None, expected: str) -> None:
    assert preferred(header) == expected


def test_without_a_wish_the_tenants_language_counts() -> None:
    assert preferred("fr", "en") == "en"


@given(st.text(max_size=60))
def test_any_header_gives_one_of_the_two(header: str) -> None:
    assert preferred(header) in {"ja", "en"}
