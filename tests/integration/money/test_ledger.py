"""Double entry: whatever happens the books balance, and a closed month stays as it is."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from integration.money.books import NOW, Books, rows
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.money.ledger import operations as ledger
from minamoto.money.ledger import queries
from minamoto.money.ledger.model import NewPosting
from minamoto.money.ledger.operations import MonthClosed

OCTOBER = date(2026, 10, 1)
_SOMEBODY_WAITS = "select count(*) > 0 from pg_locks where locktype = 'advisory' and not granted"


def posting(books: Books, amount: int = 500, *, month: date = OCTOBER) -> NewPosting:
    return NewPosting(
        posted_on=month + timedelta(days=4),
        posting_month=month,
        debit_account="receivable.electricity",
        credit_account="revenue.electricity",
        amount_yen=amount,
        source_kind="assessment",
        source_id=1,
        payer_account_id=books.payer_account_id,
    )


async def test_the_books_follow_a_claim_from_owing_to_paid(books: Books) -> None:
    (fixed,) = await books.owe(8904)
    assert await books.balances() == {
        "receivable.electricity": 8904, "revenue.electricity": -8095, "consumption_tax": -809,
    }  # fmt: skip

    await books.pay(books.receipt(9000), [fixed.claim_id])

    assert await books.balances() == {
        "revenue.electricity": -8095, "consumption_tax": -809, "cash.convenience_store": 9000,
        "overpayment": -96,
    }  # fmt: skip


async def test_nothing_is_posted_into_a_closed_month(books: Books) -> None:
    async with tenant_transaction(tenant_id=books.tenant_id):
        await ledger.close_month(posting_month=OCTOBER, closed_by=None, now=NOW)

    async with tenant_transaction(tenant_id=books.tenant_id):
        with pytest.raises(MonthClosed):
            await ledger.post(postings=[posting(books, month=date(2026, 11, 1)), posting(books)], now=NOW)
        await ledger.post(postings=[posting(books, month=date(2026, 11, 1))], now=NOW)

    assert await rows(books.tenant_id, "select posting_month from postings") == [(date(2026, 11, 1),)]


async def test_a_month_is_closed_once(books: Books) -> None:
    async with tenant_transaction(tenant_id=books.tenant_id):
        await ledger.close_month(posting_month=OCTOBER, closed_by=None, now=NOW)
        with pytest.raises(MonthClosed):
            await ledger.close_month(posting_month=OCTOBER, closed_by=None, now=NOW)


async def test_closing_waits_for_a_posting_under_way(books: Books) -> None:
    """What was posted before the month closed is in when the closing is seen, never after it."""
    posted = asyncio.Event()
    order: list[str] = []

    async def post() -> None:
        async with tenant_transaction(tenant_id=books.tenant_id):
            await ledger.post(postings=[posting(books)], now=NOW)
            posted.set()
            for _ in range(2000):
                if await connection().fetchval(_SOMEBODY_WAITS):
                    break
            order.append("posted")

    async def close() -> None:
        await posted.wait()
        async with tenant_transaction(tenant_id=books.tenant_id):
            await ledger.close_month(posting_month=OCTOBER, closed_by=None, now=NOW)
            order.append("closed")

    await asyncio.gather(post(), close())

    assert order == ["posted", "closed"]
    assert len(await rows(books.tenant_id, "select 1 from postings")) == 1


async def test_a_march_posting_month_belongs_to_the_year_that_ends(books: Books) -> None:
    async with tenant_transaction(tenant_id=books.tenant_id):
        await ledger.post(
            postings=[posting(books, month=date(2027, 3, 1)), posting(books, month=date(2027, 4, 1))], now=NOW
        )

    assert await rows(
        books.tenant_id, "select fiscal_year, posting_month from postings order by posting_month"
    ) == [(2026, date(2027, 3, 1)), (2027, date(2027, 4, 1))]


async def test_a_trial_balance_holds_the_day_it_is_drawn_up_for(books: Books) -> None:
    (fixed,) = await books.owe(8904)
    await books.pay(books.receipt(8904, on=date(2026, 10, 20)), [fixed.claim_id])

    async with tenant_transaction(tenant_id=books.tenant_id):
        before = await queries.trial_balance(until=date(2026, 10, 19))
        after = await queries.trial_balance(until=date(2026, 10, 20))

    assert {each.account: each.balance_yen for each in before}["receivable.electricity"] == 8904
    assert {each.account: each.balance_yen for each in after}["receivable.electricity"] == 0


async def test_a_payers_page_runs_on_without_losing_the_balance(books: Books) -> None:
    claims = await books.owe(1000, 2000, 3000)
    await books.pay(books.receipt(2500), [each.claim_id for each in claims])

    async with tenant_transaction(tenant_id=books.tenant_id):
        whole = await queries.postings_of_payers([books.payer_account_id], before=None, limit=50)
        paged, before = [], None
        while page := await queries.postings_of_payers([books.payer_account_id], before=before, limit=2):
            paged += page
            before = (page[-1].posted_on, page[-1].id)
        count, owed = await queries.payer_balance([books.payer_account_id])

    assert paged == whole
    assert (count, owed, whole[0].balance_yen) == (len(whole), 3500, 3500)
