"""What a clerk's words could mean, and how register values differ."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.faces.console.rules import (
    SearchForms,
    estimated_finish,
    line_and_column,
    register_differences,
    say,
    search_forms,
)


class TestSearch:
    def test_of_a_telephone_number_ignores_hyphens_and_width(self) -> None:
        assert search_forms("０３－００００－１００２").phone == "0300001002"

    def test_of_digits_looks_for_numbers_not_names(self) -> None:
        forms = search_forms("100000000003")

        assert (forms.number, forms.phone, forms.name) == ("100000000003", "", "")

    def test_of_a_bill_number_keeps_its_year(self) -> None:
        assert search_forms("2026-0000123").bill == (2026, 123)
        assert search_forms("123").bill == (None, 123)

    def test_of_a_name_folds_kana_and_spaces(self) -> None:
        forms = search_forms("げんだ　はなこ")

        assert (forms.kana, forms.number, forms.serial) == ("ゲンダハナコ", "", "")

    def test_of_letters_may_mean_a_meter(self) -> None:
        assert search_forms("hs0000003").serial == "HS0000003"

    @pytest.mark.parametrize("text", ["", "  ", "1", "12", "０１"])
    def test_of_next_to_nothing_means_nothing(self, text: str) -> None:
        assert search_forms(text) == SearchForms()

    @given(st.text(max_size=100))
    def test_takes_whatever_is_typed(self, text: str) -> None:
        forms = search_forms(text)

        assert not (forms.number and forms.name)


class TestRegisterDifferences:
    def test_are_between_a_value_and_the_one_before_on_the_same_meter(self) -> None:
        assert register_differences([(1, 250), (1, 230), (1, 200)]) == [20, 30, None]

    def test_reach_over_what_could_not_be_read(self) -> None:
        assert register_differences([(1, 250), (1, None), (1, 200)]) == [50, None, None]

    def test_never_reach_over_an_exchange_or_a_fall(self) -> None:
        assert register_differences([(2, 10), (1, 250), (1, 300)]) == [None, None, None]


class TestEstimate:
    start = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def test_goes_on_as_it_went(self) -> None:
        now = self.start + timedelta(minutes=10)

        finish = estimated_finish(started_at=self.start, now=now, done=25, total=100)

        assert finish == self.start + timedelta(minutes=40)

    @pytest.mark.parametrize(("done", "total"), [(0, 100), (100, 100), (5, None)])
    def test_says_nothing_it_cannot_know(self, done: int, total: int | None) -> None:
        now = self.start + timedelta(minutes=10)

        assert estimated_finish(started_at=self.start, now=now, done=done, total=total) is None
        assert estimated_finish(started_at=None, now=now, done=5, total=10) is None


@pytest.mark.parametrize(
    ("place", "expected"),
    [("12:6", (12, 6)), ("12", (12, None)), ("point[030]/slot[1]", (None, None)), ("", (None, None))],
)
def test_a_place_names_its_line_and_column_where_it_has_them(
    place: str, expected: tuple[int | None, int | None]
) -> None:
    assert line_and_column(place) == expected


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert (say("estimate", "ja"), say("estimate", "en")) == ("認定", "Estimate")
    assert say("nobody-knows", "ja") == "nobody-knows"
