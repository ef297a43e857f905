"""Takes in the sample readings and bills the months, through the same doors as any utility's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta

from minamoto.foundation.exchange import operations as exchange
from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.storage.transactions import connection, tenant_id, tenant_transaction
from minamoto.journeys.monthly_cycle import operations as monthly_cycle
from minamoto.kernel.moments import Clock, civil_date
from minamoto.kernel.periods import add_months, first_of_month
from minamoto.money.receipts import operations as receipts
from minamoto.money.receipts import queries as balances
from minamoto.money.receipts.model import NewReceipt, ReceiptMethod
from minamoto_tenants.demo.onboard import BILLED_MONTHS, sample_rows
from minamoto_tenants.demo.sample_data import SampleUpload, electricity_files, register_files
from minamoto_tenants.demo.utilities import DemoUtility

Advance = Callable[[int, int], None]
UNPAID_EVERY = 6
"""Every sixth invoice of a past month is left unpaid, so that screens have something overdue to show."""


async def take_in_readings(
    *, number: int, utility: DemoUtility, as_of: date, clock: Clock, advance: Advance
) -> None:
    """Deliver every sample file to the inbox and have it handled; files that came before change nothing."""
    rows = await sample_rows(number=number, utility=utility)
    files = await asyncio.to_thread(_files, rows, utility, as_of)
    for done, upload in enumerate(files, start=1):
        async with tenant_transaction(tenant_id=number):
            await exchange.receive(
                channel="demo",
                kind=upload.kind,
                file_name=upload.file_name,
                content=upload.content,
                now=clock.now(),
            )
        await jobs.drain(clock=clock, tenant_ids=[number])
        advance(done, len(files))


def _files(rows: list, utility: DemoUtility, as_of: date) -> list[SampleUpload]:  # type: ignore[type-arg]  # rows of the customer file
    if utility.services == ("electricity",):
        return list(electricity_files(rows, until=as_of))
    return list(register_files(rows, service=utility.services[0], until=as_of))


async def bill_months(
    *, number: int, utility: DemoUtility, as_of: date, clock: Clock, advance: Advance
) -> None:
    """Bill each month up to the demonstration's, and record what customers have paid of the past ones."""
    first = add_months(first_of_month(as_of), 1 - BILLED_MONTHS)
    for done in range(BILLED_MONTHS):
        month = add_months(first, done)
        today = min(as_of, add_months(month, 1) - timedelta(days=1))
        async with tenant_transaction(tenant_id=number):
            await monthly_cycle.request_billing_run(
                posting_month=month,
                services=utility.services,
                run_key=f"demo-{month:%Y-%m}",
                requested_by=None,
                today=today,
                now=clock.now(),
            )
        await jobs.drain(clock=clock, tenant_ids=[number])
        advance(done + 1, BILLED_MONTHS + 1)
    async with tenant_transaction(tenant_id=number):
        await _pay_past_months(before=first_of_month(as_of), now=clock.now())
    advance(BILLED_MONTHS + 1, BILLED_MONTHS + 1)


async def _pay_past_months(*, before: date, now: datetime) -> None:
    """Record a store's receipt for most invoices of past months; the reference makes each count once."""
    rows = await connection().fetch(
        "select id, number, due_on from invoices where tenant_id = $1 and issued_on < $2 order by id",
        tenant_id(), before,
    )  # fmt: skip
    for row in rows:
        balance = await balances.invoice_balance(invoice_id=row["id"])
        if row["number"] % UNPAID_EVERY == 0 or balance.open_yen <= 0:
            continue
        received_on = row["due_on"] - timedelta(days=5 + row["number"] % 9)
        if received_on > civil_date(now):
            continue
        receipt = NewReceipt(
            method=ReceiptMethod.CONVENIENCE_STORE,
            reference=f"demo-{row['id']}",
            amount_yen=balance.open_yen,
            received_on=received_on,
            payer_account_id=balance.payer_account_id,
        )
        recorded = await receipts.record_receipt(receipt=receipt, now=now)
        if recorded.is_new:
            await receipts.clear_claims(
                recorded=recorded, receipt=receipt, claim_ids=balance.claim_ids, now=now
            )
