"""Reads of invoices and billing runs."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.money.billing.model import TaxTotal


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice (請求書)."""

    fiscal_year: int
    id: int
    number: int
    payer_account_id: int
    customer_id: int
    issued_on: date
    due_on: date
    period_from: date
    period_to: date
    claim_ids: tuple[int, ...]
    amount_yen: int
    tax_totals: tuple[TaxTotal, ...]
    registration_number: str
    run_id: int | None
    recorded_at: datetime
    cancelled_on: date | None
    cancellation_reason: str | None


@dataclass(frozen=True, slots=True)
class BillingRun:
    """A billing run and the sum of its chunks."""

    id: int
    job_id: int | None
    usage_ends_from: date
    usage_ends_to: date
    services: tuple[str, ...]
    assessed_on: date
    due_on: date
    posting_month: date
    started_at: datetime
    chunks: int
    chunks_done: int
    due_count: int
    done_count: int
    issued_count: int
    held_count: int
    amount_yen: int
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldBill:
    """Usage that a run could not bill, and why."""

    run_id: int
    agreement_id: int
    usage_id: int
    reason_code: str
    detail: Any


_INVOICE = """
    i.fiscal_year, i.id, i.number, i.payer_account_id, i.customer_id, i.issued_on, i.due_on, i.period_from,
    i.period_to, i.claim_ids, i.amount_yen, i.tax_totals, i.registration_number, i.run_id, i.recorded_at,
    c.cancelled_on, c.reason as cancellation_reason
"""
_FROM = """
    from invoices i
    left join invoice_cancellations c
      on c.tenant_id = i.tenant_id and c.fiscal_year = i.fiscal_year and c.invoice_id = i.id
"""


async def invoices_by_id(invoice_ids: Collection[int]) -> dict[int, Invoice]:
    """Return invoices by id, cancelled ones too."""
    rows = await connection().fetch(
        f"select {_INVOICE} {_FROM} where i.tenant_id = $1 and i.id = any($2::bigint[])",
        tenant_id(),
        list(set(invoice_ids)),
    )
    return {row["id"]: _invoice(row) for row in rows}


async def invoices_of_customers(
    customer_ids: Collection[int], *, before: tuple[date, int] | None, limit: int
) -> list[Invoice]:
    """Return invoices of customers, the newest first, from after a place in that order."""
    issued_on, invoice_id = before or (date.max, 0)
    rows = await connection().fetch(
        f"""
        select {_INVOICE} {_FROM}
        where i.tenant_id = $1 and i.customer_id = any($2::bigint[])
          and (i.issued_on < $3 or (i.issued_on = $3 and i.id < $4))
        order by i.issued_on desc, i.id desc limit $5
        """,
        tenant_id(),
        list(set(customer_ids)),
        issued_on,
        invoice_id,
        limit,
    )
    return [_invoice(row) for row in rows]


async def count_invoices(customer_ids: Collection[int]) -> int:
    """Return how many invoices customers ever had."""
    count: int = await connection().fetchval(
        "select count(*) from invoices where tenant_id = $1 and customer_id = any($2::bigint[])",
        tenant_id(),
        list(set(customer_ids)),
    )
    return count


async def live_invoices_of_claims(claim_ids: Collection[int]) -> dict[int, int]:
    """Return the live invoice's id by claim id."""
    rows = await connection().fetch(
        """
        select claim_id, invoice_id from live_invoice_claims
        where tenant_id = $1 and claim_id = any($2::bigint[])
        """,
        tenant_id(),
        list(set(claim_ids)),
    )
    return {row["claim_id"]: row["invoice_id"] for row in rows}


async def invoices_by_number(*, number: int) -> list[Invoice]:
    """Return invoices of any year with a number."""
    rows = await connection().fetch(
        f"select {_INVOICE} {_FROM} where i.tenant_id = $1 and i.number = $2", tenant_id(), number
    )
    return [_invoice(row) for row in rows]


