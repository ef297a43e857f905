"""Bills as every audience sees them, composed from invoices, claims, assessments and receipts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from minamoto.faces.presentation.model import (
    BillPage,
    BillSummary,
    PaymentMethod,
    QuantityUnit,
    ServiceKind,
    UsageAmount,
    Viewer,
    span,
)
from minamoto.faces.presentation.model.numbers import plain
from minamoto.faces.presentation.rules.bills import bill_state, rated_quantity
from minamoto.kernel.errors import NotFound
from minamoto.kernel.periods import Period
from minamoto.money.assessments import queries as assessments
from minamoto.money.assessments.queries import Assessment, Claim
from minamoto.money.billing import queries as billing
from minamoto.money.billing.queries import Invoice
from minamoto.money.receipts import queries as receipts
from minamoto.money.receipts.queries import ClaimClearing
from minamoto.supply.contracts import queries as contracts

_UNITS: Mapping[str, QuantityUnit] = {"electricity": "kWh", "gas": "m3", "water": "m3", "sewer": "m3"}
_PENDING = frozenset({"pending"})
_KNOWN_METHODS = frozenset({"card", "convenience_store", "direct_debit", "bank_transfer", "smartphone"})


def unit_of(service: str) -> QuantityUnit:
    """Return the unit that a service is measured in."""
    return _UNITS[service]


@dataclass(frozen=True, slots=True)
class BillFacts:
    """Everything below that a set of invoices is shown from."""

    invoices: Sequence[Invoice]
    numbers: Mapping[int, str]
    claims: Mapping[int, Claim]
    assessments: Mapping[int, Assessment]
    clearings: Sequence[ClaimClearing]
    pending: frozenset[int]

    def claims_of(self, invoice: Invoice) -> list[Claim]:
        """Return an invoice's claims in its own order."""
        return [self.claims[each] for each in invoice.claim_ids]

    def clearings_of(self, invoice: Invoice) -> list[ClaimClearing]:
        """Return what cleared an invoice's claims; a cancelled invoice has nothing cleared."""
        if invoice.cancelled_on is not None:
            return []
        return [each for each in self.clearings if each.claim_id in invoice.claim_ids]


async def gather_facts(invoices: Sequence[Invoice]) -> BillFacts:
    """Return what the rooms below know about invoices, each room asked once."""
    claims = await assessments.claims_by_id([claim for each in invoices for claim in each.claim_ids])
    found = await assessments.assessments_of_claims(claims.values())
    customers = await contracts.customers_by_id([each.customer_id for each in invoices])
    attempts = await receipts.payment_attempts_of_invoices([each.id for each in invoices])
    return BillFacts(
        invoices=invoices,
        numbers={each.id: each.customer_number for each in customers.values()},
        claims=claims,
        assessments=found,
        clearings=await receipts.clearings_of_claims(list(claims)),
        pending=frozenset(each.invoice_id for each in attempts if each.state in _PENDING),
    )


async def bill_page(
    viewer: Viewer, *, customer_ids: Collection[int], cursor: str | None, limit: int
) -> BillPage:
    """Return one page of the customers' bills, the newest first.

    :raises WrongCursor: when the cursor was not given out here.
    """
    found = await billing.invoices_of_customers(
        customer_ids, before=viewer.read_day_cursor("inv", cursor), limit=limit + 1
    )
    shown, more = found[:limit], len(found) > limit
    facts = await gather_facts(shown)
    last = shown[-1] if more else None
    return BillPage(
        items=[summary(viewer, facts, each) for each in shown],
        total=await billing.count_invoices(customer_ids),
        next_cursor=viewer.write_cursor("inv", last.issued_on, last.id) if last else None,
    )


async def owed_bills(viewer: Viewer, *, customer_ids: Collection[int]) -> list[BillSummary]:
    """Return the bills that still have something open, the earliest due first."""
    return (await owed_and_latest(viewer, customer_ids=customer_ids))[0]


async def owed_and_latest(
    viewer: Viewer, *, customer_ids: Collection[int]
) -> tuple[list[BillSummary], BillSummary | None]:
    """Return the bills that still have something open, the earliest due first, and the newest bill of all."""
    claims = await assessments.claims_of_customers(customer_ids)
    cleared = await receipts.cleared_by_claim([each.id for each in claims])
    open_claims = [each.id for each in claims if cleared.get(each.id, 0) < each.amount_yen]
    live = await billing.live_invoices_of_claims(open_claims)
    newest = await billing.invoices_of_customers(customer_ids, before=None, limit=1)
    invoices = await billing.invoices_by_id(list(live.values()))
    owed = [each for each in invoices.values() if each.cancelled_on is None]
    facts = await gather_facts(list({each.id: each for each in [*owed, *newest]}.values()))
    bills = [summary(viewer, facts, each) for each in owed]
    return (
        sorted(bills, key=lambda each: (each.due_on or date.max, each.number)),
        summary(viewer, facts, newest[0]) if newest else None,
    )


async def find_invoice(viewer: Viewer, bill_id: str) -> Invoice:
    """Return the invoice behind an opaque id.

    :raises NotFound: when there is none of this tenant.
    """
    number = viewer.opaque.read("inv", bill_id)
    found = (await billing.invoices_by_id([number])).get(number)
    if found is None:
        raise NotFound
    return found


def summary(viewer: Viewer, facts: BillFacts, invoice: Invoice) -> BillSummary:
    """Return an invoice as one row."""
    claims = facts.claims_of(invoice)
    clearings = facts.clearings_of(invoice)
    paid = sum(each.amount_yen for each in clearings)
    state = bill_state(
        amount_yen=invoice.amount_yen,
        paid_yen=paid,
        due_on=invoice.due_on,
        today=viewer.today,
        cancelled=invoice.cancelled_on is not None,
        pending=invoice.id in facts.pending,
    )
    months = [facts.assessments[each.assessment_id].posting_month for each in claims]
    return BillSummary(
        id=viewer.opaque.write("inv", invoice.id),
        number=bill_number(invoice),
        customer_id=viewer.opaque.write("cus", invoice.customer_id),
        customer_number=facts.numbers[invoice.customer_id],
        posting_month=(max(months) if months else invoice.issued_on).strftime("%Y-%m"),
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        period=span(Period(invoice.period_from, invoice.period_to)),
        services=[cast("ServiceKind", each.service) for each in claims],
        usage=[
            UsageAmount(
                service=cast("ServiceKind", each.service),
                quantity=plain(quantity),
                unit=unit_of(each.service),
            )
            for each in claims
            if (quantity := quantity_of(facts, each)) is not None
        ],
        amount_yen=invoice.amount_yen,
        paid_yen=paid,
        balance_yen=0 if state == "cancelled" else invoice.amount_yen - paid,
        state=state,
        paid_on=max((each.received_on for each in clearings), default=None) if state == "paid" else None,
        payable_online=state in {"unpaid", "overdue", "partly_paid"},
    )


def bill_number(invoice: Invoice) -> str:
    """Return the number as it is printed: fiscal year and the number within it, e.g. ``2026-0000123``."""
    return f"{invoice.fiscal_year}-{invoice.number:07d}"


def quantity_of(facts: BillFacts, claim: Claim) -> Decimal | None:
    """Return the quantity that a claim was rated from, where its assessment says so."""
    return rated_quantity(facts.assessments[claim.assessment_id].determinants)


def payment_method(method: str) -> PaymentMethod:
    """Return a receipt's method as the faces name it."""
    return cast("PaymentMethod", method) if method in _KNOWN_METHODS else "other"
