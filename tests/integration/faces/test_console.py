"""What staff see and may do, over HTTP, on months that were really billed."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import httpx
import pytest

from minamoto.foundation.audit.queries import newest_entries
from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.moments import JST
from minamoto.money.receipts import operations as receipts
from minamoto.money.receipts.model import NewReceipt, ReceiptMethod
from minamoto.supply.readings.model import ReadingKind, RegisterReading
from minamoto_adapters.handheld import reading_file as handheld
from testkit.clock import MovingClock
from testkit.onboarding import onboard
from testkit.servers import Servers
from testkit.tenants import TestTenant
from testkit.web import HEADERS, logged_in_staff, running_app

from .conftest import NOW, Utility


@pytest.fixture
async def client(database: Servers, denki: Utility, clock: MovingClock) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which an administrator of the electricity retailer is logged in."""
    async with running_app(database, clock) as browser:
        await logged_in_staff(browser, denki.tenant, clock, login_name=uuid.uuid4().hex)
        yield browser


@pytest.fixture
def api(denki: Utility) -> str:
    return f"/{denki.slug}/api/console"


async def read(client: httpx.AsyncClient, address: str, **query: str) -> Any:
    answer = await client.get(address, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def send(client: httpx.AsyncClient, address: str, **more: Any) -> httpx.Response:
    headers = {**HEADERS["console"], "Idempotency-Key": uuid.uuid4().hex, **more.pop("headers", {})}
    return await client.post(address, headers=headers, **more)


async def find(client: httpx.AsyncClient, api: str, q: str, **more: Any) -> Any:
    answer = await send(client, f"{api}/search", json={"q": q, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("q", "field"),
    [
        ("100000000003", "customer_number"),
        ("源田 花子", "name"),
        ("源田花", "name"),
        ("ゲンダハナコ", "kana"),
        ("げんだ はなこ", "kana"),
        ("03-0000-1002", "phone"),
        ("東京都見本区見本台３－３－３", "address"),
        ("見本台3-3-3", "address"),
        ("0300111122223333000003", "supply_point"),
        ("HS0000003", "meter"),
        ("hs0000003", "meter"),
        ("2026-0000003", "bill"),
    ],
)
async def test_the_one_search_box_takes_anything(
    client: httpx.AsyncClient, api: str, q: str, field: str
) -> None:
    found = await find(client, api, q)

    hit = next(each for each in found["items"] if each["number"] == "100000000003")
    assert field in hit["matched_on"]
    assert hit["name"] == "源田 花子"
    assert hit["supply_point_number"] == "0300111122223333000003"


async def test_a_search_comes_page_by_page_open_ones_first(client: httpx.AsyncClient, api: str) -> None:
    seen: list[str] = []
    cursor = None
    for _ in range(10):
        page = await find(client, api, "1000000000", status="all", limit=15, cursor=cursor)
        seen += [each["number"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == page["total"] == 40
    assert seen == sorted(seen)


async def test_two_digits_find_nobody(client: httpx.AsyncClient, api: str) -> None:
    assert (await find(client, api, "10"))["total"] == 0


async def test_the_customer_page_is_a_single_record(
    client: httpx.AsyncClient, api: str, denki: Utility
) -> None:
    hit = (await find(client, api, "100000000001"))["items"][0]

    page = await read(client, f"{api}/customers/{hit['customer_id']}")

    async with tenant_transaction(tenant_id=denki.tenant.tenant_id):
        trail = await newest_entries(act="customer-read", limit=1)
    assert [(each.act, each.subject_kind) for each in trail] == [("customer-read", "customer")]
    assert (page["number"], page["state"], page["party_kind"]) == ("100000000001", "open", "person")
    assert page["balance_yen"] == 8904 + 8532
    assert page["overdue_yen"] == 8904
    assert [each["role"] for each in page["roles"]] == ["user", "payer"]
    assert page["contracts"][0]["plan_name"] == "従量電灯B"
    assert page["contracts"][0]["attributes"] == [
        {"code": "ampere", "label": "契約アンペア", "value": "30 A"}
    ]
    (point,) = page["service_points"]
    assert point["meters"][0]["number"] == "HS0000001"
    assert page["counts"] == {"contracts": 1, "meters": 1, "bills": 2, "receipts": 0, "postings": 4}


async def test_the_ledger_runs_to_the_balance(client: httpx.AsyncClient, api: str) -> None:
    hit = (await find(client, api, "100000000002"))["items"][0]

    ledger = await read(client, f"{api}/customers/{hit['customer_id']}/ledger")

    assert ledger["balance_yen"] == hit["balance_yen"] > 0
    assert ledger["items"][0]["balance_yen"] == ledger["balance_yen"]
    assert {each["debit_account"] for each in ledger["items"]} == {"receivable.electricity"}


async def test_a_receipt_is_shown_with_the_bill_it_cleared(
    client: httpx.AsyncClient, api: str, denki: Utility
) -> None:
    hit = (await find(client, api, "100000000003"))["items"][0]
    oldest = (await read(client, f"{api}/customers/{hit['customer_id']}/bills"))["items"][-1]
    await _pay_oldest(denki, denki.customers["100000000003"], oldest["amount_yen"])

    page = await read(client, f"{api}/customers/{hit['customer_id']}/receipts")
    bills = await read(client, f"{api}/customers/{hit['customer_id']}/bills")

    (receipt,) = page["items"]
    assert (receipt["bill_id"], receipt["state"], receipt["method_name"]) == (
        oldest["id"],
        "cleared",
        "クレジットカード",
    )
    assert page["total_yen"] == oldest["amount_yen"]
    paid = bills["items"][-1]
    assert (paid["state"], paid["balance_yen"], paid["paid_on"]) == ("paid", 0, "2026-11-20")


async def _pay_oldest(denki: Utility, customer_id: int, amount_yen: int) -> None:
    async with tenant_transaction(tenant_id=denki.tenant_id):
        claim = await connection().fetchrow(
            "select id, payer_account_id from claims where tenant_id = $1 and customer_id = $2 order by id",
            denki.tenant_id,
            customer_id,
        )
        assert claim is not None
        receipt = NewReceipt(
            method=ReceiptMethod.CARD,
            reference=uuid.uuid4().hex,
            amount_yen=amount_yen,
            received_on=date(2026, 11, 20),
            payer_account_id=claim["payer_account_id"],
        )
        recorded = await receipts.record_receipt(receipt=receipt, now=NOW)
        await receipts.clear_claims(recorded=recorded, receipt=receipt, claim_ids=(claim["id"],), now=NOW)


async def test_a_bill_tells_staff_where_its_figures_came_from(client: httpx.AsyncClient, api: str) -> None:
    hit = (await find(client, api, "100000000001"))["items"][0]
    bill = (await read(client, f"{api}/customers/{hit['customer_id']}/bills"))["items"][0]

    shown = await read(client, f"{api}/bills/{bill['id']}")

    assert shown["bill"]["summary"] == bill
    (origin,) = shown["origins"]
    assert (origin["tariff_code"], origin["origin"]) == ("juryo-b", "run")
    run = await read(client, f"{api}/billing-runs/{shown['billing_run_id']}")
    assert (run["state"], run["posting_month"], run["result"]["bills_issued"]) == ("succeeded", "2026-11", 4)
    assert run["result"]["tax_yen"] > 0


async def test_the_first_screen_counts_what_waits(client: httpx.AsyncClient, api: str) -> None:
    home = await read(client, f"{api}/home")

    assert home["business_day"] == "2026-11-21"
    assert home["counts"]["customers_open"] == 40
    assert home["counts"]["bills_unpaid"] >= home["counts"]["bills_overdue"] >= 3
    # The rest of the confirmed usage that November's run could have billed
    assert home["counts"]["agreements_unbilled"] == 0
    assert home["latest_billing_run"]["posting_month"] == "2026-11"


async def test_another_tenants_ids_are_not_found(
    client: httpx.AsyncClient, api: str, database: Servers, suido: Utility, clock: MovingClock
) -> None:
    async with running_app(database, clock) as browser:
        await logged_in_staff(browser, suido.tenant, clock, login_name=uuid.uuid4().hex)
        theirs = (await find(browser, f"/{suido.slug}/api/console", "200000000002"))["items"][0]
        bills = await read(browser, f"/{suido.slug}/api/console/customers/{theirs['customer_id']}/bills")
        run = (await read(browser, f"/{suido.slug}/api/console/billing-runs"))["items"][0]

    answers = [
        await client.get(f"{api}/customers/{theirs['customer_id']}"),
        await client.get(f"{api}/bills/{bills['items'][0]['id']}"),
        await client.get(f"{api}/billing-runs/{run['id']}"),
        await client.get(f"{api}/jobs/{run['job_id']}"),
    ]
    assert [each.status_code for each in answers] == [404] * 4


class TestOnATenantOfItsOwn:
    """Acts that change something."""

    @pytest.fixture
    async def tenant(self, database: Servers) -> TestTenant:
        made = await onboard(database.admin_url, "hinata_denki", load=False)
        return TestTenant(made.tenant_id, made.slug)

    @pytest.fixture
    async def client(
        self, database: Servers, tenant: TestTenant, clock: MovingClock
    ) -> AsyncIterator[httpx.AsyncClient]:
        async with running_app(database, clock) as browser:
            await logged_in_staff(browser, tenant, clock)
            yield browser

    @pytest.fixture
    def api(self, tenant: TestTenant) -> str:
        return f"/{tenant.slug}/api/console"

    async def test_a_billing_run_is_started_and_watched(
        self, client: httpx.AsyncClient, api: str, tenant: TestTenant, clock: MovingClock
    ) -> None:
        begun = await send(client, f"{api}/billing-runs", json={"posting_month": "2026-11"})
        second = await send(client, f"{api}/billing-runs", json={"posting_month": "2026-11"})

        assert begun.status_code == 202, begun.text
        run = begun.json()
        assert (run["state"], run["services"], run["started_by"]) == ("queued", ["electricity"], "源田 職員")
        assert (second.status_code, second.json()["code"]) == (409, "billing-run-under-way")

        await jobs.drain(clock=clock, tenant_ids=[tenant.tenant_id])

        done = await read(client, f"{api}/billing-runs/{run['id']}")
        assert (done["state"], done["result"]["agreements_due"]) == ("succeeded", 0)
        job = await read(client, f"{api}/jobs/{run['job_id']}")
        assert (job["kind"], job["title"], job["state"]) == ("billing.run", "請求処理", "succeeded")
        listed = await read(client, f"{api}/billing-runs")
        assert [each["id"] for each in listed["items"]] == [run["id"]]

    async def test_the_same_key_starts_one_run(self, client: httpx.AsyncClient, api: str) -> None:
        key = {"Idempotency-Key": uuid.uuid4().hex}

        first = await send(client, f"{api}/billing-runs", json={"posting_month": "2026-11"}, headers=key)
        again = await send(client, f"{api}/billing-runs", json={"posting_month": "2026-11"}, headers=key)

        assert first.json()["id"] == again.json()["id"]

    async def test_a_file_of_an_unknown_kind_is_kept_and_quarantined(
        self, client: httpx.AsyncClient, api: str, tenant: TestTenant, clock: MovingClock
    ) -> None:
        sent = await send(
            client,
            f"{api}/inbox-messages",
            data={"kind": "nobody.knows.v1"},
            files={"file": ("nazo.csv", b"1,2,3\n", "text/csv")},
        )
        again = await send(
            client,
            f"{api}/inbox-messages",
            data={"kind": "nobody.knows.v1"},
            files={"file": ("nazo.csv", b"1,2,3\n", "text/csv")},
        )

        assert sent.status_code == 202, sent.text
        assert (sent.json()["state"], again.json()["state"]) == ("received", "duplicate")
        assert again.json()["duplicate_of_id"] == sent.json()["id"]

        await jobs.drain(clock=clock, tenant_ids=[tenant.tenant_id])

        message = await read(client, f"{api}/inbox-messages/{sent.json()['id']}")
        assert message["state"] == "quarantined"
        assert message["error"]["message"]
        listed = await read(client, f"{api}/inbox-messages", state="quarantined")
        assert [each["id"] for each in listed["items"]] == [message["id"]]
        replayed = await send(client, f"{api}/inbox-messages/{message['id']}/replay")
        assert (replayed.status_code, replayed.json()["state"]) == (202, "received")

    async def test_what_a_file_cannot_bring_in_is_parked_with_its_line(
        self, database: Servers, clock: MovingClock
    ) -> None:
        made = await onboard(database.admin_url, "aoba_suido")
        tenant = TestTenant(made.tenant_id, made.slug)
        api = f"/{tenant.slug}/api/console"
        async with running_app(database, clock) as browser:
            await logged_in_staff(browser, tenant, clock)

            sent = await send(
                browser,
                f"{api}/inbox-messages",
                data={"kind": "handheld.readings.v1"},
                files={"file": ("kenshin.csv", _readings(), "text/csv")},
            )
            await jobs.drain(clock=clock, tenant_ids=[tenant.tenant_id])

            message = await read(browser, f"{api}/inbox-messages/{sent.json()['id']}")
            parked = await read(browser, f"{api}/parked-records", message_id=message["id"])
            hit = (await find(browser, api, "200000000001"))["items"][0]
            page = await read(browser, f"{api}/customers/{hit['customer_id']}")
            replayed = await send(browser, f"{api}/inbox-messages/{message['id']}/replay")

        assert message["state"] == "partly_applied"
        assert message["kind_name"] == "検針端末の検針データ"
        assert (message["records_total"], message["records_applied"], message["records_parked"]) == (3, 2, 1)
        (record,) = parked["items"]
        assert (record["supply_point_number"], record["state"]) == ("WM9999999", "parked")
        assert record["reason"]
        (newest, older) = page["service_points"][0]["meters"][0]["readings"]
        assert (newest["value"], newest["quantity"], newest["kind_name"]) == ("693", "21", "定例検針")
        assert (older["value"], older["quantity"]) == ("672", None)
        assert replayed.status_code == 202

    async def test_nothing_is_parked_at_a_new_tenant(self, client: httpx.AsyncClient, api: str) -> None:
        assert await read(client, f"{api}/parked-records") == {"items": [], "total": 0, "next_cursor": None}
        offered = await read(client, f"{api}/inbox-kinds")
        # an electricity retailer is offered what transmission operators send, and no handheld
        kinds = {each["kind"] for each in offered["items"]}
        assert "electricity.confirmed-usage.v1" in kinds
        assert not any(each.startswith("handheld.") for each in kinds)

    async def test_jobs_come_newest_first_page_by_page(
        self, client: httpx.AsyncClient, api: str, tenant: TestTenant
    ) -> None:
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            for minute in range(3):
                await jobs.request_job(
                    name="mihon.work",
                    idempotency_key=f"work-{minute}",
                    arguments={},
                    now=datetime(2026, 11, 21, 8, minute, tzinfo=JST),
                )

        first = await read(client, f"{api}/jobs", limit="2")
        rest = await read(client, f"{api}/jobs", limit="2", cursor=first["next_cursor"])

        moments = [each["created_at"] for each in first["items"] + rest["items"]]
        assert moments == [f"2026-11-21T08:0{minute}:00+09:00" for minute in (2, 1, 0)]
        assert rest["next_cursor"] is None


def _readings() -> bytes:
    """Two readings of one meter, and one of a meter that nobody has."""
    return handheld.write(
        [
            RegisterReading("water", serial, None, read_on, value, 0, ReadingKind.REGULAR)
            for serial, read_on, value in (
                ("WM0000001", date(2026, 9, 8), 672),
                ("WM0000001", date(2026, 11, 8), 693),
                ("WM9999999", date(2026, 11, 8), 100),
            )
        ]
    )


async def test_a_clerk_without_the_right_is_refused(
    database: Servers, denki: Utility, clock: MovingClock, api: str
) -> None:
    async with running_app(database, clock) as browser:
        await logged_in_staff(browser, denki.tenant, clock, roles=(), login_name=uuid.uuid4().hex)

        answer = await send(browser, f"{api}/search", json={"q": "源田"})

    assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted")
