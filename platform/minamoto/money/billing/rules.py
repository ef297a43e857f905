"""Pure rules of invoices: tax once per rate, and where its last yen goes in the books."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from minamoto.kernel.periods import Period
from minamoto.kernel.rounding import YEN_FLOOR, Rounding
from minamoto.money.billing.model import ClaimToInvoice, InvoiceDraft, TaxTotal


def tax_totals(claims: Sequence[ClaimToInvoice], *, rounding: Rounding = YEN_FLOOR) -> tuple[TaxTotal, ...]:
    """Return one total per tax rate, its tax worked out of the total and rounded once (消費税法第57条の4).

    Claims hold their tax inside; so tax = total x rate / (100 + rate).
    """
    sums: dict[Decimal, int] = {}
    for claim in claims:
        sums[claim.tax_rate_percent] = sums.get(claim.tax_rate_percent, 0) + claim.amount_yen
    return tuple(
        TaxTotal(rate, taxable, int(rounding.apply(tax_inside(taxable, rate))))
        for rate, taxable in sorted(sums.items(), reverse=True)
    )


def tax_inside(taxable_yen: int, rate_percent: Decimal) -> Fraction:
    """Return the exact tax inside a total that includes it."""
    rate = Fraction(rate_percent)
    return taxable_yen * rate / (100 + rate)


def tax_of_claims(draft: InvoiceDraft) -> dict[int, int]:
    """Return each claim's tax for the books, so that they add up to the invoice's tax per rate.

    Water and sewer round apart while the invoice rounds once: the difference of a yen is given to the
    largest claim of the rate.
    """
    shares = {claim.claim_id: claim.tax_yen for claim in draft.claims}
    for total in draft.tax_totals:
        at_rate = [each for each in draft.claims if each.tax_rate_percent == total.rate_percent]
        difference = total.tax_yen - sum(each.tax_yen for each in at_rate)
        if difference:
            largest = max(at_rate, key=lambda each: (each.amount_yen, each.claim_id))
            shares[largest.claim_id] += difference
    return shares


def draft_invoices(claims: Sequence[ClaimToInvoice]) -> list[InvoiceDraft]:
    """Return one draft per customer number, payer and period end: water and sewer share a sheet.

    Services whose periods end on different days are invoiced apart.
    """

    def sheet(claim: ClaimToInvoice) -> tuple[int, int, str]:
        return claim.customer_id, claim.payer_account_id, claim.period.end.isoformat()

    drafts = []
    for _, group in groupby(sorted(claims, key=lambda each: (*sheet(each), each.claim_id)), key=sheet):
        members = tuple(group)
        drafts.append(
            InvoiceDraft(
                customer_id=members[0].customer_id,
                payer_account_id=members[0].payer_account_id,
                period=Period(min(each.period.start for each in members), members[0].period.end),
                claims=members,
                amount_yen=sum(each.amount_yen for each in members),
                tax_totals=tax_totals(members),
            )
        )
    return drafts
