"""Opaque identifiers: what the outside sees in place of a row's number.

An inner id is an int8 that would tell a stranger how many bills a tenant writes. Outside, it is
carried through a keyed permutation of 64 bits that differs per tenant and per kind of thing, so an
id of another tenant or of another kind does not resolve: it is simply not found.
"""

from __future__ import annotations

import hashlib

from minamoto.kernel.errors import NotFound

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LENGTH = 13  # 13 letters of 5 bits hold 64 bits
_ROUNDS = 6
_HALF = 0xFFFF_FFFF
_TAG_BITS = 16  # inner ids stay below 2**48; the upper bits must come back as zero


class OpaqueIds:
    """Writes and reads opaque ids for one tenant under one secret key."""

    def __init__(self, *, key: bytes, tenant_id: int) -> None:
        """Bind the permutation to a secret of at least 16 bytes and to a tenant."""
        if len(key) < 16:  # noqa: PLR2004 - 128 bits, the least that resists guessing
            message = "the key of opaque ids needs at least 16 bytes"
            raise ValueError(message)
        self._key = key[:64]
        self._tenant = tenant_id.to_bytes(4, "big")

    def write(self, kind: str, number: int) -> str:
        """Return the opaque id, e.g. ``inv_5f0k2v9q1h3xw``.

        :raises ValueError: when the number does not lie in 0 .. 2**48 - 1.
        """
        if not 0 <= number < 1 << (64 - _TAG_BITS):
            message = f"an inner id lies between 0 and 2**48, got {number}"
            raise ValueError(message)
        value = self._permute(kind, number, range(_ROUNDS))
        letters = [_ALPHABET[(value >> shift) & 31] for shift in range(60, -1, -5)]
        return f"{kind}_{''.join(letters)}"

    def read(self, kind: str, text: str) -> int:
        """Return the inner number.

        :raises NotFound: when the text is not an id of this kind and tenant.
        """
        prefix, _, letters = text.rpartition("_")
        if prefix != kind or len(letters) != _LENGTH or any(each not in _VALUES for each in letters):
            raise NotFound
        value = 0
        for letter in letters:
            value = value << 5 | _VALUES[letter]
        if value >> 64:
            raise NotFound
        number = self._unpermute(kind, value)
        if number >> (64 - _TAG_BITS):
            raise NotFound
        return number

    def _permute(self, kind: str, value: int, rounds: range) -> int:
        left, right = value >> 32, value & _HALF
        for index in rounds:
            left, right = right, left ^ self._mix(kind, index, right)
        return left << 32 | right

    def _unpermute(self, kind: str, value: int) -> int:
        left, right = value >> 32, value & _HALF
        for index in reversed(range(_ROUNDS)):
            left, right = right ^ self._mix(kind, index, left), left
        return left << 32 | right

    def _mix(self, kind: str, index: int, half: int) -> int:
        message = self._tenant + bytes([index]) + half.to_bytes(4, "big") + kind.encode()
        digest = hashlib.blake2b(message, key=self._key, digest_size=4).digest()
        return int.from_bytes(digest, "big")
