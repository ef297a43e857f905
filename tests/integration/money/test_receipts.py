"""Receipts: counted once whatever comes, cleared in order, and no yen unaccounted for."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from integration.money.books import NOW, Books, open_books, rows
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.kernel.errors import NotFound
from minamoto.money.receipts import operations, queries
from minamoto.money.receipts.model import AttemptState, PaymentAttempt
from minamoto.money.receipts.operations import ReferenceReused
from testkit.tenants import TestTenant


async def test_the_same_reference_twice_counts_once(books: Books) -> None:
    (fixed,) = await books.owe(1000)

    first = await books.pay(books.receipt(1000), [fixed.claim_id])
    second = await books.pay(books.receipt(1000), [fixed.claim_id])

    assert (first is not None, second) == (True, None)
    assert await rows(books.tenant_id, "select amount_yen from receipts") == [(1000,)]
    assert (await books.balances())["cash.convenience_store"] == 1000


async def test_the_same_reference_at_once_counts_once(books: Books) -> None:
    (fixed,) = await books.owe(1000)

    results = await asyncio.gather(*(books.pay(books.receipt(1000), [fixed.claim_id]) for _ in range(8)))

    assert sum(each is not None for each in results) == 1
    assert await rows(books.tenant_id, "select cleared_yen from claim_balances") == [(1000,)]
    assert (await books.balances())["cash.convenience_store"] == 1000


async def test_a_reference_counts_once_over_the_turn_of_a_fiscal_year(books: Books) -> None:
    (fixed,) = await books.owe(1000)

    await books.pay(books.receipt(1000, on=date(2027, 3, 31)), [fixed.claim_id])
    again = await books.pay(books.receipt(1000, on=date(2027, 4, 1)), [fixed.claim_id])

    assert again is None
    assert await rows(books.tenant_id, "select fiscal_year from receipts") == [(2026,)]


async def test_a_reference_with_another_amount_is_refused_loudly(books: Books) -> None:
    (fixed,) = await books.owe(1000)
    await books.pay(books.receipt(400), [fixed.claim_id])

    with pytest.raises(ReferenceReused):
        await books.pay(books.receipt(600), [fixed.claim_id])


async def test_two_different_receipts_at_once_never_clear_more_than_is_owed(books: Books) -> None:
    fixed = await books.owe(1000, 500)
    claims = [each.claim_id for each in fixed]

    await asyncio.gather(
        *(
            books.pay(books.receipt(700, f"r-{number}"), claims if number % 2 else claims[::-1])
            for number in range(4)
        )
    )

    async with tenant_transaction(tenant_id=books.tenant_id):
        assert await queries.cleared_by_claim(claims) == {claims[0]: 1000, claims[1]: 500}
    assert await rows(books.tenant_id, "select sum(amount_yen)::int from overpayments") == [(2800 - 1500,)]
    assert (await books.balances())["overpayment"] == -1300


async def test_what_is_above_the_debt_is_kept_as_an_overpayment(books: Books) -> None:
    (fixed,) = await books.owe(1000)

    result = await books.pay(books.receipt(1200), [fixed.claim_id])
    await books.pay(books.receipt(1000, "r-2"), [fixed.claim_id])

    assert result is not None
    assert result.left_yen == 200
    assert await rows(books.tenant_id, "select amount_yen, reason from overpayments order by id") == [
        (200, "over_amount"), (1000, "double_payment"),
    ]  # fmt: skip


async def test_money_of_nobody_knows_whom_is_kept_as_unmatched(books: Books) -> None:
    result = await books.pay(books.receipt(1000), [])

    assert result is not None
    assert await rows(books.tenant_id, "select reason, amount_yen from overpayments") == [("unmatched", 1000)]
    assert (await books.balances()) == {"cash.convenience_store": 1000, "overpayment": -1000}


async def test_the_debt_that_arose_first_is_cleared_first(books: Books) -> None:
    """民法第488条第4項: the debt that fell due first comes first, whichever was named first."""
    (late,) = await books.owe(1000, on=date(2026, 10, 15))
    (old,) = await books.owe(1000, on=date(2026, 10, 5), first_month=1)

    result = await books.pay(books.receipt(1500), [late.claim_id, old.claim_id])

    assert result is not None
    assert [(each.claim.claim_id, each.amount_yen) for each in result.clearings] == [
        (old.claim_id, 1000), (late.claim_id, 500),
    ]  # fmt: skip


async def test_another_tenants_claim_is_not_found_and_the_receipt_is_undone(
    books: Books, other_tenant: TestTenant
) -> None:
    others = await open_books(other_tenant.tenant_id)
    (foreign,) = await others.owe(1000)

    with pytest.raises(NotFound):
        await books.pay(books.receipt(1000), [foreign.claim_id])

    assert await rows(books.tenant_id, "select 1 from receipts") == []
    assert await rows(others.tenant_id, "select 1 from claim_balances") == []


async def test_references_of_two_tenants_do_not_meet(books: Books, other_tenant: TestTenant) -> None:
    others = await open_books(other_tenant.tenant_id)

    results = []
    for each in (books, others):
        (fixed,) = await each.owe(1000)
        results.append(await each.pay(each.receipt(1000), [fixed.claim_id]))

    assert None not in results


async def test_an_invoices_balance_is_what_its_claims_still_owe(books: Books) -> None:
    fixed = await books.owe(1000, 500)
    async with tenant_transaction(tenant_id=books.tenant_id):
        (first, _) = await books.invoice(fixed)

    await books.pay(books.receipt(300), first_claims := [each.claim_id for each in first.draft.claims])

    async with tenant_transaction(tenant_id=books.tenant_id):
        balance = await queries.invoice_balance(invoice_id=first.invoice_id)
        unpaid = await queries.count_unpaid_invoices(date(2026, 11, 6))
        not_yet = await queries.count_unpaid_invoices(date(2026, 11, 5))
    assert (balance.open_yen, list(balance.claim_ids)) == (700, first_claims)
    assert (unpaid, not_yet) == ((2, 2), (2, 0))


async def test_an_attempt_that_is_paid_stays_paid(books: Books) -> None:
    fixed = await books.owe(1000)
    async with tenant_transaction(tenant_id=books.tenant_id):
        (issued,) = await books.invoice(fixed)
        attempt, is_new = await _attempt(issued.invoice_id)
        again, is_new_again = await _attempt(issued.invoice_id)
        await operations.move_attempt(
            attempt_id=attempt.attempt_id, state=AttemptState.PAID, failure_code=None, now=NOW
        )
        await operations.move_attempt(
            attempt_id=attempt.attempt_id, state=AttemptState.EXPIRED, failure_code="x", now=NOW
        )
        after = await queries.payment_attempt(attempt.attempt_id)

    assert (is_new, is_new_again, again) == (True, False, attempt)
    assert after is not None
    assert (after.state, after.failure_code) == ("paid", None)


async def _attempt(invoice_id: int) -> tuple[PaymentAttempt, bool]:
    return await operations.start_attempt(
        invoice_id=invoice_id, invoice_fiscal_year=2026, processor="sample", method="card", amount_yen=1000,
        idempotency_key="key-1", now=NOW,
    )  # fmt: skip
