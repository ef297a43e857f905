"""Reads of the books."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.money.ledger.model import AccountKind, TrialBalanceLine


@dataclass(frozen=True, slots=True)
class PayerPosting:
    """One posting of a payer account; ``balance_yen`` is what its receivable accounts hold after it."""

    fiscal_year: int
    id: int
    posted_on: date
    debit_account: str
    debit_account_name: str
    credit_account: str
    credit_account_name: str
    amount_yen: int
    source_kind: str
    source_id: int
    recorded_at: datetime
    balance_yen: int


async def postings_of_payers(
    payer_account_ids: Collection[int],
    *,
    before: tuple[date, int] | None,
    limit: int,
) -> list[PayerPosting]:
    """Return postings of payer accounts, the newest first, with the running balance of the receivables."""
    posted_on, posting_id = before or (date.max, 0)
    rows = await connection().fetch(
        """
        select * from (
            select p.fiscal_year, p.id, p.posted_on, p.debit_account, d.name as debit_account_name,
                   p.credit_account, k.name as credit_account_name, p.amount_yen, p.source_kind, p.source_id,
                   p.recorded_at,
                   (sum(
                       case when starts_with(p.debit_account, 'receivable.') then p.amount_yen else 0 end
                       - case when starts_with(p.credit_account, 'receivable.') then p.amount_yen else 0 end
                   ) over (order by p.posted_on, p.id))::bigint as balance_yen
            from postings p
            join ledger_accounts d on d.tenant_id = p.tenant_id and d.code = p.debit_account
            join ledger_accounts k on k.tenant_id = p.tenant_id and k.code = p.credit_account
            where p.tenant_id = $1 and p.payer_account_id = any($2::bigint[])
        ) as running
        where posted_on < $3 or (posted_on = $3 and id < $4)
        order by posted_on desc, id desc limit $5
        """,
        tenant_id(),
        list(set(payer_account_ids)),
        posted_on,
        posting_id,
        limit,
    )
    return [PayerPosting(**row) for row in rows]


async def payer_balance(payer_account_ids: Collection[int]) -> tuple[int, int]:
    """Return how many postings payer accounts have, and what their receivables hold in yen."""
    row = await connection().fetchrow(
        """
        select count(*)::int as count, coalesce(sum(
            case when starts_with(debit_account, 'receivable.') then amount_yen else 0 end
            - case when starts_with(credit_account, 'receivable.') then amount_yen else 0 end
        ), 0)::bigint as yen
        from postings where tenant_id = $1 and payer_account_id = any($2::bigint[])
        """,
        tenant_id(),
        list(set(payer_account_ids)),
    )
    return (0, 0) if row is None else (row["count"], row["yen"])


async def trial_balance(*, until: date | None = None) -> list[TrialBalanceLine]:
    """Return every account's sums (試算表), up to and with a day of posting, or of all postings."""
    rows = await connection().fetch(
        """
        select a.code, a.name, a.kind, coalesce(d.yen, 0)::bigint as debit,
               coalesce(c.yen, 0)::bigint as credit
        from ledger_accounts a
        left join (
            select debit_account as code, sum(amount_yen) as yen from postings
            where tenant_id = $1 and posted_on <= $2 group by 1) d on d.code = a.code
        left join (
            select credit_account as code, sum(amount_yen) as yen from postings
            where tenant_id = $1 and posted_on <= $2 group by 1) c on c.code = a.code
        where a.tenant_id = $1
        order by a.code
        """,
        tenant_id(),
        until or date.max,
    )
    return [
        TrialBalanceLine(row["code"], row["name"], AccountKind(row["kind"]), row["debit"], row["credit"])
        for row in rows
    ]
