"""The whole story: three utilities onboarded, metered, billed, paid and seen, on a clock moved by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from integration.onboarding.tenant_facts import digests
from journeys.conftest import DECEMBER, NOVEMBER, Month
from journeys.month import SERVICES
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.money.assessments import queries as assessments
from minamoto.money.billing.queries import invoices_of_customers
from minamoto.money.ledger import queries as ledger
from minamoto.money.receipts import queries as receipts
from testkit.servers import Servers

PACKS = tuple(SERVICES)
MAY_MOVE = {"jobs", "inbox_messages", "billing_runs", "billing_run_chunks", "held_bills"}
"""What a second run may add: its own record, never a figure."""


@pytest.fixture(params=PACKS)
def month(request: pytest.FixtureRequest, months: dict[str, Month]) -> Month:
    return months[request.param]


async def test_every_contract_read_is_billed_and_nothing_is_held(month: Month) -> None:
    for run in (month.november, month.december):
        assert (run.held_count, run.done_count) == (0, run.due_count)
        assert run.chunks == run.chunks_done
    issued = month.november.issued_count + month.december.issued_count
    invoices = await month.utility.invoices()
    assert len(invoices) == issued > 0
    assert sum(each.amount_yen for each in invoices) == month.november.amount_yen + month.december.amount_yen


async def test_invoices_are_numbered_without_gap(month: Month) -> None:
    numbers = [(each.fiscal_year, each.number) for each in await month.utility.invoices()]

    assert numbers == [(2025, number) for number in range(1, len(numbers) + 1)]


async def test_every_invoice_is_a_qualified_one_and_adds_up(month: Month) -> None:
    invoices = await month.utility.invoices()
    async with tenant_transaction(tenant_id=month.utility.tenant_id):
        claims = await assessments.claims_by_id([claim for each in invoices for claim in each.claim_ids])
        fixed = await assessments.assessments_of_claims(list(claims.values()))
        posted = {
            row["invoice_id"]: row["tax"]
            for row in await connection().fetch(
                """
                select l.invoice_id, sum(p.amount_yen)::bigint as tax
                from postings p
                join claims c on c.tenant_id = p.tenant_id and c.assessment_id = p.source_id
                join live_invoice_claims l on l.tenant_id = c.tenant_id and l.claim_id = c.id
                where p.tenant_id = $1 and p.source_kind = 'assessment'
                  and p.credit_account = 'consumption_tax'
                group by 1
                """,
                month.utility.tenant_id,
            )
        }
    for each in invoices:
        total = sum(claims[claim].amount_yen for claim in each.claim_ids)
        assert each.amount_yen == total == sum(line.taxable_yen for line in each.tax_totals)
        assert each.registration_number.startswith("T")
        (line,) = each.tax_totals
        assert (line.rate_percent, line.tax_yen) == (Decimal(10), total * 10 // 110)
        assert posted.get(each.id, 0) == line.tax_yen
    for one in fixed.values():
        assert one.period_from < one.period_to <= one.assessed_on
        assert len(one.fingerprint) == 32
        assert one.steps["lines"]


async def test_no_day_of_a_service_is_billed_twice(month: Month) -> None:
    async with tenant_transaction(tenant_id=month.utility.tenant_id):
        overlaps = await connection().fetchval(
            """
            select count(*) from live_assessments a join live_assessments b
              on b.tenant_id = a.tenant_id and b.agreement_id = a.agreement_id
             and b.assessment_id > a.assessment_id
             and b.period_from < a.period_to and a.period_from < b.period_to
            """
        )

    assert overlaps == 0


async def test_the_books_balance_and_hold_what_customers_owe(month: Month) -> None:
    invoices = await month.utility.invoices()
    async with tenant_transaction(tenant_id=month.utility.tenant_id):
        lines = await ledger.trial_balance()
        open_yen = sum([(await receipts.invoice_balance(invoice_id=each.id)).open_yen for each in invoices])

    balance = {each.account: each.balance_yen for each in lines}
    assert sum(balance.values()) == 0
    owed = sum(yen for account, yen in balance.items() if account.startswith("receivable."))
    assert owed == open_yen == sum(each.amount_yen for each in invoices) - month.paid.amount_yen
    assert balance["cash.convenience_store"] == month.paid.amount_yen


async def test_the_paid_bill_is_seen_paid_and_the_others_open(month: Month) -> None:
    async with tenant_transaction(tenant_id=month.utility.tenant_id):
        page = await invoices_of_customers([month.paid.customer_id], before=None, limit=10)
        states = {each.id: (await receipts.invoice_balance(invoice_id=each.id)).open_yen for each in page}
        cleared = await receipts.clearings_of_claims(month.paid.claim_ids)

    assert states.pop(month.paid.id) == 0
    assert all(yen > 0 for yen in states.values())
    assert sum(each.amount_yen for each in cleared) == month.paid.amount_yen
    assert {each.received_on for each in cleared} == {date(2025, 11, 28)}


async def test_a_second_round_changes_no_figure(month: Month, database: Servers) -> None:
    utility = month.utility
    before = await digests(database.admin_url, utility.tenant_id)

    again = await utility.deliver(utility.readings_until(date(2025, 12, 22)))
    same = await utility.bill(DECEMBER)
    other = await utility.bill(DECEMBER, key=f"second-{before['invoices'][:12]}")
    paid_again = await utility.pay(month.paid)

    after = await digests(database.admin_url, utility.tenant_id)
    assert not any(each.is_new for each in again)
    assert same == month.december
    assert (other.issued_count, other.due_count, other.amount_yen) == (0, 0, 0)
    assert paid_again is False
    changed = {table for table in before.keys() | after.keys() if before.get(table) != after.get(table)}
    assert changed <= MAY_MOVE, changed


async def test_projections_equal_the_facts(month: Month) -> None:
    async with tenant_transaction(tenant_id=month.utility.tenant_id):
        differing = await connection().fetchval(
            """
            select count(*) from claims c
            left join claim_balances b on b.tenant_id = c.tenant_id and b.claim_id = c.id
            left join lateral (
                select coalesce(sum(amount_yen), 0) as yen from clearings k
                where k.tenant_id = c.tenant_id and k.claim_id = c.id) f on true
            where coalesce(b.cleared_yen, 0) <> f.yen or coalesce(b.claim_yen, c.amount_yen) <> c.amount_yen
            """
        )
        live = await connection().fetch(
            """
            select (select count(*) from claims) as claims,
                   (select count(*) from live_invoice_claims) as invoiced,
                   (select count(*) from live_assessments) as live,
                   (select count(*) from assessments) as fixed
            """
        )

    assert differing == 0
    assert len(set(live[0].values())) == 1


def test_each_utility_bills_as_its_trade_does(months: dict[str, Month]) -> None:
    assert months["hinata_denki"].november.posting_month == NOVEMBER
    for pack in ("hinata_denki", "minori_gas"):
        supplied = [each for each in months[pack].utility.customers if each.started_on < NOVEMBER]
        assert months[pack].november.issued_count == len(supplied) > 0
    # Water is read every second month: nothing is due in December.
    assert months["aoba_suido"].november.issued_count > 0
    assert months["aoba_suido"].december.issued_count == 0


async def test_time_of_use_bills_are_made_of_half_hours_and_apartments_of_households(
    months: dict[str, Month],
) -> None:
    async with tenant_transaction(tenant_id=months["hinata_denki"].utility.tenant_id):
        channels = await connection().fetch(
            "select (select count(*) from jsonb_object_keys(determinants -> 'usage')) as n from assessments"
        )
    async with tenant_transaction(tenant_id=months["aoba_suido"].utility.tenant_id):
        households = await connection().fetchval(
            "select max((determinants ->> 'households')::int) from assessments"
        )

    assert {row["n"] for row in channels} == {1, 3}
    assert households > 1
