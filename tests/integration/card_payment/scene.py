"""A utility with one bill of 8,904 yen, an account at the stand-in, and the application that hears it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import httpx
import msgspec

from contracts.payment_processor.counterparts import Letter, Mailbox, StandInAccount
from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.journeys.card_payment.operations import CardPayments, StartedPayment
from minamoto.journeys.monthly_cycle import operations as cycle
from minamoto.kernel.moments import JST
from minamoto.kernel.periods import Period
from minamoto.money.ledger import queries as ledger
from minamoto.money.receipts import operations as receipts
from minamoto.money.receipts import queries as balances
from minamoto.supply.readings.model import ConfirmedUsage, ConfirmedUsageBatch
from minamoto.supply.readings.operations.confirmed import store_confirmed_usage
from testkit.clock import MovingClock
from testkit.onboarding import PackTenant
from testkit.waiting import until

BILL_YEN = 8904
GOOD, DECLINED, WANTS_HOLDER = "4242424242424242", "4000000000000002", "4000002500003155"
Method = Literal["card", "convenience_store"]


@dataclass(frozen=True)
class Standing:
    """How the books stand."""

    open_yen: int
    receipts: list[tuple[str, int]]
    overpaid_yen: int
    attempts: list[str]
    balances: dict[str, int]
    is_balanced: bool


@dataclass
class Scene:
    """Everything a payment passes through."""

    tenant: PackTenant
    clock: MovingClock
    client: httpx.AsyncClient
    account: StandInAccount
    mailbox: Mailbox
    payments: CardPayments
    invoice_id: int
    customer_id: int

    @property
    def hook(self) -> str:
        return f"/{self.tenant.slug}/webhooks/stripe"

    async def start(self, key: str = "key-00000001", method: Method = "card") -> StartedPayment:
        return await self.payments.start(
            tenant_id=self.tenant.tenant_id,
            invoice_id=self.invoice_id,
            method=method,
            return_path=lambda attempt: f"/{self.tenant.slug}/bills?payment={attempt}",
            idempotency_key=key,
            now=self.clock.now(),
        )

    async def act(self, page: str, act: str, number: str = GOOD) -> str:
        """Do something on the payment page and return where the browser goes."""
        form = {"act": act, "number": number, "expiry": "12 / 34", "cvc": "123", "name": "HANAKO GENDA"}
        async with httpx.AsyncClient(trust_env=False) as browser:
            answer = await browser.post(page, data=form)
        assert answer.status_code == 303
        return answer.headers["location"]

    async def heard(self, *kinds: str, status: int = 200) -> None:
        """Wait until messages of these kinds were delivered and answered so."""

        async def all_heard() -> bool:
            told = [kind_of(each) for each in self.mailbox.letters if each.status == status]
            return all(told.count(kind) >= kinds.count(kind) for kind in kinds)

        await until(all_heard, what=f"messages {kinds}")

    def letter(self, kind: str) -> Letter:
        return next(each for each in self.mailbox.letters if kind_of(each) == kind)

    async def deliver(self, letter: Letter, **headers: str) -> httpx.Response:
        """Bring a message by hand."""
        kept = {name: value for name, value in letter.headers.items() if name.startswith("stripe")}
        return await self.client.post(self.hook, content=letter.body, headers={**kept, **headers})

    async def take_in(self) -> None:
        """Let the jobs handle what the inbox holds."""
        await jobs.drain(clock=self.clock, tenant_ids=[self.tenant.tenant_id])

    async def standing(self) -> Standing:
        async with tenant_transaction(tenant_id=self.tenant.tenant_id):
            balance = await balances.invoice_balance(invoice_id=self.invoice_id)
            rows = await connection().fetch("select method, amount_yen from receipts order by id")
            overpaid = await connection().fetchval("select coalesce(sum(amount_yen), 0) from overpayments")
            attempts = await connection().fetch("select state from payment_attempts order by id")
            lines = await ledger.trial_balance()
        return Standing(
            open_yen=balance.open_yen,
            receipts=[(row["method"], row["amount_yen"]) for row in rows],
            overpaid_yen=int(overpaid),
            attempts=[row["state"] for row in attempts],
            balances={line.account: line.balance_yen for line in lines if line.balance_yen},
            is_balanced=sum(line.debit_yen for line in lines) == sum(line.credit_yen for line in lines),
        )

    async def inbox(self) -> list[dict[str, Any]]:
        async with tenant_transaction(tenant_id=self.tenant.tenant_id):
            rows = await connection().fetch(
                "select file_name, state, result::text as result from inbox_messages order by id"
            )
        return [dict(row) for row in rows]

    async def parked(self) -> list[str]:
        async with tenant_transaction(tenant_id=self.tenant.tenant_id):
            rows = await connection().fetch("select reason_code from parked_records where state = 'parked'")
        return sorted(row["reason_code"] for row in rows)


def kind_of(letter: Letter) -> str:
    return str(msgspec.json.decode(letter.body)["type"])


async def bill_one_month(tenant: PackTenant, clock: MovingClock) -> tuple[int, int]:
    """Bill 260 kWh of October (8,904 yen) and return the ids of invoice and customer."""
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        usage = ConfirmedUsage(
            point_number="0300111122223333000001",
            usage_month=date(2026, 10, 1),
            sort_code="1",
            period=Period(date(2026, 9, 3), date(2026, 10, 3)),
            quantity=260,
            next_reading_on=date(2026, 11, 3),
        )
        batch = ConfirmedUsageBatch(service="electricity", revision=0, scale=0, rows=(usage,))
        await store_confirmed_usage(batch=batch, now=datetime(2026, 10, 5, tzinfo=JST))
        await cycle.request_billing_run(
            posting_month=date(2026, 10, 1),
            services=("electricity",),
            run_key="run-1",
            requested_by=None,
            today=date(2026, 10, 20),
            now=clock.now(),
        )
    await jobs.drain(clock=clock, tenant_ids=[tenant.tenant_id])
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        row = await connection().fetchrow("select id, customer_id, amount_yen from invoices")
    assert row is not None
    assert row["amount_yen"] == BILL_YEN
    return row["id"], row["customer_id"]


async def open_account(tenant: PackTenant, account: StandInAccount, mailbox: Mailbox, now: datetime) -> None:
    """Register the tenant's webhook address and keep its credentials."""
    await account.listen(f"{mailbox.url}/{tenant.slug}/webhooks/stripe")
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await receipts.set_credentials(processor="stripe", settings=account.settings, now=now)
