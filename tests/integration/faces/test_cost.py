"""A screen asks the database a bounded number of questions, however much there is to show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from minamoto.faces.mypage import queries as mypage
from minamoto.faces.presentation.model import Viewer
from minamoto.faces.presentation.queries.bills import bill_page
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.identifiers import OpaqueIds

from .conftest import NOW, Utility


@asynccontextmanager
async def questions(utility: Utility) -> AsyncIterator[list[str]]:
    asked: list[str] = []
    async with tenant_transaction(tenant_id=utility.tenant_id):
        link = connection()

        def note(record: object) -> None:
            asked.append(str(getattr(record, "query", "")))

        link.add_query_logger(note)
        try:
            yield asked
        finally:
            link.remove_query_logger(note)


def viewer(utility: Utility) -> Viewer:
    return Viewer(OpaqueIds(key=b"k" * 32, tenant_id=utility.tenant_id), "ja", NOW.date())


async def test_the_first_screen_asks_little(denki: Utility) -> None:
    async with questions(denki) as asked:
        home = await mypage.home(viewer(denki), [denki.customers["100000000001"]], customer=None, now=NOW)

    assert home.latest_bill is not None
    assert len(asked) <= 24, "\n".join(asked)


async def test_a_page_of_many_bills_asks_no_more_than_one_of_few(denki: Utility) -> None:
    everybody = list(denki.customers.values())

    async with questions(denki) as of_one:
        await bill_page(viewer(denki), customer_ids=everybody, cursor=None, limit=1)
    async with questions(denki) as of_many:
        page = await bill_page(viewer(denki), customer_ids=everybody, cursor=None, limit=100)

    assert len(page.items) == 8
    assert len(of_many) == len(of_one) <= 8
