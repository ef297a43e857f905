"""Writes of billing: invoices with their numbers, and the runs and chunks they come from.

The pure steps that a run takes before writing (``draft_invoices``, ``tax_of_claims``) are published here too.
"""

from minamoto.money.billing.operations._invoices import (
    ClaimInvoicedTwice,
    allot_numbers,
    issue_invoices,
    write_tax_totals,
)
from minamoto.money.billing.operations._runs import (
    claim_chunk,
    finish_chunk,
    hold_bills,
    open_run,
    plan_chunks,
    run_totals,
)
from minamoto.money.billing.operations._slips import issue_slip
from minamoto.money.billing.rules import draft_invoices, tax_of_claims

__all__ = [
    "ClaimInvoicedTwice",
    "allot_numbers",
    "claim_chunk",
    "draft_invoices",
    "finish_chunk",
    "hold_bills",
    "issue_invoices",
    "issue_slip",
    "open_run",
    "plan_chunks",
    "run_totals",
    "tax_of_claims",
    "write_tax_totals",
]
