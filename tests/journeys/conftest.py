"""Three utilities, carried through November and December 2025 once for all tests that only look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from journeys.month import SERVICES, Utility, open_utility
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.journeys.bill_documents.operations import BillDocuments
from minamoto.kernel.moments import JST
from minamoto.money.billing.queries import BillingRun, Invoice
from minamoto.worker.handlers import load_handlers
from testkit.clock import MovingClock
from testkit.servers import Servers

NOVEMBER, DECEMBER = date(2025, 11, 1), date(2025, 12, 1)


@dataclass
class Month:
    """A utility after two billed months; the first bill was paid, and its documents issued."""

    utility: Utility
    november: BillingRun
    december: BillingRun
    paid: Invoice
    pdf: bytes


@pytest.fixture(scope="session")
def handlers() -> None:
    """The jobs and kinds of file of an ordinary installation."""
    secrets.unlock(b"m" * 32)
    load_handlers()


@pytest.fixture(scope="session")
async def months(database: Servers, handlers: None) -> dict[str, Month]:
    found = {}
    for pack in SERVICES:
        clock = MovingClock(datetime(2025, 9, 1, 9, 0, tzinfo=JST))
        found[pack] = await _two_months(
            await open_utility(database.admin_url, pack, clock, first_month=NOVEMBER)
        )
    return found


async def _two_months(utility: Utility) -> Month:
    utility.at(date(2025, 11, 20))
    await utility.deliver(utility.readings_until(date(2025, 11, 20)))
    november = await utility.bill(NOVEMBER)
    paid = (await utility.invoices())[0]
    async with tenant_transaction(tenant_id=utility.tenant_id):
        pdf = await BillDocuments(font_dir=None).bill_pdf(
            invoice_id=paid.id, language="ja", now=utility.clock.now()
        )
    utility.at(date(2025, 11, 28))
    assert await utility.pay(paid)
    utility.at(date(2025, 12, 22))
    await utility.deliver(utility.readings_until(date(2025, 12, 22)))
    december = await utility.bill(DECEMBER)
    return Month(utility, november, december, paid, pdf)
