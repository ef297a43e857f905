"""A tenant with its accounts open and one payer, who owes what a test says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from minamoto.foundation.storage.transactions import connection, tenant_id, tenant_transaction
from minamoto.kernel.periods import Period, add_months
from minamoto.money.assessments import operations as assessments
from minamoto.money.assessments.model import FixedAssessment, NewAssessment
from minamoto.money.billing import operations as billing
from minamoto.money.billing.model import ClaimToInvoice, IssuedInvoice
from minamoto.money.ledger import operations as ledger
from minamoto.money.ledger import queries as ledger_queries
from minamoto.money.ledger.model import CONSUMPTION_TAX, NewPosting
from minamoto.money.receipts import operations as receipts
from minamoto.money.receipts.model import ClearingResult, NewReceipt, ReceiptMethod
from minamoto.supply.accounts import operations as accounts
from minamoto.supply.accounts.model import NewPayerAccount, PayerMethod
from minamoto.supply.contracts import operations as contracts
from minamoto.supply.contracts.model import NewAgreement, NewCustomer
from minamoto.supply.parties import operations as parties
from minamoto.supply.parties.model import NewParty, PartyKind
from minamoto.supply.premises import operations as premises
from minamoto.supply.premises.model import NewPremises, NewServicePoint, Service

NOW = datetime(2026, 10, 5, 0, 0, tzinfo=UTC)
OPENED = date(2026, 1, 3)
MONTH = date(2026, 10, 1)
ASSESSED_ON = date(2026, 10, 5)


@dataclass(frozen=True)
class Books:
    """One customer with an agreement; ``month(n)`` is its n-th billing period."""

    tenant_id: int
    customer_id: int
    payer_account_id: int
    agreement_id: int

    def month(self, number: int = 0) -> Period:
        start = add_months(date(2026, 9, 3), number)
        return Period(start, add_months(start, 1))

    def assessment(
        self, amount: int = 8904, *, month: int = 0, service: str = "electricity"
    ) -> NewAssessment:
        return NewAssessment(
            agreement_id=self.agreement_id,
            customer_id=self.customer_id,
            payer_account_id=self.payer_account_id,
            service=service,
            period=self.month(month),
            usage_id=None,
            tariff_version_id=1,
            months_of_use=Decimal(1),
            determinants="{}",
            steps="{}",
            amount_yen=amount,
            tax_rate_percent=Decimal(10),
            tax_yen=amount // 11,
            district="01",
            fingerprint=hashlib.sha256(b"mihon").digest(),
        )

    async def fix(self, *drafts: NewAssessment, on: date = ASSESSED_ON) -> list[FixedAssessment]:
        """Fix and post, inside the open transaction."""
        fixed = await assessments.fix_assessments(
            assessments=drafts, posting_month=MONTH, assessed_on=on, run_id=None, now=NOW
        )
        await ledger.post(
            postings=[
                NewPosting(
                    posted_on=on,
                    posting_month=MONTH,
                    debit_account=f"receivable.{each.source.service}",
                    credit_account=account,
                    amount_yen=amount,
                    source_kind="assessment",
                    source_id=each.assessment_id,
                    payer_account_id=self.payer_account_id,
                )
                for each in fixed
                for account, amount in (
                    (f"revenue.{each.source.service}", each.source.amount_yen - each.source.tax_yen),
                    (CONSUMPTION_TAX, each.source.tax_yen),
                )
                if amount
            ],
            now=NOW,
        )
        return fixed

    async def owe(self, *amounts: int, on: date = ASSESSED_ON, first_month: int = 0) -> list[FixedAssessment]:
        """Fix one assessment a month in a transaction of its own."""
        async with tenant_transaction(tenant_id=self.tenant_id):
            return await self.fix(
                *(
                    self.assessment(amount, month=month)
                    for month, amount in enumerate(amounts, first_month)
                ),
                on=on,
            )  # fmt: skip

    async def invoice(self, fixed: Sequence[FixedAssessment]) -> list[IssuedInvoice]:
        """Issue what was fixed, inside the open transaction."""
        return await billing.issue_invoices(
            drafts=billing.draft_invoices([claim_of(each) for each in fixed]),
            registration_number="T8000000000001",
            issued_on=ASSESSED_ON,
            due_on=date(2026, 11, 5),
            run_id=None,
            now=NOW,
        )

    def receipt(self, amount: int, reference: str = "r-1", *, on: date = date(2026, 10, 20)) -> NewReceipt:
        return NewReceipt(
            method=ReceiptMethod.CONVENIENCE_STORE,
            reference=reference,
            amount_yen=amount,
            received_on=on,
            payer_account_id=self.payer_account_id,
        )

    async def pay(self, receipt: NewReceipt, claim_ids: Sequence[int]) -> ClearingResult | None:
        """Record a receipt and clear with it; nothing when it had come before."""
        async with tenant_transaction(tenant_id=self.tenant_id):
            recorded = await receipts.record_receipt(receipt=receipt, now=NOW)
            if not recorded.is_new:
                return None
            return await receipts.clear_claims(
                recorded=recorded, receipt=receipt, claim_ids=claim_ids, now=NOW
            )

    async def balances(self) -> dict[str, int]:
        """Every account's balance, after seeing that debits and credits are even."""
        async with tenant_transaction(tenant_id=self.tenant_id):
            lines = await ledger_queries.trial_balance()
        assert sum(each.debit_yen for each in lines) == sum(each.credit_yen for each in lines)
        return {each.account: each.balance_yen for each in lines if each.balance_yen}


