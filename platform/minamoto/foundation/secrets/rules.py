"""Envelope encryption with AES-256-GCM (NIST SP 800-38D) and blind indexes with HMAC-SHA-256 (RFC 2104).

Pure but for the random nonce. A sealed value is: version (1 byte), generation of the data key (4 bytes),
nonce (12 bytes), ciphertext with its 16-byte tag. What the value belongs to is authenticated with it, so a
sealed value copied to another row, purpose or tenant does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_VERSION = 1
_NONCE_BYTES = 12
_HEADER = struct.Struct(">BI")


class SealBroken(ValueError):
    """A sealed value does not open: it was changed, moved, or sealed with another key."""


def fresh_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal_with(*, key: bytes, generation: int, context: bytes, plaintext: bytes) -> bytes:
    """Return the sealed value. ``context`` names what it belongs to and is needed to open it."""
    header = _HEADER.pack(_VERSION, generation)
    nonce = os.urandom(_NONCE_BYTES)
    return header + nonce + AESGCM(key).encrypt(nonce, plaintext, header + context)


def generation_of(sealed: bytes) -> int:
    """Return which generation of the data key sealed a value.

    :raises SealBroken: when the value is too short or of an unknown version.
    """
    if len(sealed) < _HEADER.size + _NONCE_BYTES:
        raise SealBroken("the sealed value is too short")
    version, generation = _HEADER.unpack_from(sealed)
    if version != _VERSION:
        raise SealBroken("the sealed value is of an unknown version")
    return int(generation)


def open_with(*, key: bytes, context: bytes, sealed: bytes) -> bytes:
    """Return the plaintext.

    :raises SealBroken: when the value, its place or the key is not the one it was sealed with.
    """
    generation_of(sealed)
    header, rest = sealed[: _HEADER.size], sealed[_HEADER.size :]
    try:
        return AESGCM(key).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], header + context)
    except InvalidTag as error:
        raise SealBroken("the sealed value does not open here") from error


def index_with(*, key: bytes, context: bytes, value: str) -> bytes:
    """Return 32 bytes that equal values share and that tell nothing without the key."""
    return hmac.new(key, context + b"\x00" + value.encode(), hashlib.sha256).digest()


def context_of(*parts: object) -> bytes:
    """Return an unambiguous joining of the parts a value is bound to."""
    encoded = [str(part).encode() for part in parts]
    return b"".join(struct.pack(">I", len(part)) + part for part in encoded)
