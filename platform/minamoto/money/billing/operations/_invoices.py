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

_INVOICE = (
    "tenant_id", "fiscal_year", "id", "number", "payer_account_id", "customer_id", "issued_on", "due_on",
    "period_from", "period_to", "claim_ids", "amount_yen", "tax_totals", "registration_number", "run_id",
    "recorded_at",
)  # fmt: skip


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
    year = fiscal_year(issued_on)
    numbers = await ids.next_ids(len(drafts))
    first = await allot_numbers(series=f"invoice-{year}", count=len(drafts))
    issued = [
        IssuedInvoice(invoice_id=number, fiscal_year=year, number=first + offset, draft=draft)
        for offset, (number, draft) in enumerate(zip(numbers, drafts, strict=True))
    ]
    tenant = tenant_id()
    await bulk.insert_many(
        table="invoices",
        columns=_INVOICE,
        records=[
            (
                tenant, year, each.invoice_id, each.number, draft.payer_account_id, draft.customer_id,
                issued_on, due_on, draft.period.start, draft.period.end,
                [claim.claim_id for claim in draft.claims], draft.amount_yen,
                write_tax_totals(draft.tax_totals), registration_number, run_id, now,
            )
            for each in issued
            for draft in (each.draft,)
        ],
    )  # fmt: skip
    try:
        async with savepoint():
            await bulk.insert_many(
                table="live_invoice_claims",
                columns=("tenant_id", "claim_id", "fiscal_year", "invoice_id"),
                records=[
                    (tenant, claim.claim_id, year, each.invoice_id)
                    for each in issued
                    for claim in each.draft.claims
                ],
            )
    except asyncpg.UniqueViolationError as error:
        raise ClaimInvoicedTwice from error
    return issued


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
    return msgspec.json.encode(
        [
            {
                "rate_percent": f"{each.rate_percent.normalize():f}",
                "taxable_yen": each.taxable_yen,
                "tax_yen": each.tax_yen,
            }
            for each in totals
        ]
    ).decode()
