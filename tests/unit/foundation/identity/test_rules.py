"""Decisions of identity, without any I/O."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.foundation.identity import rules
from minamoto.foundation.identity.rules import PasswordTooWeak

AT = datetime(2026, 10, 1, tzinfo=UTC)
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("failures", "minutes"), [(4, None), (5, 1), (6, 2), (7, 4), (10, 32), (15, 1024), (16, 1440), (99, 1440)]
)
def test_a_lock_begins_at_the_fifth_failure_and_doubles_up_to_a_day(
    failures: int, minutes: int | None
) -> None:
    until = rules.lock_until(failures, AT)

    assert until == (None if minutes is None else AT + timedelta(minutes=minutes))


@given(st.integers(0, 200))
def test_a_further_failure_never_shortens_the_lock(failures: int) -> None:
    before, after = rules.lock_until(failures, AT), rules.lock_until(failures + 1, AT)

    assert before is None or (after is not None and after >= before)


@pytest.mark.parametrize(
    "password", ["mizu-to-denki-42", "水道料金は二か月ごと", "correct horse battery staple", "Ｇ7!kLm9?pQz"]
)
def test_a_long_and_varied_password_is_taken(password: str) -> None:
    rules.check_password(password, login="hanako@example.jp")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "mizu-42",
        "aaaaaaaaaaaa",
        "abababababab",
        "Password1234",
        "ｐａｓｓｗｏｒｄ１２",
        "my-hanako-pass",
        "0123456789",
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooWeak) as refusal:
        rules.check_password(password, login="hanako@example.jp")

    assert refusal.value.pointer == "/new_password"


def test_a_login_is_the_same_in_full_width_and_capitals() -> None:
    assert rules.normalise_login("  Ｈａｎａｋｏ@Example.JP ") == "hanako@example.jp"


def test_codes_of_the_published_algorithm_are_taken() -> None:
    """RFC 6238 appendix B: seed 12345678901234567890, 59 s -> 94287082, of which six digits are shown."""
    step = rules.totp_step(secret=SECRET, code="287082", at=datetime.fromtimestamp(59, UTC), last_step=None)

    assert step == 1


@given(st.integers(-3, 3), st.integers(-3, 3) | st.none())
def test_a_code_counts_once_and_one_step_either_side(shift: int, last: int | None) -> None:
    present = int(AT.timestamp()) // 30
    code = pyotp.TOTP(SECRET).generate_otp(present + shift)

    step = rules.totp_step(
        secret=SECRET, code=code, at=AT, last_step=None if last is None else present + last
    )

    expected = -1 <= shift <= 1 and (last is None or shift > last)
    assert step == (present + shift if expected else None)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "1234567890123"])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert rules.totp_step(secret=SECRET, code=code, at=AT, last_step=None) is None


def test_a_code_is_bound_to_its_challenge() -> None:
    assert rules.code_hash("one", "123456") != rules.code_hash("two", "123456")
    assert rules.code_hash("one", " 123456 ") == rules.code_hash("one", "123456")


def test_no_default_role_but_the_administrators_manages_staff() -> None:
    managers = [role.code for role in rules.DEFAULT_ROLES if "staff.manage" in role.permissions]
    auditor = next(role for role in rules.DEFAULT_ROLES if role.code == "auditor")

    assert managers == ["administrator"]
    assert all(each.endswith(".read") or each == "console.home" for each in auditor.permissions)
