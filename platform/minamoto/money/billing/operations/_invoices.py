"""Issuing invoices: ids first, numbers last and without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import asyncpg
import msgspec

from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import connection, savepoint, tenant_id
from minamoto.kernel.errors import Conflict
from minamoto.kernel.periods import fiscal_year
from minamoto.money.billing.model import InvoiceDraft, IssuedInvoice, TaxTotal

# Only what differs from row to row is copied; what a whole set shares comes with the statement.
_STAGED = (
    "id", "number", "payer_account_id", "customer_id", "period_from", "period_to", "claim_ids", "amount_yen",
    "tax_totals",
)  # fmt: skip
_INSERT = f"""
insert into invoices (tenant_id, fiscal_year, issued_on, due_on, registration_number, run_id, recorded_at,
                      {", ".join(_STAGED)})
select $1::int, $2::smallint, $3::date, $4::date, $5::text, $6::bigint, $7::timestamptz, {", ".join(_STAGED)}
from {{source}}
"""
_POINT_AT_LIVE = """
insert into live_invoice_claims (tenant_id, claim_id, fiscal_year, invoice_id)
select $1::int, unnest(claim_ids), $2::smallint, id from {source}
"""

_encode = msgspec.json.Encoder().encode


class ClaimInvoicedTwice(Conflict):
    """A claim stands on a live invoice already."""

    code = "claim-invoiced-twice"
    ja = "この債権はすでに請求されています。"
    en = "This claim has been invoiced already."


async def issue_invoices(
    *,
    drafts: Sequence[InvoiceDraft],
    registration_number: str,
    issued_on: date,
    due_on: date,
    run_id: int | None,
    now: datetime,
) -> list[IssuedInvoice]:
    """Number and issue invoices; all of them or none.

    The counter's row stays locked from here to the end of the transaction, so call this last.

    :raises ClaimInvoicedTwice: when a claim stands on a live invoice already.
    """
    if not drafts:
        return []
    try:
        # Refused, not even the numbers are taken: a caller that goes on leaves no gap.
        async with savepoint():
            issued = await _number(drafts, fiscal_year(issued_on))
            await _write_invoices(issued, registration_number, issued_on, due_on, run_id, now)
    except asyncpg.UniqueViolationError as error:
        raise ClaimInvoicedTwice from error
    return issued


async def _number(drafts: Sequence[InvoiceDraft], year: int) -> list[IssuedInvoice]:
    numbers = await ids.next_ids(len(drafts))
    first = await allot_numbers(series=f"invoice-{year}", count=len(drafts))
    return [
        IssuedInvoice(invoice_id=number, fiscal_year=year, number=first + offset, draft=draft)
        for offset, (number, draft) in enumerate(zip(numbers, drafts, strict=True))
    ]


async def _write_invoices(
    issued: Sequence[IssuedInvoice],
    registration_number: str,
    issued_on: date,
    due_on: date,
    run_id: int | None,
    now: datetime,
) -> None:
    link, tenant, year = connection(), tenant_id(), issued[0].fiscal_year
    source = await bulk.stage(table="invoices", columns=_STAGED, records=map(_staged, issued))
    await link.execute(
        _INSERT.format(source=source), tenant, year, issued_on, due_on, registration_number, run_id, now
    )
    await link.execute(_POINT_AT_LIVE.format(source=source), tenant, year)


def _staged(issued: IssuedInvoice) -> tuple[object, ...]:
    draft = issued.draft
    return (
        issued.invoice_id, issued.number, draft.payer_account_id, draft.customer_id, draft.period.start,
        draft.period.end, [claim.claim_id for claim in draft.claims], draft.amount_yen,
        write_tax_totals(draft.tax_totals),
    )  # fmt: skip


async def allot_numbers(*, series: str, count: int) -> int:
    """Take consecutive numbers of a series and return the first; rolled back, they are free again."""
    first: int = await connection().fetchval(
        """
        insert into number_counters (tenant_id, series, next_number) values ($1, $2, 1 + $3)
        on conflict (tenant_id, series) do update
            set next_number = number_counters.next_number + $3
        returning next_number - $3
        """,
        tenant_id(), series, count,
    )  # fmt: skip
    return first


def write_tax_totals(totals: Sequence[TaxTotal]) -> str:
    """Return the JSON that an invoice's row keeps of its tax per rate."""
    return _encode(
        [
            {
                "rate_percent": f"{each.rate_percent.normalize():f}",
                "taxable_yen": each.taxable_yen,
                "tax_yen": each.tax_yen,
            }
            for each in totals
        ]
    ).decode()
