"""Postcodes (郵便番号): seven digits, kept without the hyphen and printed with it."""

from __future__ import annotations

import re
import unicodedata

from minamoto.kernel.errors import InvalidInput

_SHAPE = re.compile(r"〒?([0-9]{3})-?([0-9]{4})")
_DASHES = re.compile(r"[‐‑‒–—―−ーｰ]")


class NotAPostcode(InvalidInput):
    """The text does not hold seven digits in a postcode's shape."""

    code = "not-a-postcode"
    ja = "郵便番号は数字7桁で入力してください（例：100-0001）。"
    en = "A postcode has seven digits, for example 100-0001."


def parse_postcode(text: str) -> str:
    """Return the seven digits from any width, with or without 〒 and hyphen.

    :raises NotAPostcode: when there are not exactly seven digits.
    """
    plain = re.sub(r"\s", "", _DASHES.sub("-", unicodedata.normalize("NFKC", text)))
    match = _SHAPE.fullmatch(plain)
    if match is None:
        raise NotAPostcode
    return match[1] + match[2]


def write_postcode(digits: str) -> str:
    """Return ``100-0001`` for ``1000001``.

    :raises NotAPostcode: when there are not exactly seven digits.
    """
    plain = parse_postcode(digits)
    return f"{plain[:3]}-{plain[3:]}"
