"""What the database itself refuses, tried with raw SQL as the application's role."""

from __future__ import annotations

import asyncpg
import pytest

from integration.money.books import NOW, Books, rows
from minamoto.foundation.storage.transactions import connection, savepoint, tenant_transaction
from minamoto.money.assessments.operations import AssessedTwice
from minamoto.money.billing.operations import ClaimInvoicedTwice
from testkit.servers import Servers

FACTS = (
    "assessments", "claims", "invoices", "postings", "receipts", "clearings", "overpayments",
    "payment_slips", "invoice_cancellations", "receipt_references", "documents", "audit_entries",
    "customer_payers", "payer_methods", "agreement_terms", "party_names", "closed_months",
)  # fmt: skip


@pytest.mark.parametrize("table", FACTS)
async def test_facts_are_appended_only(database: Servers, table: str) -> None:
    async with tenant_transaction(tenant_id=1):
        for statement in (
            f"update {table} set tenant_id = tenant_id",
            f"delete from {table}",
            f"truncate {table}",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
                async with savepoint():
                    await connection().execute(statement)


async def test_no_partition_is_a_way_around_the_fence(books: Books) -> None:
    await books.owe(1000)

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await rows(books.tenant_id, "select * from postings_2026")


async def test_a_second_live_assessment_of_a_period_is_refused(books: Books) -> None:
    (fixed,) = await books.owe(1000)

    with pytest.raises(asyncpg.UniqueViolationError, match="live_assessments_pkey"):
        async with tenant_transaction(tenant_id=books.tenant_id):
            await connection().execute(
                """
                insert into live_assessments select tenant_id, agreement_id, period_from, kind, period_to + 1,
                                                    fiscal_year, assessment_id
                from live_assessments where assessment_id = $1
                """,
                fixed.assessment_id,
            )


async def test_a_claim_cannot_stand_on_two_live_invoices(books: Books) -> None:
    fixed = await books.owe(1000)
    async with tenant_transaction(tenant_id=books.tenant_id):
        await books.invoice(fixed)

    with pytest.raises(asyncpg.UniqueViolationError, match="live_invoice_claims_pkey"):
        async with tenant_transaction(tenant_id=books.tenant_id):
            await connection().execute("insert into live_invoice_claims select * from live_invoice_claims")


async def test_assessing_a_period_twice_leaves_nothing_even_when_the_refusal_is_caught(
    books: Books,
) -> None:
    await books.owe(1000)

    async with tenant_transaction(tenant_id=books.tenant_id):
        with pytest.raises(AssessedTwice):
            await books.fix(books.assessment(2000, month=1), books.assessment(1000))

    assert await rows(books.tenant_id, "select amount_yen from assessments") == [(1000,)]
    assert await rows(books.tenant_id, "select amount_yen from claims") == [(1000,)]


async def test_invoicing_a_claim_twice_leaves_neither_invoice_nor_gap(books: Books) -> None:
    first, second = await books.owe(1000, 2000)
    async with tenant_transaction(tenant_id=books.tenant_id):
        await books.invoice([first])

    async with tenant_transaction(tenant_id=books.tenant_id):
        with pytest.raises(ClaimInvoicedTwice):
            await books.invoice([second, first])
        (issued,) = await books.invoice([second])

    assert issued.number == 2
    assert await rows(books.tenant_id, "select number, amount_yen from invoices order by number") == [
        (1, 1000), (2, 2000),
    ]  # fmt: skip


async def test_two_invoices_cannot_bear_one_number(books: Books) -> None:
    fixed = await books.owe(1000)
    async with tenant_transaction(tenant_id=books.tenant_id):
        await books.invoice(fixed)

    with pytest.raises(asyncpg.UniqueViolationError, match="number"):
        async with tenant_transaction(tenant_id=books.tenant_id):
            await connection().execute(
                """
                insert into invoices (tenant_id, fiscal_year, id, number, payer_account_id, customer_id,
                    issued_on, due_on, period_from, period_to, claim_ids, amount_yen, tax_totals,
                    registration_number, recorded_at)
                select tenant_id, fiscal_year, id + 1, number, payer_account_id, customer_id, issued_on,
                       due_on, period_from, period_to, claim_ids, amount_yen, tax_totals, registration_number,
                       recorded_at
                from invoices
                """
            )


@pytest.mark.parametrize(
    ("statement", "refused_by"),
    [
        ("update claim_balances set cleared_yen = claim_yen + 1", asyncpg.CheckViolationError),
        ("update claim_balances set cleared_yen = -1", asyncpg.CheckViolationError),
        ("update invoices set amount_yen = 0", asyncpg.InsufficientPrivilegeError),
        ("update agreements set started_on = '2000-01-01'", asyncpg.InsufficientPrivilegeError),
        ("update customers set customer_number = 'x'", asyncpg.InsufficientPrivilegeError),
        ("update tenant_directory set state = 'live'", asyncpg.InsufficientPrivilegeError),
        ("alter table postings disable trigger all", asyncpg.InsufficientPrivilegeError),
        ("alter table postings disable row level security", asyncpg.InsufficientPrivilegeError),
        ("create table own (n int)", asyncpg.InsufficientPrivilegeError),
        ("set local role minamoto_owner", asyncpg.InsufficientPrivilegeError),
    ],
)
async def test_the_application_may_not(
    books: Books, statement: str, refused_by: type[asyncpg.PostgresError]
) -> None:
    (fixed,) = await books.owe(1000)
    await books.pay(books.receipt(400), [fixed.claim_id])

    with pytest.raises(refused_by):
        await rows(books.tenant_id, statement)


@pytest.mark.parametrize(
    "change",
    ["amount_yen => 0", "amount_yen => -5", "credit => 'receivable.electricity'", "credit => 'no.such'"],
)
async def test_a_posting_that_does_not_balance_cannot_be_written(books: Books, change: str) -> None:
    values = {"amount_yen": 5, "credit": "revenue.electricity"}
    name, _, value = change.partition(" => ")
    values[name] = value.strip("'") if name == "credit" else int(value)

    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        async with tenant_transaction(tenant_id=books.tenant_id):
            await connection().execute(
                """
                insert into postings (tenant_id, fiscal_year, id, posted_on, posting_month, debit_account,
                    credit_account, amount_yen, source_kind, source_id, payer_account_id, recorded_at)
                values ($1, 2026, 1, '2026-10-05', '2026-10-01', 'receivable.electricity', $2, $3, 'receipt',
                        1, 1, $4)
                """,
                books.tenant_id, values["credit"], values["amount_yen"], NOW,
            )  # fmt: skip