def claim_of(fixed: FixedAssessment) -> ClaimToInvoice:
    source = fixed.source
    return ClaimToInvoice(
        claim_id=fixed.claim_id,
        customer_id=source.customer_id,
        payer_account_id=source.payer_account_id,
        service=source.service,
        period=source.period,
        amount_yen=source.amount_yen,
        tax_rate_percent=source.tax_rate_percent,
        tax_yen=source.tax_yen,
    )


async def open_books(tenant: int) -> Books:
    """Write one customer with one agreement, and the standard accounts."""
    async with tenant_transaction(tenant_id=tenant):
        await ledger.open_standard_accounts()
        return await open_customer("1")


async def open_customer(number: str) -> Books:
    """Write a customer with one agreement, inside the open transaction."""
    (party,) = await parties.record_parties(
        parties=[NewParty(PartyKind.PERSON, "源田 花子", "ゲンダ ハナコ", OPENED)], now=NOW
    )
    place = NewPremises("0000101", "東京都", "見本区", "源町", "1-1", None, None, "01")
    (premises_id,) = await premises.record_premises(premises=[place], now=NOW)
    (payer,) = await accounts.open_payer_accounts(
        accounts=[NewPayerAccount(f"P{number}", party, OPENED, PayerMethod.PAYMENT_SLIP)], now=NOW
    )
    (customer,) = await contracts.open_customers(
        customers=[NewCustomer(f"C{number}", party, premises_id, payer, OPENED)], now=NOW
    )
    (agreement,) = await open_agreements(customer, premises_id, f"A{number}")
    return Books(tenant_id(), customer, payer, agreement)


async def open_agreements(customer: int, premises_id: int, *numbers: str) -> list[int]:
    """Write agreements of one customer, each with a point of its own, inside the open transaction."""
    points = await premises.record_service_points(
        points=[
            NewServicePoint(premises_id, Service.ELECTRICITY, f"point-{number}", 3, OPENED)
            for number in numbers
        ],
        now=NOW,
    )
    return await contracts.open_agreements(
        agreements=[
            NewAgreement(customer, "electricity", point, number, OPENED, "juryo-b", {"ampere": 30})
            for number, point in zip(numbers, points, strict=True)
        ],
        now=NOW,
    )


async def rows(tenant: int, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Return the rows of a query as the application sees them."""
    async with tenant_transaction(tenant_id=tenant):
        return [tuple(row) for row in await connection().fetch(statement, *values)]
