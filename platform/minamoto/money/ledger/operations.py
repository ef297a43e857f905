"""Writing the books. Nothing here changes or removes a posting: that is what reversals are for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import asyncpg

from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import connection, savepoint, tenant_id
from minamoto.kernel.errors import Conflict
from minamoto.kernel.periods import fiscal_year
from minamoto.money.ledger.model import STANDARD_ACCOUNTS, NewPosting

_COLUMNS = (
    "fiscal_year", "id", "posted_on", "posting_month", "debit_account", "credit_account", "amount_yen",
    "source_kind", "source_id", "payer_account_id",
)  # fmt: skip
_INSERT = f"""
insert into postings (tenant_id, recorded_at, {", ".join(_COLUMNS)})
select $1::int, $2::timestamptz, {", ".join(_COLUMNS)} from {{source}}
"""


class MonthClosed(Conflict):
    """The posting month is closed (月次締め済み); nothing slips in."""

    code = "month-closed"
    ja = "この月は締め処理が終わっているため、計上できません。"
    en = "This month is closed; nothing can be posted into it."


async def open_standard_accounts() -> None:
    """Write the accounts every tenant begins with; those that exist stay."""
    await bulk.insert_many(
        table="ledger_accounts",
        columns=("tenant_id", "code", "name", "kind"),
        records=[(tenant_id(), each.code, each.name, each.kind.value) for each in STANDARD_ACCOUNTS],
        on_conflict="on conflict do nothing",
    )


async def post(*, postings: Sequence[NewPosting], now: datetime) -> None:
    """Write postings; the fiscal year is that of the posting month.

    :raises MonthClosed: when a posting month is closed.
    """
    if not postings:
        return
    numbers = await ids.next_ids(len(postings))
    years = {month: fiscal_year(month) for month in {each.posting_month for each in postings}}
    source = await bulk.stage(
        table="postings",
        columns=_COLUMNS,
        records=(
            (
                years[each.posting_month], number, each.posted_on, each.posting_month, each.debit_account,
                each.credit_account, each.amount_yen, each.source_kind, each.source_id, each.payer_account_id,
            )
            for number, each in zip(numbers, postings, strict=True)
        ),
    )  # fmt: skip
    try:
        async with savepoint():
            await connection().execute(_INSERT.format(source=source), tenant_id(), now)
    except asyncpg.CheckViolationError as error:
        if error.constraint_name == "postings_month_open":
            raise MonthClosed from error
        raise


async def close_month(*, posting_month: date, closed_by: int | None, now: datetime) -> None:
    """Close a posting month (月次締め).

    :raises MonthClosed: when it is closed already.
    """
    try:
        async with savepoint():
            await connection().execute(
                """
                insert into closed_months (tenant_id, posting_month, closed_at, closed_by)
                values ($1, $2, $3, $4)
                """,
                tenant_id(), posting_month, now, closed_by,
            )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise MonthClosed from error
