"""Names, keys and faults of what comes in can always be stored."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.foundation.exchange import rules
from minamoto.kernel.errors import InvalidInput

HASH = hashlib.sha256(b"x").digest()
any_text = st.text(st.characters(), max_size=400)


class _Broken(InvalidInput):
    code = "sample-broken"
    ja = "ファイル「{file_name}」を読み取れません。"
    en = "The file {file_name} cannot be read."


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("readings.zip", "readings.zip"),
        ("C:\\検針\\10月.csv", "10月.csv"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("photo\u202egpj.exe", "photo_gpj.exe"),
        ("", "unnamed"),
        ("..", "unnamed"),
        ("folder/", "unnamed"),
        ("長" * 300 + ".zip", "長" * 196 + ".zip"),
    ],
)
def test_a_file_name_is_reduced_to_its_own_part(given_name: str, kept: str) -> None:
    assert rules.safe_file_name(given_name) == kept


@given(name=any_text)
def test_any_file_name_becomes_a_short_storable_one_and_stays_it(name: str) -> None:
    kept = rules.safe_file_name(name)

    assert 0 < len(kept) <= 200
    assert "\x00" not in kept
    assert "/" not in kept
    assert kept.encode()
    assert rules.safe_file_name(kept) == kept


def test_the_key_is_the_hash_unless_the_sender_gives_one() -> None:
    assert rules.dedupe_key_of(sha256=HASH, kind="a.v1", given=None) == f"sha256:{HASH.hex()}:a.v1"
    assert rules.dedupe_key_of(sha256=HASH, kind="a.v1", given="evt_1") == "key:evt_1"


def test_a_sender_cannot_take_the_place_of_a_hash() -> None:
    own = rules.dedupe_key_of(sha256=HASH, kind="a.v1", given=None)

    assert rules.dedupe_key_of(sha256=HASH, kind="a.v1", given=own) != own


@given(one=any_text, other=any_text)
def test_different_keys_of_senders_stay_different(one: str, other: str) -> None:
    keys = {rules.dedupe_key_of(sha256=HASH, kind="a.v1", given=each) for each in (one, other)}

    assert len(keys) == len({one, other})
    assert all("\x00" not in each and each.encode() for each in keys)


def test_a_fault_keeps_code_both_languages_and_short_clean_details() -> None:
    fault = rules.fault_of(_Broken(file_name="a\x00b" + "c" * 300))

    assert fault.code == "sample-broken"
    assert fault.ja.startswith("ファイル「a_bc")
    assert len(fault.details["file_name"]) == 200
    assert "\x00" not in fault.en
