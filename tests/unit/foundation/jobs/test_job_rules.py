"""How long to wait, what to try again, and what may be kept of an error."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.foundation.jobs import rules
from minamoto.foundation.jobs.ports import JobContext, JobNameTaken, find_kind, job, registered_names
from minamoto.kernel.errors import Conflict, MinamotoError, OutsidePartyFailed


class _Refused(Conflict):
    code = "sample-refused"
    ja = "{number}番は処理できません。"
    en = "Number {number} cannot be handled."


def test_pauses_grow_fourfold_from_five_seconds() -> None:
    assert [rules.pause_after(attempt).total_seconds() for attempt in (1, 2, 3, 4, 5)] == [
        5,
        20,
        80,
        320,
        1280,
    ]


@given(attempt=st.integers(min_value=1, max_value=10**9))
def test_pauses_never_shrink_and_end_at_half_an_hour(attempt: int) -> None:
    assert rules.pause_after(attempt) <= rules.pause_after(attempt + 1) <= timedelta(minutes=30)


@pytest.mark.parametrize(
    ("error", "again"),
    [(_Refused(number=1), False), (OutsidePartyFailed(), True), (ValueError("x"), True), (OSError(), True)],
)
def test_a_refusal_is_final_and_the_rest_may_pass(error: Exception, again: bool) -> None:
    assert rules.may_retry(error) is again


@given(text=st.text(min_size=1, max_size=40).filter(lambda text: text not in "ValueError internal-error"))
def test_nothing_of_an_unforeseen_message_is_kept(text: str) -> None:
    failure = rules.failure_of(ValueError(text))

    assert failure == rules.failure_of(ValueError("another message"))


def test_an_anticipated_error_keeps_both_languages_and_short_details() -> None:
    failure = rules.failure_of(_Refused(number="9" * 500))

    assert failure.code == "sample-refused"
    assert failure.details == {"number": "9" * 200}
    assert failure.ja.endswith("番は処理できません。")


def test_every_family_of_errors_can_be_kept() -> None:
    families = MinamotoError.__subclasses__()

    assert all(rules.failure_of(each()).code == each.code for each in families)


def test_a_handler_is_found_by_its_name_and_the_name_is_its_own() -> None:
    @job("unit.sample", max_attempts=2)
    async def sample(_context: JobContext) -> Mapping[str, Any]:
        return {}

    async def other(_context: JobContext) -> Mapping[str, Any]:
        return {}

    kind = find_kind("unit.sample")
    assert kind is not None
    assert (kind.handler, kind.max_attempts) == (sample, 2)
    assert "unit.sample" in registered_names()
    assert find_kind("unit.unknown") is None
    with pytest.raises(JobNameTaken):
        job("unit.sample")(other)
