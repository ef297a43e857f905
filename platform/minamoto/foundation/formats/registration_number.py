"""Registration numbers of qualified invoice issuers (適格請求書発行事業者の登録番号): ``T`` and 13 digits.

The 13 digits are the corporate number (法人番号), whose first digit checks the other twelve
(法人番号の指定等に関する省令, article 2).
"""

from __future__ import annotations

import re
import unicodedata

from minamoto.kernel.errors import InvalidInput

_SHAPE = re.compile(r"T[0-9]{13}")
_BASE_DIGITS = re.compile(r"[0-9]{12}")
_NINE = 9


class NotARegistrationNumber(InvalidInput):
    """The text is not ``T`` followed by 13 digits."""

    code = "not-a-registration-number"
    ja = "登録番号は「T」と数字13桁で入力してください。"
    en = "A registration number is the letter T followed by 13 digits."


class RegistrationNumberMistyped(InvalidInput):
    """The check digit does not fit the other twelve digits."""

    code = "registration-number-mistyped"
    ja = "登録番号の検査数字が一致しません。数字に誤りがないかご確認ください。"
    en = "The check digit of the registration number does not match; a digit is wrong."


def corporate_check_digit(base: str) -> int:
    """Return the digit put before the 12 digits ``base`` to make a corporate number.

    It is 9 less the remainder by 9 of the digits' sum, counted from the right and every second one doubled.

    :raises ValueError: when ``base`` is not 12 digits.
    """
    if not _BASE_DIGITS.fullmatch(base):
        message = "the base of a corporate number has 12 digits"
        raise ValueError(message)
    weighted = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(base)))
    return _NINE - weighted % _NINE


def parse_registration_number(text: str) -> str:
    """Return the number as ``T1234567890123`` from any width, with or without hyphens and spaces.

    :raises NotARegistrationNumber: when the shape is wrong.
    :raises RegistrationNumberMistyped: when the check digit is wrong.
    """
    plain = re.sub(r"[\s\-‐‑–−]", "", unicodedata.normalize("NFKC", text)).upper()
    if not _SHAPE.fullmatch(plain):
        raise NotARegistrationNumber
    if corporate_check_digit(plain[2:]) != int(plain[1]):
        raise RegistrationNumberMistyped
    return plain
