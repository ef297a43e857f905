"""Phone numbers (電話番号): Japanese numbers as their digits, for keeping and for searching."""

from __future__ import annotations

import re
import unicodedata

from minamoto.kernel.errors import InvalidInput

_DOMESTIC = re.compile(r"0[0-9]{9,10}")
_NOISE = re.compile(r"[\s()\-.‐‑‒–—―−ーｰ]")


class NotAPhoneNumber(InvalidInput):
    """The text is not a Japanese phone number."""

    code = "not-a-phone-number"
    ja = "電話番号は0から始まる10桁または11桁の数字で入力してください。"
    en = "A phone number has 10 or 11 digits and begins with 0."


def parse_phone(text: str) -> str:
    """Return the digits from any width; ``+81 3-0000-0000`` becomes ``0300000000``.

    :raises NotAPhoneNumber: when the digits are not 10 or 11 beginning with 0.
    """
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text))
    if plain.startswith("+81"):
        national = plain[3:]
        plain = national if national.startswith("0") else "0" + national
    if not _DOMESTIC.fullmatch(plain):
        raise NotAPhoneNumber
    return plain
