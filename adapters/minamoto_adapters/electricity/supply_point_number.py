"""供給地点特定番号: 22 digits, of which only the area is to be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from minamoto.kernel.errors import InvalidInput

LENGTH = 22
_DIGITS = re.compile(r"[0-9]+")
_SEPARATORS = str.maketrans("", "", "-‐‑–—−ー－ 　")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_GROUPS = (2, 4, 4, 4, 4, 4)


class Area(StrEnum):
    """Supply areas by the first two digits."""

    HOKKAIDO = "01"
    TOHOKU = "02"
    TOKYO = "03"
    CHUBU = "04"
    HOKURIKU = "05"
    KANSAI = "06"
    CHUGOKU = "07"
    SHIKOKU = "08"
    KYUSHU = "09"
    OKINAWA = "10"

    @property
    def ja(self) -> str:
        """The area's name in Japanese."""
        return _AREA_NAMES[self]


_AREA_NAMES = {
    Area.HOKKAIDO: "北海道",
    Area.TOHOKU: "東北",
    Area.TOKYO: "東京",
    Area.CHUBU: "中部",
    Area.HOKURIKU: "北陸",
    Area.KANSAI: "関西",
    Area.CHUGOKU: "中国",
    Area.SHIKOKU: "四国",
    Area.KYUSHU: "九州",
    Area.OKINAWA: "沖縄",
}


class InvalidSupplyPointNumber(InvalidInput):
    """A text is not a supply-point number; subclasses say why."""

    code = "supply-point-number-invalid"
    ja = "供給地点特定番号が正しくありません。"
    en = "The supply point number is not valid."


class SupplyPointNumberLength(InvalidSupplyPointNumber):
    """It has more or fewer than 22 digits."""

    code = "supply-point-number-length"
    ja = "供給地点特定番号は22桁です({length}桁が入力されています)。"
    en = "A supply point number has 22 digits, not {length}."


class SupplyPointNumberNotDigits(InvalidSupplyPointNumber):
    """It holds something other than digits and separators."""

    code = "supply-point-number-not-digits"
    ja = "供給地点特定番号は数字で入力してください。"
    en = "A supply point number holds digits only."


class SupplyPointNumberArea(InvalidSupplyPointNumber):
    """Its first two digits name no area."""

    code = "supply-point-number-area"
    ja = "供給地点特定番号の先頭2桁「{area}」に該当するエリアがありません。"
    en = "The first two digits, {area}, name no supply area."


@dataclass(frozen=True, slots=True)
class SupplyPointNumber:
    """A well-formed number. What follows the area differs by operator and is never read.

    :raises InvalidSupplyPointNumber: unless built from 22 digits that begin with an area.
    """

    digits: str

    def __post_init__(self) -> None:
        """Refuse what is not 22 ASCII digits of a known area."""
        check(self.digits)

    @property
    def area(self) -> Area:
        """The supply area."""
        return Area(self.digits[:2])

    @property
    def warnings(self) -> tuple[str, ...]:
        """Codes of oddities that do not make the number wrong.

        The third digit is said to be 0 for low and 1 for high voltage; the source is secondary, so another
        digit is a warning only.
        """
        return () if self.digits[2] in "01" else ("supply-point-number-third-digit",)

    def grouped(self) -> str:
        """Write as bills do, in groups of 2-4-4-4-4-4: ``03-0011-1234-5678-9012-3456``."""
        parts, start = [], 0
        for size in _GROUPS:
            parts.append(self.digits[start : start + size])
            start += size
        return "-".join(parts)


def check(digits: str) -> None:
    """Do nothing for 22 digits that begin with an area.

    :raises SupplyPointNumberNotDigits: when there is anything but ASCII digits.
    :raises SupplyPointNumberLength: when there are not 22.
    :raises SupplyPointNumberArea: when the first two name no area.
    """
    if not _DIGITS.fullmatch(digits):
        raise SupplyPointNumberNotDigits
    if len(digits) != LENGTH:
        raise SupplyPointNumberLength(length=len(digits))
    if digits[:2] not in _AREA_NAMES:
        raise SupplyPointNumberArea(area=digits[:2])


def read(text: str) -> SupplyPointNumber:
    """Return the number a person typed: full-width digits, hyphens and spaces are forgiven.

    :raises InvalidSupplyPointNumber: when it is not one even so.
    """
    return SupplyPointNumber(text.translate(_WIDE).translate(_SEPARATORS))
