"""Pure decisions of the console: what a clerk's search could mean, and how codes are said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from minamoto.faces.presentation.model import LanguageCode
from minamoto.foundation.formats.kana import search_address, search_kana, search_name

_DIGITS = re.compile(r"[0-9]+")
_PHONE_NOISE = re.compile(r"[\s()\-‐‑–—−ー]")
_BILL_NUMBER = re.compile(r"(?:(?P<year>20[0-9]{2})-)?(?P<number>[0-9]{1,9})")
_PLACE = re.compile(r"(?P<line>[0-9]{1,9})(?::(?P<column>[0-9]{1,9}))?")
_SERIAL = re.compile(r"[0-9A-Za-z-]{3,}")
LEAST_DIGITS = 3
"""Fewer digits than this would match half the town."""

_WORDS: Mapping[str, tuple[str, str]] = {
    # roles
    "user": ("使用者", "User"),
    "owner": ("所有者", "Owner"),
    "mail_recipient": ("書類送付先", "Mail recipient"),
    "manager": ("管理人", "Manager"),
    "payer": ("支払者", "Payer"),
    # kinds of readings
    "regular": ("定例検針", "Regular"),
    "vacant": ("空検針", "Vacant"),
    "move_in": ("開始検針", "Move-in"),
    "move_out": ("精算検針", "Move-out"),
    "exchange": ("取替検針", "Exchange"),
    "special": ("随時検針", "Special"),
    "estimate": ("認定", "Estimate"),
    # why a register could not be read
    "absent": ("不在・施錠", "Absent or locked"),
    "snow": ("積雪", "Snow"),
    "obstructed": ("障害物", "Obstructed"),
    "dog": ("犬", "Dog"),
    "submerged": ("水没", "Submerged"),
    "fogged": ("結露・汚損", "Fogged or soiled"),
    "meter_fault": ("メーター不良", "Meter fault"),
    "other": ("その他", "Other"),
    # receipts
    "card": ("クレジットカード", "Credit card"),
    "convenience_store": ("コンビニエンスストア", "Convenience store"),
    "direct_debit": ("口座振替", "Direct debit"),
    "bank_transfer": ("銀行振込", "Bank transfer"),
    "counter": ("窓口", "Counter"),
    "smartphone": ("スマートフォン決済", "Smartphone payment"),
    # postings
    "assessment": ("調定", "Assessment"),
    "receipt": ("収納", "Receipt"),
    "clearing": ("消込", "Clearing"),
    "refund": ("還付", "Refund"),
    "reversal": ("取消", "Reversal"),
    "write_off": ("不納欠損", "Write-off"),
    # reasons to hold a bill
    "tariff-version-missing": ("適用できる料金表がありません", "No tariff version applies"),
    "payer-missing": ("支払者または支払方法が登録されていません", "No payer or payment method is in force"),
    "terms-missing": ("有効な契約条件がありません", "No terms are in force"),
    "several-tax-rates": ("税率が2つ以上あります", "More than one tax rate"),
    "terms-change-inside-period": (
        "期間の途中で契約内容が変わっています",
        "The terms change inside the period",
    ),
    "period-assessed-otherwise": (
        "期間の一部がすでに調定されています（更正が必要です）",
        "Part of the period is assessed already; correct that first",
    ),
    "index-missing": ("調整単価が登録されていません", "An index value is missing"),
    "interval-values-missing": ("確定した30分値がそろっていません", "Confirmed half hours are missing"),
    "negative-amount": ("金額がマイナスになります", "The amount would be negative"),
    # jobs
    "exchange.handle": ("受信データの取り込み", "Taking in a file"),
    "billing.run": ("請求処理", "Billing run"),
    "notifications.send": ("メールの送信", "Sending mail"),
    "notifications.wipe": ("送信済みメールの消去", "Wiping old mail"),
    "checks.nightly": ("夜間整合性検査", "Nightly checks"),
    "identity.sweep": ("期限切れログイン情報の消去", "Sweeping ended sessions"),
    # figures of results
    "issued_count": ("請求書の発行件数", "Bills issued"),
    "held_count": ("保留件数", "Held back"),
    "amount_yen": ("請求金額（円）", "Amount (yen)"),
    "state": ("結果", "Result"),
    "code": ("理由", "Reason"),
    "sent": ("送信", "Sent"),
    "wiped": ("消去件数", "Wiped"),
    "checks": ("検査項目数", "Checks"),
    "done_with_parked": ("取り込み済み（保留あり）", "Taken in, some parked"),
    "quarantined": ("隔離", "Quarantined"),
    # phases of jobs
    "waiting": ("待機中", "Waiting"),
    "running": ("実行中", "Running"),
    "done": ("完了", "Done"),
    "failed": ("失敗", "Failed"),
    "cancelled": ("取消", "Cancelled"),
    # services
    "electricity": ("電気", "Electricity"),
    "gas": ("ガス", "Gas"),
    "water": ("水道", "Water"),
    "sewer": ("下水道", "Sewer"),
}


def say(code: str, language: LanguageCode) -> str:
    """Return a code in words; a code without words is shown as it is."""
    ja, en = _WORDS.get(code, (code, code))
    return ja if language == "ja" else en


@dataclass(frozen=True, slots=True)
class SearchForms:
    """What a clerk's text could mean; an empty form is not searched."""

    number: str = ""
    phone: str = ""
    serial: str = ""
    bill: tuple[int | None, int] | None = None
    name: str = ""
    kana: str = ""
    address: str = ""


def search_forms(text: str) -> SearchForms:
    """Return what the one search box's text could mean: digits are numbers, the rest names and addresses."""
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = _PHONE_NOISE.sub("", plain)
    if _DIGITS.fullmatch(digits):
        if len(digits) < LEAST_DIGITS:
            return SearchForms()
        bill = _BILL_NUMBER.fullmatch(plain)
        year = bill["year"] if bill else None
        return SearchForms(
            number=digits,
            phone=digits if digits.startswith("0") else "",
            serial=plain,
            bill=(int(year) if year else None, int(bill["number"])) if bill else None,
        )
    return SearchForms(
        serial=plain.upper() if _SERIAL.fullmatch(plain) else "",
        name=search_name(plain),
        kana=search_kana(plain),
        address=search_address(plain),
    )


def estimated_finish(
    *, started_at: datetime | None, now: datetime, done: int, total: int | None
) -> datetime | None:
    """Return when running work will be done if it goes on as it went; nothing while that cannot be told."""
    if started_at is None or total is None or not 0 < done < total or now <= started_at:
        return None
    return now + (now - started_at) * (total - done) / done


def line_and_column(place: str) -> tuple[int | None, int | None]:
    """Return the line and column that a place such as ``12:6`` or ``12`` names; other places name none."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return None, None
    return int(found["line"]), int(found["column"]) if found["column"] else None


def register_differences(values: Sequence[tuple[int, int | None]]) -> list[int | None]:
    """Return, for register values newest first, how far each stands above the one read before it.

    ``values`` are (installation id, scaled value). The first value of a meter, an unread one and a fall
    (a roll-over, which billing decides about) have no difference.
    """
    differences: list[int | None] = []
    for place, (installation, value) in enumerate(values):
        earlier = next(
            (old for other, old in values[place + 1 :] if other == installation and old is not None), None
        )
        known = value is not None and earlier is not None and value >= earlier
        differences.append(value - earlier if known and value is not None and earlier is not None else None)
    return differences