def _invoice(row: Any) -> Invoice:
    totals = row["tax_totals"]
    totals = json.loads(totals, parse_float=Decimal) if isinstance(totals, str) else totals
    return Invoice(
        **{
            **row,
            "claim_ids": tuple(row["claim_ids"]),
            "tax_totals": tuple(
                TaxTotal(Decimal(str(each["rate_percent"])), int(each["taxable_yen"]), int(each["tax_yen"]))
                for each in totals
            ),
        }
    )


_RUN = """
    select r.id, r.job_id, r.usage_ends_from, r.usage_ends_to, r.services, r.assessed_on, r.due_on,
           r.posting_month, r.started_at, count(c.chunk_number)::int as chunks,
           (count(*) filter (where c.state = 'done'))::int as chunks_done,
           coalesce(sum(c.due_count), 0)::bigint as due_count,
           coalesce(sum(c.due_count) filter (where c.state = 'done'), 0)::bigint as done_count,
           coalesce(sum(c.issued_count), 0)::bigint as issued_count,
           coalesce(sum(c.held_count), 0)::bigint as held_count,
           coalesce(sum(c.amount_yen), 0)::bigint as amount_yen, max(c.finished_at) as finished_at
    from billing_runs r
    left join billing_run_chunks c on c.tenant_id = r.tenant_id and c.run_id = r.id
"""


async def billing_runs_before(*, before: tuple[datetime, int] | None, limit: int) -> list[BillingRun]:
    """Return billing runs, the newest first, from after a place in that order."""
    started_at, run_id = before or (None, 0)
    rows = await connection().fetch(
        _RUN
        + """
        where r.tenant_id = $1 and ($2::timestamptz is null or (r.started_at, r.id) < ($2, $3))
        group by r.tenant_id, r.id order by r.started_at desc, r.id desc limit $4
        """,
        tenant_id(),
        started_at,
        run_id,
        limit,
    )
    return [BillingRun(**{**row, "services": tuple(row["services"])}) for row in rows]


async def billing_run(run_id: int) -> BillingRun | None:
    """Return one billing run, or nothing."""
    row = await connection().fetchrow(
        _RUN + " where r.tenant_id = $1 and r.id = $2 group by r.tenant_id, r.id", tenant_id(), run_id
    )
    return None if row is None else BillingRun(**{**row, "services": tuple(row["services"])})


async def held_bills_of(run_id: int, *, limit: int) -> list[HeldBill]:
    """Return what a run held back, in order of agreement."""
    rows = await connection().fetch(
        """
        select run_id, agreement_id, usage_id, reason_code, detail from held_bills
        where tenant_id = $1 and run_id = $2 order by agreement_id, usage_id limit $3
        """,
        tenant_id(),
        run_id,
        limit,
    )
    return [
        HeldBill(
            **{
                **row,
                "detail": json.loads(row["detail"]) if isinstance(row["detail"], str) else row["detail"],
            }
        )
        for row in rows
    ]


async def held_reasons_of(run_id: int) -> dict[str, int]:
    """Return how many agreements a run held back for each reason."""
    rows = await connection().fetch(
        """
        select reason_code, count(*)::int as held from held_bills
        where tenant_id = $1 and run_id = $2 group by reason_code order by reason_code
        """,
        tenant_id(),
        run_id,
    )
    return {row["reason_code"]: row["held"] for row in rows}


async def tax_of_run(run_id: int) -> int:
    """Return the consumption tax inside all invoices of a run, in yen."""
    tax: int = await connection().fetchval(
        """
        select coalesce(sum((line ->> 'tax_yen')::bigint), 0)::bigint
        from invoices i cross join lateral jsonb_array_elements(i.tax_totals) as line
        where i.tenant_id = $1 and i.run_id = $2
        """,
        tenant_id(),
        run_id,
    )
    return tax


async def count_held_bills() -> int:
    """Return how many agreements the newest run held back: later runs solve what earlier ones held."""
    count: int = await connection().fetchval(
        """
        select count(*) from held_bills
        where tenant_id = $1 and run_id = (
            select id from billing_runs where tenant_id = $1 order by started_at desc, id desc limit 1)
        """,
        tenant_id(),
    )
    return count
