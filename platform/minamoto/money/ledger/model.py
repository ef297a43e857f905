"""Values of the books: accounts and postings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AccountKind(StrEnum):
    """Which side of the books an account stands on."""

    ASSET = "asset"
    LIABILITY = "liability"
    REVENUE = "revenue"
    EXPENSE = "expense"


@dataclass(frozen=True, slots=True)
class LedgerAccount:
    """An account (勘定科目) of the receivables' sub-ledger."""

    code: str
    name: str
    kind: AccountKind


CONSUMPTION_TAX = "consumption_tax"
OVERPAYMENT = "overpayment"

STANDARD_ACCOUNTS: tuple[LedgerAccount, ...] = (
    LedgerAccount("receivable.electricity", "電気料金未収金", AccountKind.ASSET),
    LedgerAccount("receivable.gas", "ガス料金未収金", AccountKind.ASSET),
    LedgerAccount("receivable.water", "水道料金未収金", AccountKind.ASSET),
    LedgerAccount("receivable.sewer", "下水道使用料未収金", AccountKind.ASSET),
    LedgerAccount("cash.card", "カード会社等未収金", AccountKind.ASSET),
    LedgerAccount("cash.convenience_store", "収納代行会社未収金", AccountKind.ASSET),
    LedgerAccount("cash.smartphone", "スマートフォン決済未収金", AccountKind.ASSET),
    LedgerAccount("cash.direct_debit", "預金（口座振替）", AccountKind.ASSET),
    LedgerAccount("cash.bank_transfer", "預金（振込）", AccountKind.ASSET),
    LedgerAccount("cash.counter", "現金（窓口）", AccountKind.ASSET),
    LedgerAccount(CONSUMPTION_TAX, "仮受消費税", AccountKind.LIABILITY),
    LedgerAccount(OVERPAYMENT, "過誤納金（預り金）", AccountKind.LIABILITY),
    LedgerAccount("revenue.electricity", "電気料金収入", AccountKind.REVENUE),
    LedgerAccount("revenue.gas", "ガス料金収入", AccountKind.REVENUE),
    LedgerAccount("revenue.water", "水道料金収入", AccountKind.REVENUE),
    LedgerAccount("revenue.sewer", "下水道使用料収入", AccountKind.REVENUE),
)


@dataclass(frozen=True, slots=True)
class NewPosting:
    """A posting (仕訳) to be written: ``amount_yen`` is above zero, from the credit to the debit account."""

    posted_on: date
    posting_month: date
    debit_account: str
    credit_account: str
    amount_yen: int
    source_kind: str
    source_id: int
    payer_account_id: int


@dataclass(frozen=True, slots=True)
class TrialBalanceLine:
    """One account's sums over a span; ``balance_yen`` is debits less credits."""

    account: str
    name: str
    kind: AccountKind
    debit_yen: int
    credit_yen: int

    @property
    def balance_yen(self) -> int:
        """Debits less credits."""
        return self.debit_yen - self.credit_yen
