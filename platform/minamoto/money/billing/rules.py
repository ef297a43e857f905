"""Pure rules of invoices: tax once per rate, and where its last yen goes in the books."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from operator import attrgetter

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
        TaxTotal(rate, taxable, _whole_yen(tax_inside(taxable, rate), rounding))
        for rate, taxable in sorted(sums.items(), reverse=True)
    )


def tax_inside(taxable_yen: int, rate_percent: Decimal) -> Fraction:
    """Return the exact tax inside a total that includes it."""
    return taxable_yen * _share_of_tax(rate_percent)


@cache
def _share_of_tax(rate_percent: Decimal) -> Fraction:
    """Return which part of a total is tax; there are as many rates as the law has known."""
    rate = Fraction(rate_percent)
    return rate / (100 + rate)


def _whole_yen(exact: Fraction, rounding: Rounding) -> int:
    # Most tenants cut, and a run does it a million times.
    return math.floor(exact) if rounding is YEN_FLOOR else int(rounding.apply(exact))


def tax_of_claims(draft: InvoiceDraft) -> dict[int, int]:
    """Return each claim's tax for the books, so that they add up to the invoice's tax per rate.

    Water and sewer round apart while the invoice rounds once: the difference of a yen is given to the
    largest claim of the rate, and to the next ones where a claim's tax would leave 0 .. its amount.
    """
    shares = {claim.claim_id: claim.tax_yen for claim in draft.claims}
    for total in draft.tax_totals:
        at_rate = [each for each in draft.claims if each.tax_rate_percent == total.rate_percent]
        difference = total.tax_yen - sum(each.tax_yen for each in at_rate)
        if not difference:
            continue
        for claim in sorted(at_rate, key=lambda each: (-each.amount_yen, -each.claim_id)):
            share = min(max(claim.tax_yen + difference, 0), claim.amount_yen)
            difference -= share - claim.tax_yen
            shares[claim.claim_id] = share
    return shares


def draft_invoices(claims: Sequence[ClaimToInvoice]) -> list[InvoiceDraft]:
    """Return one draft per customer number, payer and period end: water and sewer share a sheet.

    Services whose periods end on different days are invoiced apart.
    """

    sheets: dict[tuple[int, int, date], list[ClaimToInvoice]] = defaultdict(list)
    for claim in sorted(claims, key=attrgetter("claim_id")):
        sheets[claim.customer_id, claim.payer_account_id, claim.period.end].append(claim)
    return [_draft(sheets[sheet]) for sheet in sorted(sheets)]


def _draft(members: Sequence[ClaimToInvoice]) -> InvoiceDraft:
    first = members[0]
    alone = len(members) == 1
    return InvoiceDraft(
        customer_id=first.customer_id,
        payer_account_id=first.payer_account_id,
        period=first.period
        if alone
        else Period(min(each.period.start for each in members), first.period.end),
        claims=tuple(members),
        amount_yen=sum(each.amount_yen for each in members),
        tax_totals=tax_totals(members),
    )
