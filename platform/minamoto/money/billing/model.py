"""Values of invoices and billing runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from minamoto.kernel.periods import Period


def printed_number(fiscal_year: int, number: int) -> str:
    """Write an invoice's number as people read it: ``2026-0000123``."""
    return f"{fiscal_year}-{number:07d}"


@dataclass(frozen=True, slots=True)
class ClaimToInvoice:
    """A claim about to be invoiced. ``tax_yen`` is what its own calculation says is inside ``amount_yen``."""

    claim_id: int
    customer_id: int
    payer_account_id: int
    service: str
    period: Period
    amount_yen: int
    tax_rate_percent: Decimal
    tax_yen: int


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """The qualified invoice's line of one rate: the total with tax inside, and the tax, rounded once."""

    rate_percent: Decimal
    taxable_yen: int
    tax_yen: int


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """An invoice before it has a number: one payer's claims of one customer number."""

    customer_id: int
    payer_account_id: int
    period: Period
    claims: tuple[ClaimToInvoice, ...]
    amount_yen: int
    tax_totals: tuple[TaxTotal, ...]


@dataclass(frozen=True, slots=True)
class IssuedInvoice:
    """An invoice that was issued."""

    invoice_id: int
    fiscal_year: int
    number: int
    draft: InvoiceDraft


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a billing run covers.

    Usage periods that end within ``usage_ends`` and are not assessed yet are billed; ``run_key`` makes asking
    twice the same run.
    """

    run_key: str
    usage_ends: Period
    services: tuple[str, ...]
    assessed_on: date
    due_on: date
    posting_month: date


@dataclass(frozen=True, slots=True)
class RunChunk:
    """A part of a run: customers whose ids lie between the two, both included."""

    run_id: int
    chunk_number: int
    first_customer_id: int
    last_customer_id: int


@dataclass(frozen=True, slots=True)
class HeldBill:
    """Usage that could not be billed, with a reason a clerk can act on."""

    agreement_id: int
    usage_id: int
    reason_code: str
    detail: dict[str, str]


@dataclass(frozen=True, slots=True)
class Slip:
    """A payment slip; ``payload`` is the 44 digits of its GS1-128 barcode."""

    slip_id: int
    slip_number: int
    reissue_number: int
    payload: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class RunTotals:
    """How far a run has come: usages due and worked, invoices issued, usages held, yen invoiced."""

    due_count: int
    done_count: int
    issued_count: int
    held_count: int
    amount_yen: int
