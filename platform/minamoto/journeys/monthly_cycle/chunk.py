"""One chunk of a billing run, wholly or not at all: rate, assess, post, number, invoice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from minamoto.foundation.storage.transactions import connection
from minamoto.journeys.monthly_cycle.due import list_due
from minamoto.journeys.monthly_cycle.model import ChunkResult, RunDates
from minamoto.journeys.monthly_cycle.prices import load_channels, load_prices
from minamoto.journeys.monthly_cycle.rating import rate_due
from minamoto.kernel.periods import Period
from minamoto.money.assessments import operations as assessments
from minamoto.money.assessments.model import FixedAssessment
from minamoto.money.billing import operations as billing
from minamoto.money.billing.model import ClaimToInvoice, InvoiceDraft, RunChunk
from minamoto.money.ledger import operations as ledger
from minamoto.money.ledger.model import CONSUMPTION_TAX, NewPosting

# PostgreSQL checks a foreign key by a query per row and would plan it anew for every row where the table
# meant is partitioned: 90 microseconds instead of 20. The queries are the same thousands of times over.
_KEEP_PLANS = "set local plan_cache_mode = force_generic_plan"


@dataclass(frozen=True, slots=True)
class ChunkWork:
    """What every chunk of a run needs to know."""

    dates: RunDates
    usage_ends: Period
    services: tuple[str, ...]
    registration_number: str


async def bill_chunk(*, chunk: RunChunk, work: ChunkWork, now: datetime) -> ChunkResult:
    """Bill one claimed chunk inside the caller's tenant transaction.

    The numbers come last, because the counter stays locked until the transaction ends.
    """
    due = await list_due(
        usage_ends=work.usage_ends,
        services=work.services,
        first_customer_id=chunk.first_customer_id,
        last_customer_id=chunk.last_customer_id,
    )
    book = await load_prices(due)
    channels = await load_channels(due, book, assessed_on=work.dates.assessed_on)
    rated = await asyncio.to_thread(rate_due, due, book, channels, assessed_on=work.dates.assessed_on)
    await connection().execute(_KEEP_PLANS)
    fixed = await assessments.fix_assessments(
        assessments=rated.assessments,
        posting_month=work.dates.posting_month,
        assessed_on=work.dates.assessed_on,
        run_id=work.dates.run_id,
        now=now,
    )
    drafts = billing.draft_invoices([_claim(each) for each in fixed])
    await ledger.post(postings=_postings(fixed, drafts, work.dates), now=now)
    await billing.hold_bills(run_id=work.dates.run_id, held=rated.held, now=now)
    issued = await billing.issue_invoices(
        drafts=drafts,
        registration_number=work.registration_number,
        issued_on=work.dates.assessed_on,
        due_on=work.dates.due_on,
        run_id=work.dates.run_id,
        now=now,
    )
    result = ChunkResult(len(issued), len(rated.held), sum(each.draft.amount_yen for each in issued))
    await billing.finish_chunk(
        chunk=chunk,
        issued_count=result.issued_count,
        held_count=result.held_count,
        amount_yen=result.amount_yen,
        now=now,
    )
    return result


def _claim(fixed: FixedAssessment) -> ClaimToInvoice:
    source = fixed.source
    return ClaimToInvoice(
        claim_id=fixed.claim_id,
        customer_id=source.customer_id,
        payer_account_id=source.payer_account_id,
        service=source.service,
        period=source.period,
        amount_yen=source.amount_yen,
        tax_rate_percent=source.tax_rate_percent,
        tax_yen=source.tax_yen,
    )


def _postings(
    fixed: Sequence[FixedAssessment], drafts: Sequence[InvoiceDraft], dates: RunDates
) -> list[NewPosting]:
    """Return, per claim, what is owed against revenue before tax and against the tax received."""
    taxes: dict[int, int] = {}
    for draft in drafts:
        taxes |= billing.tax_of_claims(draft)
    postings = []
    for each in fixed:
        tax, source = taxes[each.claim_id], each.source
        for account, amount in (
            (f"revenue.{source.service}", source.amount_yen - tax),
            (CONSUMPTION_TAX, tax),
        ):
            if amount > 0:
                postings.append(
                    NewPosting(
                        posted_on=dates.assessed_on,
                        posting_month=dates.posting_month,
                        debit_account=f"receivable.{source.service}",
                        credit_account=account,
                        amount_yen=amount,
                        source_kind="assessment",
                        source_id=each.assessment_id,
                        payer_account_id=source.payer_account_id,
                    )
                )
    return postings
