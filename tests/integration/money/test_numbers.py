"""Invoice numbers have no gap: not under concurrency, not after a rollback, not over the turn of a year."""

from __future__ import annotations

import asyncio
from datetime import date

from integration.money.books import NOW, Books, claim_of, open_books, rows
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.money.billing import operations as billing
from testkit.tenants import TestTenant


class _GivenUp(Exception):
    """Stands for a crash after the numbers were taken."""


def _crash() -> None:
    raise _GivenUp


async def test_many_at_once_with_crashes_between_number_without_gap(books: Books) -> None:
    fixed = await books.owe(*range(1001, 1025))

    async def issue(place: int) -> None:
        crashes = place % 3 == 0
        try:
            async with tenant_transaction(tenant_id=books.tenant_id):
                await books.invoice([fixed[place]])
                await asyncio.sleep(0)
                if crashes:
                    _crash()
        except _GivenUp:
            async with tenant_transaction(tenant_id=books.tenant_id):
                await books.invoice([fixed[place]])

    await asyncio.gather(*(issue(place) for place in range(len(fixed))))

    found = await rows(books.tenant_id, "select number, claim_ids[1] from invoices order by number")
    assert [number for number, _ in found] == list(range(1, 25))
    assert {claim for _, claim in found} == {each.claim_id for each in fixed}


async def test_a_rolled_back_number_is_given_to_the_next(books: Books) -> None:
    first, second = await books.owe(1000, 2000)
    try:
        async with tenant_transaction(tenant_id=books.tenant_id):
            await books.invoice([first])
            _crash()
    except _GivenUp:
        pass

    async with tenant_transaction(tenant_id=books.tenant_id):
        issued = await books.invoice([second])

    assert [each.number for each in issued] == [1]
    assert await rows(books.tenant_id, "select number from invoices") == [(1,)]


async def test_each_fiscal_year_begins_at_one(books: Books) -> None:
    fixed = await books.owe(1000, 2000, 3000)
    issued = []
    for each, day in zip(fixed, (date(2027, 3, 31), date(2027, 4, 1), date(2027, 4, 2)), strict=True):
        async with tenant_transaction(tenant_id=books.tenant_id):
            issued += await billing.issue_invoices(
                drafts=billing.draft_invoices([claim_of(each)]),
                registration_number="T8000000000001",
                issued_on=day,
                due_on=date(2027, 5, 6),
                run_id=None,
                now=NOW,
            )

    assert [(each.fiscal_year, each.number) for each in issued] == [(2026, 1), (2027, 1), (2027, 2)]


async def test_two_tenants_count_apart(books: Books, other_tenant: TestTenant) -> None:
    others = await open_books(other_tenant.tenant_id)

    numbers = []
    for each in (books, others):
        fixed = await each.owe(1000)
        async with tenant_transaction(tenant_id=each.tenant_id):
            numbers += [issued.number for issued in await each.invoice(fixed)]

    assert numbers == [1, 1]
