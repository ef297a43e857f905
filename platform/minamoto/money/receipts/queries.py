"""Reads of receipts, what they cleared, and payments under way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import NotFound
from minamoto.money.billing import queries as billing


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in (収納), and how much of it cleared claims."""

    fiscal_year: int
    id: int
    payer_account_id: int | None
    method: str
    received_on: date
    amount_yen: int
    stage: str
    recorded_at: datetime
    reference: str | None
    cleared_yen: int
    claim_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClaimClearing:
    """How much one receipt cleared of one claim, reversals taken off."""

    claim_id: int
    receipt_id: int
    method: str
    stage: str
    received_on: date
    amount_yen: int


@dataclass(frozen=True, slots=True)
class PaymentAttempt:
    """A payment begun at a processor."""

    id: int
    invoice_id: int
    processor: str
    method: str
    amount_yen: int
    redirect_url: str | None
    state: str
    failure_code: str | None
    started_at: datetime
    updated_at: datetime


async def cleared_by_claim(claim_ids: Collection[int]) -> dict[int, int]:
    """Return the cleared yen of each claim; a claim with nothing cleared is left out."""
    rows = await connection().fetch(
        """
        select claim_id, cleared_yen from claim_balances
        where tenant_id = $1 and claim_id = any($2::bigint[])
        """,
        tenant_id(),
        list(set(claim_ids)),
    )
    return {row["claim_id"]: row["cleared_yen"] for row in rows}


async def clearings_of_claims(claim_ids: Collection[int]) -> list[ClaimClearing]:
    """Return what cleared the claims, by receipt, the newest first; fully reversed ones left out."""
    rows = await connection().fetch(
        """
        select c.claim_id, c.receipt_id, r.method, r.stage, r.received_on,
               sum(c.amount_yen)::bigint as amount_yen
        from clearings c
        join receipts r
          on r.tenant_id = c.tenant_id and r.fiscal_year = c.fiscal_year and r.id = c.receipt_id
        where c.tenant_id = $1 and c.claim_id = any($2::bigint[])
        group by c.claim_id, c.receipt_id, r.method, r.stage, r.received_on
        having sum(c.amount_yen) <> 0
        order by r.received_on desc, c.receipt_id desc
        """,
        tenant_id(),
        list(set(claim_ids)),
    )
    return [ClaimClearing(**row) for row in rows]


async def receipts_of_payers(
    payer_account_ids: Collection[int], *, before: tuple[date, int] | None, limit: int
) -> list[Receipt]:
    """Return receipts of payer accounts, the newest first, from after a place in that order."""
    received_on, receipt_id = before or (date.max, 0)
    rows = await connection().fetch(
        """
        select r.fiscal_year, r.id, r.payer_account_id, r.method, r.received_on, r.amount_yen, r.stage,
               r.recorded_at, f.reference, coalesce(c.cleared_yen, 0)::bigint as cleared_yen,
               coalesce(c.claim_ids, '{}') as claim_ids
        from receipts r
        left join receipt_references f
          on f.tenant_id = r.tenant_id and f.fiscal_year = r.fiscal_year and f.receipt_id = r.id
        left join lateral (
            select sum(amount_yen) as cleared_yen, array_agg(distinct claim_id) as claim_ids
            from clearings where tenant_id = r.tenant_id and receipt_id = r.id
        ) c on true
        where r.tenant_id = $1 and r.payer_account_id = any($2::bigint[])
          and (r.received_on < $3 or (r.received_on = $3 and r.id < $4))
        order by r.received_on desc, r.id desc limit $5
        """,
        tenant_id(),
        list(set(payer_account_ids)),
        received_on,
        receipt_id,
        limit,
    )
    return [Receipt(**{**row, "claim_ids": tuple(row["claim_ids"])}) for row in rows]


async def sum_receipts(payer_account_ids: Collection[int]) -> tuple[int, int]:
    """Return how many receipts payer accounts had, and their sum in yen."""
    row = await connection().fetchrow(
        """
        select count(*)::int as count, coalesce(sum(amount_yen), 0)::bigint as yen from receipts
        where tenant_id = $1 and payer_account_id = any($2::bigint[])
        """,
        tenant_id(),
        list(set(payer_account_ids)),
    )
    return (0, 0) if row is None else (row["count"], row["yen"])


_ATTEMPT = """
    id, invoice_id, processor, method, amount_yen, redirect_url, state, failure_code, started_at, updated_at
"""


async def payment_attempt(attempt_id: int) -> PaymentAttempt | None:
    """Return one payment attempt, or nothing."""
    row = await connection().fetchrow(
        f"select {_ATTEMPT} from payment_attempts where tenant_id = $1 and id = $2", tenant_id(), attempt_id
    )
    return None if row is None else PaymentAttempt(**row)


async def payment_attempts_of_invoices(invoice_ids: Collection[int]) -> list[PaymentAttempt]:
    """Return the payment attempts of invoices, the newest first."""
    rows = await connection().fetch(
        f"""
        select {_ATTEMPT} from payment_attempts
        where tenant_id = $1 and invoice_id = any($2::bigint[]) order by started_at desc, id desc
        """,
        tenant_id(),
        list(set(invoice_ids)),
    )
    return [PaymentAttempt(**row) for row in rows]


async def count_unpaid_invoices(today: date, *, most: int = 10_000) -> tuple[int, int]:
    """Return how many live invoices have something open, and how many of them are past due; at most ``most``.

    A set-wise read over claims, live invoices and balances, for putting it together room by room would fetch
    every claim of the tenant.
    """
    row = await connection().fetchrow(
        """
        select count(*)::int as unpaid, (count(*) filter (where due_on < $2))::int as overdue
        from (
            select distinct i.fiscal_year, i.id, i.due_on
            from claims c
            join live_invoice_claims l on l.tenant_id = c.tenant_id and l.claim_id = c.id
            join invoices i
              on i.tenant_id = l.tenant_id and i.fiscal_year = l.fiscal_year and i.id = l.invoice_id
            left join claim_balances b on b.tenant_id = c.tenant_id and b.claim_id = c.id
            where c.tenant_id = $1 and coalesce(b.cleared_yen, 0) < c.amount_yen
            limit $3
        ) as open_invoices
        """,
        tenant_id(),
        today,
        most,
    )
    return (0, 0) if row is None else (row["unpaid"], row["overdue"])


async def count_unidentified_receipts() -> int:
    """Return how many receipts wait for somebody to say whose they are."""
    count: int = await connection().fetchval(
        "select count(*) from receipts where tenant_id = $1 and payer_account_id is null", tenant_id()
    )
    return count


@dataclass(frozen=True, slots=True)
class InvoiceBalance:
    """What is still open on an invoice, and whose it is."""

    invoice_id: int
    fiscal_year: int
    payer_account_id: int
    claim_ids: tuple[int, ...]
    open_yen: int


async def invoice_balance(*, invoice_id: int) -> InvoiceBalance:
    """Return the balance of an invoice; nothing is open on a cancelled one.

    :raises NotFound: when there is no such invoice.
    """
    found = await billing.invoices_by_id([invoice_id])
    invoice = found.get(invoice_id)
    if invoice is None:
        raise NotFound
    cleared = await cleared_by_claim(invoice.claim_ids)
    open_yen = 0 if invoice.cancelled_on else invoice.amount_yen - sum(cleared.values())
    return InvoiceBalance(
        invoice_id, invoice.fiscal_year, invoice.payer_account_id, invoice.claim_ids, open_yen
    )
