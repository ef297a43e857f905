"""Customer numbers, agreements and their terms: dated, never overwritten, one of each number."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from integration.money.books import NOW, OPENED, Books, open_agreements, open_books, rows
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.errors import NotFound
from minamoto.supply.accounts import operations as accounts
from minamoto.supply.accounts import queries as account_queries
from minamoto.supply.accounts.model import NewPayerAccount, PayerMethod
from minamoto.supply.contracts import operations, queries
from minamoto.supply.contracts.model import NewCustomer
from minamoto.supply.meters import operations as meters
from minamoto.supply.meters.model import NewInstallation, NewMeter
from minamoto.supply.parties import operations as parties
from minamoto.supply.parties import queries as party_queries
from minamoto.supply.parties.model import NewParty, PartyKind
from minamoto.supply.premises import operations as premises
from minamoto.supply.premises.model import NewServicePoint, Service
from testkit.tenants import TestTenant


@pytest.fixture
async def books(tenant: TestTenant) -> Books:
    return await open_books(tenant.tenant_id)


async def _premises_of(books: Books) -> int:
    ((found,),) = await rows(
        books.tenant_id, "select premises_id from customers where id = $1", books.customer_id
    )
    assert isinstance(found, int)
    return found


async def _second_agreement(books: Books) -> int:
    place = await _premises_of(books)
    async with tenant_transaction(tenant_id=books.tenant_id):
        (found,) = await open_agreements(books.customer_id, place, "A2")
    return found


async def test_terms_of_a_day_are_those_in_force_then(books: Books) -> None:
    async with tenant_transaction(tenant_id=books.tenant_id):
        await operations.change_terms(
            agreement_id=books.agreement_id, valid_from=date(2026, 6, 1), tariff_code="juryo-b",
            attributes={"ampere": 60}, now=NOW,
        )  # fmt: skip
        seen = {
            day: (await queries.agreements_by_id([books.agreement_id], day))[books.agreement_id].attributes
            for day in (date(2026, 5, 31), date(2026, 6, 1), date(2025, 1, 1))
        }

    assert [each["ampere"] for each in seen.values()] == [30, 60, 30]


async def test_an_agreement_closes_once_and_takes_no_terms_after(books: Books) -> None:
    closed_on = date(2026, 9, 15)
    async with tenant_transaction(tenant_id=books.tenant_id):
        await operations.close_agreement(agreement_id=books.agreement_id, closed_on=closed_on, now=NOW)
        with pytest.raises(operations.AgreementClosed):
            await operations.close_agreement(agreement_id=books.agreement_id, closed_on=closed_on, now=NOW)
        with pytest.raises(operations.AgreementClosed):
            await operations.change_terms(
                agreement_id=books.agreement_id, valid_from=closed_on, tariff_code="x", attributes={}, now=NOW
            )
        (agreement,) = await queries.agreements_of([books.customer_id], closed_on)
        customer = (await queries.customers_by_id([books.customer_id]))[books.customer_id]

    assert (agreement.state, agreement.closed_on, customer.closed_on) == ("closed", closed_on, closed_on)


async def test_an_agreement_cannot_end_before_it_begins_nor_have_terms_before(books: Books) -> None:
    async with tenant_transaction(tenant_id=books.tenant_id):
        with pytest.raises(operations.ClosedBeforeItBegan):
            await operations.close_agreement(agreement_id=books.agreement_id, closed_on=OPENED, now=NOW)
        with pytest.raises(operations.TermsBeforeStart):
            await operations.change_terms(
                agreement_id=books.agreement_id, valid_from=date(2026, 1, 2), tariff_code="juryo-b",
                attributes={}, now=NOW,
            )  # fmt: skip


async def test_a_customer_closes_on_the_latest_day_whichever_was_recorded_first(books: Books) -> None:
    second = await _second_agreement(books)

    async with tenant_transaction(tenant_id=books.tenant_id):
        await operations.close_agreement(agreement_id=second, closed_on=date(2026, 10, 20), now=NOW)
        await operations.close_agreement(
            agreement_id=books.agreement_id, closed_on=date(2026, 10, 10), now=NOW
        )

    assert await rows(books.tenant_id, "select closed_on from customers") == [(date(2026, 10, 20),)]


async def test_two_agreements_that_close_at_once_close_the_customer(books: Books) -> None:
    second = await _second_agreement(books)

    async def close(agreement: int) -> None:
        async with tenant_transaction(tenant_id=books.tenant_id):
            await operations.close_agreement(agreement_id=agreement, closed_on=date(2026, 10, 10), now=NOW)

    await asyncio.gather(close(books.agreement_id), close(second))

    assert await rows(books.tenant_id, "select closed_on from customers") == [(date(2026, 10, 10),)]


async def test_every_number_is_taken_once(books: Books) -> None:
    place = await _premises_of(books)
    ((party,),) = await rows(books.tenant_id, "select party_id from customers")
    assert isinstance(party, int)

    async with tenant_transaction(tenant_id=books.tenant_id):
        with pytest.raises(operations.CustomerNumberTaken):
            await operations.open_customers(
                customers=[NewCustomer("C1", party, place, books.payer_account_id, OPENED)], now=NOW
            )
        with pytest.raises(accounts.PayerNumberTaken):
            await accounts.open_payer_accounts(
                accounts=[NewPayerAccount("P1", party, OPENED, PayerMethod.CARD)], now=NOW
            )
        with pytest.raises(premises.PointNumberTaken):
            await premises.record_service_points(
                points=[NewServicePoint(place, Service.ELECTRICITY, "point-A1", 3, OPENED)], now=NOW
            )
        with pytest.raises(operations.AgreementNumberTaken):
            await _agreement_again(books)
        # Refusals inside the transaction undo themselves alone: what stood before still stands.
        assert await connection().fetchval("select count(*) from customers") == 1


async def _agreement_again(books: Books) -> None:
    from minamoto.supply.contracts.model import NewAgreement

    point = await connection().fetchval("select id from service_points")
    await operations.open_agreements(
        agreements=[NewAgreement(books.customer_id, "electricity", point, "A1", OPENED, "juryo-b")], now=NOW
    )


async def test_a_meter_hangs_in_one_place_at_a_time(books: Books) -> None:
    async with tenant_transaction(tenant_id=books.tenant_id):
        point = await connection().fetchval("select id from service_points")
        meter = NewMeter(serial="WM1", service="water", digits=4, scale=0, certified_until=None)
        (number,) = await meters.record_meters(meters=[meter], now=NOW)
        installation = NewInstallation(
            meter_id=number, service_point_id=point, installed_on=OPENED, initial_value=0
        )
        await meters.install_meters(installations=[installation], now=NOW)

        with pytest.raises(meters.MeterStillInstalled):
            await meters.install_meters(installations=[installation], now=NOW)
        with pytest.raises(meters.MeterSerialTaken):
            await meters.record_meters(meters=[meter], now=NOW)


async def test_the_way_of_paying_changes_from_a_day_on(books: Books) -> None:
    async with tenant_transaction(tenant_id=books.tenant_id):
        await accounts.change_payer_method(
            payer_account_id=books.payer_account_id, method=PayerMethod.DIRECT_DEBIT,
            valid_from=date(2026, 6, 1), now=NOW,
        )  # fmt: skip
        found = [
            (await account_queries.payer_accounts_on([books.payer_account_id], day))[
                books.payer_account_id
            ].method
            for day in (date(2026, 5, 31), date(2026, 6, 1))
        ]

    assert found == ["payment_slip", "direct_debit"]


async def test_names_are_found_by_any_writing_of_them(books: Books) -> None:
    from minamoto.foundation.formats.kana import search_kana, search_name

    async with tenant_transaction(tenant_id=books.tenant_id):
        await parties.record_parties(
            parties=[
                NewParty(PartyKind.COMPANY, "見本商店", "ミホンショウテン", OPENED, phone="03-0000-1234")
            ],
            now=NOW,
        )
        found = [
            len(
                await party_queries.search_parties(
                    name_search=search_name(name), kana_search=search_kana(kana), phone_search=phone, limit=9
                )
            )
            for name, kana, phone in [
                ("源田", "", ""), ("", "げんだ", ""), ("", "ｹﾞﾝﾀﾞ", ""), ("", "", "0300001234"),
                ("存在しない", "", ""), ("", "", ""),
            ]
        ]  # fmt: skip

    assert found == [1, 1, 1, 1, 0, 0]


async def test_another_tenants_rows_are_not_found(books: Books, other_tenant: TestTenant) -> None:
    async with tenant_transaction(tenant_id=other_tenant.tenant_id):
        assert await queries.customers_by_id([books.customer_id]) == {}
        assert await queries.agreements_by_id([books.agreement_id], OPENED) == {}
        assert await account_queries.payer_accounts_on([books.payer_account_id], OPENED) == {}
        assert await queries.customer_by_number("C1") is None
        with pytest.raises(NotFound):
            await operations.close_agreement(
                agreement_id=books.agreement_id, closed_on=date(2026, 9, 1), now=NOW
            )
