"""What a reader should know about bills, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from minamoto.faces.presentation.model.shapes import Alert, BillSummary, LanguageCode, Target

DUE_SOON = timedelta(days=5)
"""So many days before the due date the portal begins to remind."""


def bill_alerts(unpaid: Sequence[BillSummary], today: date, language: LanguageCode) -> list[Alert]:
    """Return what a customer should know about bills: overdue ones first, then those due within days."""
    overdue = [each for each in unpaid if each.state == "overdue"]
    soon = [
        each
        for each in unpaid
        if each.state in {"unpaid", "partly_paid"}
        and each.due_on is not None
        and each.due_on - today <= DUE_SOON
    ]
    return [_overdue(each, language) for each in overdue] + [_soon(each, language) for each in soon]


def _overdue(bill: BillSummary, language: LanguageCode) -> Alert:
    title = "お支払い期限を過ぎた請求があります" if language == "ja" else "A bill is past its due date"
    return Alert(
        code="bill-overdue",
        severity="warning",
        title=title,
        message=_message(bill, language, passed=True),
        target=Target(kind="bill", id=bill.id),
    )


def _soon(bill: BillSummary, language: LanguageCode) -> Alert:
    title = "お支払い期限が近づいています" if language == "ja" else "A bill is due soon"
    return Alert(
        code="bill-due-soon",
        severity="info",
        title=title,
        message=_message(bill, language, passed=False),
        target=Target(kind="bill", id=bill.id),
    )


def _message(bill: BillSummary, language: LanguageCode, *, passed: bool) -> str:
    due = bill.due_on
    year, month = bill.posting_month.split("-")
    amount = f"{bill.balance_yen:,}"
    if due is None:
        return f"{amount}円" if language == "ja" else f"{amount} yen"
    if language == "ja":
        ending = "でした。お早めにお支払いください。" if passed else "です。"
        day = f"{due.year}年{due.month}月{due.day}日"
        return f"{int(year)}年{int(month)}月分 {amount}円のお支払い期限は{day}{ending}"
    was = "was" if passed else "is"
    return f"The due date of {amount} yen for {year}-{month} {was} {due.isoformat()}."
