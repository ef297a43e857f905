"""Carries utilities through months on a clock moved by hand: files in, bills out, money in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from minamoto.foundation.exchange import operations as exchange
from minamoto.foundation.exchange import queries as inbox
from minamoto.foundation.exchange.model import ListPosition, ReceivedMessage
from minamoto.foundation.exchange.queries import MessageView, ParkedView
from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.jobs import queries as job_queries
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.foundation.tenancy import operations as tenancy
from minamoto.journeys.monthly_cycle import operations as monthly_cycle
from minamoto.kernel.moments import JST, civil_date
from minamoto.kernel.periods import first_of_month
from minamoto.money.billing import queries as billing
from minamoto.money.billing.queries import BillingRun, Invoice
from minamoto.money.receipts import operations as receipts
from minamoto.money.receipts import queries as balances
from minamoto.money.receipts.model import NewReceipt, ReceiptMethod
from minamoto_tenants.demo.sample_data import SampleUpload, electricity_files, register_files
from minamoto_tenants.onboarding.customers_file import AgreementRow, parse_customers
from minamoto_tenants.onboarding.loading import tariff_services
from testkit.clock import MovingClock
from testkit.onboarding import PackTenant, onboard, sample_customers

SERVICES = {
    "hinata_denki": ("electricity",), "aoba_suido": ("water", "sewer"), "minori_gas": ("gas",),
}  # fmt: skip


@dataclass
class Utility:
    """One utility as its operators and clerks drive it; every call is a transaction of its own."""

    tenant: PackTenant
    clock: MovingClock
    customers: list[AgreementRow] = field(default_factory=list)
    _made: dict[date, list[SampleUpload]] = field(default_factory=dict)

    @property
    def tenant_id(self) -> int:
        return self.tenant.tenant_id

    @property
    def services(self) -> tuple[str, ...]:
        return SERVICES[self.tenant.pack]

    def at(self, day: date) -> None:
        self.clock.set(datetime.combine(day, time(9), JST))

    async def deliver(self, uploads: Iterable[SampleUpload]) -> list[ReceivedMessage]:
        """Put files in the inbox and let them be handled."""
        received = []
        for upload in uploads:
            async with tenant_transaction(tenant_id=self.tenant_id):
                received.append(
                    await exchange.receive(
                        channel="upload", kind=upload.kind, file_name=upload.file_name,
                        content=upload.content, now=self.clock.now(),
                    )
                )  # fmt: skip
        await self.drain()
        return received

    async def replay(self, message_id: int) -> None:
        async with tenant_transaction(tenant_id=self.tenant_id):
            await exchange.replay(message_id=message_id, now=self.clock.now())
        await self.drain()

    async def drain(self) -> int:
        return await jobs.drain(clock=self.clock, tenant_ids=[self.tenant_id])

    def readings_until(self, until: date) -> list[SampleUpload]:
        """Every sample file up to a day; made once, for they are the same each time."""
        if until not in self._made:
            self._made[until] = self._make(until)
        return self._made[until]

    def _make(self, until: date) -> list[SampleUpload]:
        if self.services == ("electricity",):
            return list(electricity_files(self.customers, until=until))
        return list(register_files(self.customers, service=self.services[0], until=until))

    async def bill(self, month: date, key: str | None = None) -> BillingRun:
        """Run the month and return what came of it."""
        async with tenant_transaction(tenant_id=self.tenant_id):
            asked = await monthly_cycle.request_billing_run(
                posting_month=month,
                services=self.services,
                run_key=key or f"run-{month:%Y-%m}",
                requested_by=None,
                today=civil_date(self.clock.now()),
                now=self.clock.now(),
            )
        await self.drain()
        async with tenant_transaction(tenant_id=self.tenant_id):
            job = await job_queries.find_job(asked.job_id)
            assert job is not None
            assert job.state == "done", job
            assert job.result is not None
            run = await billing.billing_run(job.result["run_id"])
        assert run is not None
        return run

    async def invoices(self) -> list[Invoice]:
        """Every invoice, in order of number."""
        async with tenant_transaction(tenant_id=self.tenant_id):
            numbers = [row["id"] for row in await connection().fetch("select id from invoices")]
            found = await billing.invoices_by_id(numbers)
        return sorted(found.values(), key=lambda each: (each.fiscal_year, each.number))

    async def pay(self, invoice: Invoice, *, amount: int | None = None, reference: str | None = None) -> bool:
        """Record what a store took in for an invoice; tell whether it was news."""
        async with tenant_transaction(tenant_id=self.tenant_id):
            balance = await balances.invoice_balance(invoice_id=invoice.id)
            receipt = NewReceipt(
                method=ReceiptMethod.CONVENIENCE_STORE,
                reference=reference or f"store-{invoice.id}",
                amount_yen=invoice.amount_yen if amount is None else amount,
                received_on=civil_date(self.clock.now()),
                payer_account_id=balance.payer_account_id,
            )
            recorded = await receipts.record_receipt(receipt=receipt, now=self.clock.now())
            if recorded.is_new:
                await receipts.clear_claims(
                    recorded=recorded, receipt=receipt, claim_ids=balance.claim_ids, now=self.clock.now()
                )
            return recorded.is_new

    async def message(self, message_id: int) -> MessageView:
        async with tenant_transaction(tenant_id=self.tenant_id):
            found = await inbox.find_message(message_id)
        assert found is not None
        return found

    async def parked(self, message_id: int | None = None) -> list[ParkedView]:
        before: ListPosition | None = None
        async with tenant_transaction(tenant_id=self.tenant_id):
            page = await inbox.list_parked(state="parked", message_id=message_id, before=before)
        return list(page.items)


async def open_utility(
    admin_url: str, pack: str, clock: MovingClock, *, first_month: date, load: bool = True
) -> Utility:
    """Onboard a utility from its pack, to bill from a month on."""
    tenant = await onboard(admin_url, pack, now=clock.now(), load=load)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await tenancy.set_setting(
            key="billing.first_posting_month",
            valid_from=date(2000, 1, 1),
            value=first_of_month(first_month).isoformat(),
            recorded_at=clock.now(),
        )
        rows = parse_customers(sample_customers(pack), tariffs=await tariff_services())
    return Utility(tenant, clock, rows)
