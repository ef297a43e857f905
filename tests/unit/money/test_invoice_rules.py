"""Invoices: one total and one rounding per rate, and books that add up to what the invoice says.

消費税法第57条の4第1項第4号, 同法施行令第70条の10: a qualified invoice rounds its tax once per rate.
"""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from minamoto.kernel.periods import Period
from minamoto.kernel.rounding import YEN_CEILING, YEN_FLOOR, YEN_HALF_UP, Rounding
from minamoto.money.billing.model import ClaimToInvoice, printed_number
from minamoto.money.billing.rules import draft_invoices, tax_inside, tax_of_claims, tax_totals

RATES = (Decimal(10), Decimal(8))
ENDS = (date(2026, 10, 3), date(2026, 10, 12))
policies = st.sampled_from([YEN_FLOOR, YEN_HALF_UP, YEN_CEILING])


@st.composite
def some_claims(draw: st.DrawFn) -> list[ClaimToInvoice]:
    """Claims of a few payers, each with its own tax as its own calculation rounded it."""
    found = []
    for number in range(1, draw(st.integers(min_value=1, max_value=12)) + 1):
        amount = draw(st.integers(min_value=0, max_value=2_000_000))
        rate = draw(st.sampled_from(RATES))
        end = draw(st.sampled_from(ENDS))
        policy: Rounding = draw(policies)
        found.append(
            ClaimToInvoice(
                claim_id=number,
                customer_id=draw(st.integers(min_value=1, max_value=3)),
                payer_account_id=draw(st.integers(min_value=1, max_value=2)),
                service=draw(st.sampled_from(["water", "sewer"])),
                period=Period(end - timedelta(days=draw(st.integers(min_value=1, max_value=70))), end),
                amount_yen=amount,
                tax_rate_percent=rate,
                tax_yen=int(policy.apply(tax_inside(amount, rate))),
            )
        )
    return found


@given(some_claims())
def test_every_claim_stands_on_one_invoice_of_its_own_payer(claims: list[ClaimToInvoice]) -> None:
    drafts = draft_invoices(claims)

    assert Counter(each for draft in drafts for each in draft.claims) == Counter(claims)
    for draft in drafts:
        assert {(each.customer_id, each.payer_account_id, each.period.end) for each in draft.claims} == {
            (draft.customer_id, draft.payer_account_id, draft.period.end)
        }
        assert draft.period.start == min(each.period.start for each in draft.claims)


@given(some_claims())
def test_the_total_is_the_sum_of_claims_and_of_rates(claims: list[ClaimToInvoice]) -> None:
    for draft in draft_invoices(claims):
        assert draft.amount_yen == sum(each.amount_yen for each in draft.claims)
        assert draft.amount_yen == sum(each.taxable_yen for each in draft.tax_totals)


@given(some_claims())
def test_the_books_hold_the_tax_that_the_invoice_says(claims: list[ClaimToInvoice]) -> None:
    for draft in draft_invoices(claims):
        shares = tax_of_claims(draft)

        for total in draft.tax_totals:
            at_rate = [each for each in draft.claims if each.tax_rate_percent == total.rate_percent]
            assert sum(shares[each.claim_id] for each in at_rate) == total.tax_yen
        for each in draft.claims:
            assert 0 <= shares[each.claim_id] <= each.amount_yen


def test_a_tax_cut_far_below_its_claims_is_taken_from_several() -> None:
    """Five claims of one yen, each rounded up to one yen of tax, are five yen with no tax at all."""
    claims = [
        ClaimToInvoice(number, 1, 1, "water", Period(date(2026, 9, 1), ENDS[0]), 1, Decimal(10), 1)
        for number in range(1, 6)
    ]

    (draft,) = draft_invoices(claims)

    assert draft.tax_totals[0].tax_yen == 0
    assert tax_of_claims(draft) == dict.fromkeys(range(1, 6), 0)


@given(some_claims(), policies)
def test_tax_is_rounded_once_per_rate(claims: list[ClaimToInvoice], policy: Rounding) -> None:
    totals = tax_totals(claims, rounding=policy)

    assert [each.rate_percent for each in totals] == sorted(
        {each.tax_rate_percent for each in claims}, reverse=True
    )
    for each in totals:
        exact = Fraction(each.taxable_yen) * Fraction(each.rate_percent) / (100 + Fraction(each.rate_percent))
        assert each.tax_yen == int(policy.apply(exact))
        assert abs(each.tax_yen - exact) < 1


@given(st.integers(min_value=0, max_value=10**12))
def test_a_price_with_ten_per_cent_on_top_gives_back_the_tax_it_was_given(net: int) -> None:
    """A tax put on top and cut below one yen is the tax inside the sum, cut below one yen."""
    tax = net * 10 // 100

    assert math.floor(tax_inside(net + tax, Decimal(10))) == tax


def test_tokyos_example_of_water_and_sewer() -> None:
    """東京都水道局, 59 m³ of two months through 20 mm: 9,038 (税 821) and 7,062 yen (税 642)."""
    period = Period(date(2026, 8, 12), date(2026, 10, 12))
    claims = [
        ClaimToInvoice(1, 7, 8, "water", period, 9038, Decimal(10), 821),
        ClaimToInvoice(2, 7, 8, "sewer", period, 7062, Decimal(10), 642),
    ]

    (draft,) = draft_invoices(claims)

    assert draft.amount_yen == 16100
    assert [(each.taxable_yen, each.tax_yen) for each in draft.tax_totals] == [(16100, 1463)]
    assert sum(tax_of_claims(draft).values()) == 1463


def test_services_read_on_different_days_are_invoiced_apart() -> None:
    claims = [
        ClaimToInvoice(
            number, 1, 1, "water", Period(date(2026, 8, 1), end), 1000, Decimal(10), 90
        )
        for number, end in enumerate(ENDS, 1)
    ]  # fmt: skip

    assert [draft.period.end for draft in draft_invoices(claims)] == list(ENDS)


def test_a_number_is_printed_with_its_year() -> None:
    assert printed_number(2026, 123) == "2026-0000123"
    assert printed_number(2026, 12_345_678) == "2026-12345678"
