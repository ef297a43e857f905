"""Every night each projection is compared with its facts; a difference is seen, not mended in silence."""

from __future__ import annotations

from datetime import date, datetime

import asyncpg
import pytest

from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.jobs import queries as job_queries
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.engine import connection_arguments
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.journeys.monthly_cycle import operations as monthly_cycle
from minamoto.journeys.nightly_checks import checks
from minamoto.journeys.nightly_checks.actors import JOB_NAME
from minamoto.kernel.moments import JST
from minamoto.kernel.periods import Period
from minamoto.money.receipts import operations as receipts
from minamoto.money.receipts import queries as balances
from minamoto.money.receipts.model import NewReceipt, ReceiptMethod
from minamoto.supply.readings.model import UsageSource
from minamoto.supply.readings.operations.usages import NewUsage, write_usages
from testkit.clock import MovingClock
from testkit.onboarding import PackTenant, onboard
from testkit.servers import Servers


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(datetime(2026, 10, 20, 9, 0, tzinfo=JST))


@pytest.fixture
async def paid_month(database: Servers, clock: MovingClock) -> PackTenant:
    """Three water bills with sewer, one of them paid twice over."""
    secrets.unlock(b"m" * 32)
    tenant = await onboard(database.admin_url, "aoba_suido")
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        points = await connection().fetch(
            "select id from service_points where point_number in ('1000001', '1000002', '1000003')"
        )
        await write_usages(
            usages=[
                NewUsage(
                    service_point_id=row["id"],
                    period=Period(date(2026, 8, 8), date(2026, 10, 8)),
                    quantity=31 + index,
                    scale=0,
                    source=UsageSource.REGISTER,
                    details={},
                )
                for index, row in enumerate(points)
            ],
            now=clock.now(),
        )
        await monthly_cycle.request_billing_run(
            posting_month=date(2026, 10, 1), services=("water", "sewer"), run_key="october",
            requested_by=None, today=date(2026, 10, 20), now=clock.now(),
        )  # fmt: skip
    await jobs.drain(clock=clock, tenant_ids=[tenant.tenant_id])
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        invoice = await connection().fetchval("select min(id) from invoices")
        for reference in ("first", "second"):
            balance = await balances.invoice_balance(invoice_id=invoice)
            receipt = NewReceipt(
                method=ReceiptMethod.COUNTER, reference=reference, amount_yen=5000,
                received_on=date(2026, 10, 20), payer_account_id=balance.payer_account_id,
            )  # fmt: skip
            recorded = await receipts.record_receipt(receipt=receipt, now=clock.now())
            await receipts.clear_claims(
                recorded=recorded, receipt=receipt, claim_ids=balance.claim_ids, now=clock.now()
            )
    return tenant


async def test_a_sound_month_has_nothing_wrong(paid_month: PackTenant) -> None:
    async with tenant_transaction(tenant_id=paid_month.tenant_id):
        found = await checks.run_checks()
        overpaid = await connection().fetchval("select count(*) from overpayments")

    assert overpaid == 1
    assert found == {check.code: 0 for check in checks.CHECKS}


TAMPERING = {
    "claim-balance": "update claim_balances set cleared_yen = cleared_yen - 1 where cleared_yen > 0",
    "invoice-total": "update invoices set amount_yen = amount_yen + 1 where number = 2",
    "invoice-number-gap": "update invoices set number = 9 where number = 2",
    "claim-without-invoice": "delete from live_invoice_claims where claim_id > 0",
    "receivable-ledger": "update postings set amount_yen = amount_yen + 1 where source_kind = 'assessment'",
    "tax-ledger": "update postings set amount_yen = amount_yen + 1 where credit_account = 'consumption_tax'",
    "receipt-allotment": "update receipts set amount_yen = amount_yen + 1",
    "live-usage": "update live_usages set period_to = period_to + 1",
}


@pytest.mark.parametrize("code", sorted(TAMPERING))
async def test_each_check_sees_what_it_is_for(
    paid_month: PackTenant, database: Servers, clock: MovingClock, code: str
) -> None:
    tenant = paid_month.tenant_id
    # The application may not change facts, so an administrator tampers with them.
    link = await asyncpg.connect(**connection_arguments(database.admin_url))
    try:
        where = " and tenant_id = $1" if " where " in TAMPERING[code] else " where tenant_id = $1"
        changed = await link.execute(TAMPERING[code] + where, tenant)
    finally:
        await link.close()

    async with tenant_transaction(tenant_id=tenant):
        found = await checks.run_checks()
        asked = await jobs.request_job(
            name=JOB_NAME, idempotency_key=f"test-{code}", arguments={}, now=clock.now()
        )
    await jobs.drain(clock=clock, tenant_ids=[tenant])
    async with tenant_transaction(tenant_id=tenant):
        failed = await job_queries.find_job(asked.job_id)

    assert not changed.endswith(" 0")
    assert found[code] > 0
    assert failed is not None
    assert failed.state == "failed"


def test_every_check_is_tried() -> None:
    assert set(TAMPERING) == {check.code for check in checks.CHECKS}
