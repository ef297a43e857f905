"""Hashing of passwords: what is kept, what matches, and that nobody's password costs the same work."""

from __future__ import annotations

import asyncio

import pytest

from minamoto.foundation.identity.operations import passwords
from minamoto.foundation.identity.operations.passwords import hash_password, needs_rehash, verify_password


async def test_a_password_matches_its_own_hash_only() -> None:
    kept = await hash_password("mizu-to-denki-42")

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await verify_password(kept, "mizu-to-denki-42")
    assert await verify_password(kept, "ｍｉｚｕ-to-denki-42")
    assert not await verify_password(kept, "mizu-to-denki-43")
    assert kept != await hash_password("mizu-to-denki-42")


@pytest.mark.parametrize("kept", [None, "", "not a hash", "$argon2id$v=19$m=19456"])
async def test_without_a_proper_hash_nothing_matches(kept: str | None) -> None:
    assert not await verify_password(kept, "mizu-to-denki-42")


async def test_an_unknown_login_costs_a_real_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []

    class Watched:
        def hash(self, password: str) -> str:
            return "hash" if password else ""

        def verify(self, kept: str, password: str) -> bool:
            verified.append(kept if password else "")
            return True

    passwords._nobodys_hash.cache_clear()
    monkeypatch.setattr(passwords, "_HASHER", Watched())
    matches = await verify_password(None, "mizu-to-denki-42")
    passwords._nobodys_hash.cache_clear()

    assert verified == ["hash"]
    assert not matches


async def test_many_at_once_all_get_their_turn() -> None:
    kept = await hash_password("mizu-to-denki-42")

    assert all(await asyncio.gather(*[verify_password(kept, "mizu-to-denki-42") for _ in range(8)]))


def test_a_hash_of_other_parameters_is_made_anew_at_the_next_login() -> None:
    assert needs_rehash("$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$" + "a" * 43)
