"""Values of payer accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PayerMethod(StrEnum):
    """How a payer pays (支払方法)."""

    PAYMENT_SLIP = "payment_slip"  # 納入通知書・払込票
    DIRECT_DEBIT = "direct_debit"  # 口座振替
    CARD = "card"  # クレジットカード


@dataclass(frozen=True, slots=True)
class NewPayerAccount:
    """A payer account to be opened."""

    number: str
    party_id: int
    opened_on: date
    method: PayerMethod
