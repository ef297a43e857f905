"""The convenience-store bar code (GS1-128 料金代理収納): 44 digits that say who is paid what, and until when.

Layout after the application identifier ``91``: issuing company 6, free field 21, reissue 1, due date
YYMMDD 6 (999999 for none), revenue-stamp flag 1, amount 6, check digit 1. Source: GS1 Japan,
「GS1-128による標準料金代理収納ガイドライン」. Drawing is in ``code128``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from minamoto.kernel.errors import InvalidInput
from minamoto.kernel.yen import Yen

APPLICATION_IDENTIFIER = "91"
LENGTH = 44
AMOUNT_LIMIT = Yen(300_000)
"""Stores refuse a slip above this amount."""
NO_DUE_DATE = "999999"
_HEAVY = 3
_CENTURY = 2000
_LAST_YEAR = 2098  # 99 could be read as the year of "no due date"
_COMPANY = re.compile(r"[0-9]{6}")
_FREE = re.compile(r"[0-9]{21}")
_PAYLOAD = re.compile(r"[0-9]{44}")
_HIGHEST_REISSUE = 9


class SlipCompanyMalformed(InvalidInput):
    """The issuing company's code is not six digits."""

    code = "slip-company-malformed"
    ja = "請求書発行企業コードは数字6桁で指定してください。"
    en = "The issuing company's code must be 6 digits."


class SlipFreeFieldMalformed(InvalidInput):
    """The free field is not 21 digits."""

    code = "slip-free-field-malformed"
    ja = "自由使用欄は数字21桁で指定してください（現在{length}文字）。"
    en = "The free field must be 21 digits; it has {length} characters."


class SlipReissueOutOfRange(InvalidInput):
    """The reissue number does not fit one digit."""

    code = "slip-reissue-out-of-range"
    ja = "再発行区分は0から9までで指定してください。"
    en = "The reissue number must lie between 0 and 9."


class SlipDueDateOutOfRange(InvalidInput):
    """The due date cannot be written with two digits of the year."""

    code = "slip-due-date-out-of-range"
    ja = "支払期限は2000年から2098年までの日付で指定してください。"
    en = "The due date must lie between the years 2000 and 2098."


class SlipAmountOutOfRange(InvalidInput):
    """A store cannot take this amount; details: ``amount`` in yen."""

    code = "slip-amount-out-of-range"
    ja = "コンビニエンスストアで取り扱える金額は1円から300,000円までです（{amount}円は取り扱えません）。"
    en = "A convenience store takes 1 to 300,000 yen; {amount} yen is outside."


class SlipPayloadMalformed(InvalidInput):
    """The digits are not a slip's payload; details: ``reason`` as a short English phrase."""

    code = "slip-payload-malformed"
    ja = "バーコードの数字44桁が正しくありません（{reason}）。"
    en = "The 44 digits of the bar code are wrong ({reason})."


@dataclass(frozen=True, slots=True)
class SlipPayload:
    """What a slip's bar code says.

    ``company`` is six digits, ``free`` the issuer's own 21 digits, ``reissue`` 0 for the first slip of a
    claim and one more for each that replaces it. ``revenue_stamp`` asks the store to put a revenue stamp on
    its receipt (private issuers from 50,000 yen before tax; never for public bodies).

    :raises InvalidInput: the subclass of the first field that is wrong.
    """

    company: str
    free: str
    reissue: int
    due_on: date | None
    revenue_stamp: bool
    amount: Yen

    def __post_init__(self) -> None:
        """Refuse what a store's till would refuse."""
        if not _COMPANY.fullmatch(self.company):
            raise SlipCompanyMalformed(pointer="/company")
        if not _FREE.fullmatch(self.free):
            raise SlipFreeFieldMalformed(pointer="/free", length=len(self.free))
        if not 0 <= self.reissue <= _HIGHEST_REISSUE:
            raise SlipReissueOutOfRange(pointer="/reissue")
        if self.due_on is not None and not _CENTURY <= self.due_on.year <= _LAST_YEAR:
            raise SlipDueDateOutOfRange(pointer="/due_on")
        if not Yen(1) <= self.amount <= AMOUNT_LIMIT:
            raise SlipAmountOutOfRange(pointer="/amount", amount=self.amount.amount)

    def digits(self) -> str:
        """Return the 44 digits, application identifier and check digit included."""
        due = NO_DUE_DATE if self.due_on is None else self.due_on.strftime("%y%m%d")
        flag = "1" if self.revenue_stamp else "0"
        who = f"{APPLICATION_IDENTIFIER}{self.company}{self.free}{self.reissue}"
        body = f"{who}{due}{flag}{self.amount.amount:06}"
        return f"{body}{check_digit(body)}"


def check_digit(body: str) -> int:
    """Return the digit that ends a payload: modulus 10, weight 3 from the right, identifier included.

    :raises ValueError: when ``body`` holds anything but ASCII digits.
    """
    if not re.fullmatch("[0-9]+", body):
        message = "a check digit is computed over digits"
        raise ValueError(message)
    weighted = sum(int(digit) * (1 if place % 2 else _HEAVY) for place, digit in enumerate(reversed(body)))
    return -weighted % 10


def parse_slip_payload(text: str) -> SlipPayload:
    """Return what 44 digits say, as a till or a collector's file carries them.

    :raises SlipPayloadMalformed: when length, identifier, check digit, date or flag is wrong.
    :raises InvalidInput: when a field holds what a store would refuse.
    """
    if not _PAYLOAD.fullmatch(text):
        raise SlipPayloadMalformed(reason="not 44 digits")
    if not text.startswith(APPLICATION_IDENTIFIER):
        raise SlipPayloadMalformed(reason="application identifier is not 91")
    if check_digit(text[:-1]) != int(text[-1]):
        raise SlipPayloadMalformed(reason="check digit does not match")
    flag = text[36]
    if flag not in "01":
        raise SlipPayloadMalformed(reason="revenue-stamp flag is neither 0 nor 1")
    return SlipPayload(
        company=text[2:8],
        free=text[8:29],
        reissue=int(text[29]),
        due_on=_due_date(text[30:36]),
        revenue_stamp=flag == "1",
        amount=Yen(int(text[37:43])),
    )


def human_readable(payload: str) -> tuple[str, str]:
    """Return the two lines printed under the bar code, for a clerk who must type it.

    :raises SlipPayloadMalformed: when the text is not 44 digits.
    """
    if not _PAYLOAD.fullmatch(payload):
        raise SlipPayloadMalformed(reason="not 44 digits")
    first = f"({payload[:2]}){payload[2:8]}-{payload[8:29]}"
    second = f"{payload[29]}-{payload[30:36]}-{payload[36]}-{payload[37:43]}-{payload[43]}"
    return first, second


def _due_date(text: str) -> date | None:
    if text == NO_DUE_DATE:
        return None
    try:
        return date(_CENTURY + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        raise SlipPayloadMalformed(reason="due date does not exist") from None
