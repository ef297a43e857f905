"""What a customer sees and may do, over HTTP, on a month that was really billed."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any, Literal

import httpx
import pytest

from minamoto.faces.mypage.ports import StartedPayment
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.kernel.errors import Language
from minamoto.money.receipts import operations as receipts
from minamoto.money.receipts import queries as balances
from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.web import HEADERS, logged_in_customer, running_app

from .conftest import Utility

PLAIN = "100000000001"
OTHER = "100000000002"
BY_TIME = "100000000004"


class FakeDocuments:
    """Gives a file that names the invoice."""

    async def bill_pdf(self, *, invoice_id: int, language: Language, now: datetime) -> bytes:  # noqa: ARG002 - the port
        return f"%PDF bill {invoice_id}".encode()

    async def usage_notice_pdf(self, *, invoice_id: int, language: Language, now: datetime) -> bytes:  # noqa: ARG002 - the port
        return f"%PDF notice {invoice_id}".encode()


class FakePayments:
    """Notes a real attempt and sends the browser to a made-up processor."""

    def __init__(self) -> None:
        self.returned_to = ""

    async def start(
        self,
        *,
        tenant_id: int,
        invoice_id: int,
        method: Literal["card", "convenience_store"],
        return_path: Callable[[int], str],
        idempotency_key: str,
        now: datetime,
    ) -> StartedPayment:
        async with tenant_transaction(tenant_id=tenant_id):
            balance = await balances.invoice_balance(invoice_id=invoice_id)
            attempt, _ = await receipts.start_attempt(
                invoice_id=invoice_id,
                invoice_fiscal_year=balance.fiscal_year,
                processor="mihon-pay",
                method=method,
                amount_yen=balance.open_yen,
                idempotency_key=idempotency_key,
                now=now,
            )
        self.returned_to = return_path(attempt.attempt_id)
        return StartedPayment(attempt.attempt_id, "started", "https://pay.example.jp/checkout/1")


@pytest.fixture
def payments() -> FakePayments:
    return FakePayments()


@pytest.fixture
async def client(
    database: Servers, denki: Utility, clock: MovingClock, payments: FakePayments
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which the customer of two contracts is logged in."""
    services = {"bill_documents": FakeDocuments(), "bill_payments": payments}
    async with running_app(database, clock, services=services) as browser:
        await logged_in_customer(
            browser,
            denki.tenant,
            clock,
            customer_ids=[denki.customers[PLAIN], denki.customers[BY_TIME]],
            email=f"{uuid.uuid4().hex}@example.jp",
        )
        yield browser


@pytest.fixture
def api(denki: Utility) -> str:
    return f"/{denki.slug}/api/mypage"


async def read(client: httpx.AsyncClient, address: str, **query: str) -> Any:
    answer = await client.get(address, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def customer_id(client: httpx.AsyncClient, api: str, number: str) -> str:
    found = await read(client, f"{api}/customers")
    return next(str(each["id"]) for each in found["items"] if each["number"] == number)


async def test_the_first_screen_answers_how_much_what_is_owed_and_what_is_wrong(
    client: httpx.AsyncClient, api: str
) -> None:
    chosen = await customer_id(client, api, PLAIN)

    home = await read(client, f"{api}/home", customer=chosen)

    # half hours of 0.2 kWh from 3 to 20 November: 18 days of 9.6 kWh, now, a year and a period before
    usage = home["usage"][0]
    assert (usage["quantity"], usage["last_year_quantity"], usage["previous_period_quantity"]) == (
        "172.8",
        "172.8",
        "172.8",
    )
    assert usage["counted"]["last_day"] == "2026-11-20"
    # 8,904 yen of October fell due on 19 November
    assert home["owed"]["overdue_yen"] == 8904
    assert home["owed"]["total_yen"] == 8904 + 8532
    assert home["owed"]["next_due_on"] == "2026-12-21"
    assert [each["code"] for each in home["alerts"]] == ["bill-overdue"]
    assert "8,904円" in home["alerts"][0]["message"]
    assert home["latest_bill"]["amount_yen"] == 8532


async def test_texts_come_in_the_language_asked_for(client: httpx.AsyncClient, api: str) -> None:
    answer = await client.get(f"{api}/home", headers={"accept-language": "en"})

    home = answer.json()
    assert home["customer"]["payment_method_name"] in {"Payment slip", "Credit card", "Direct debit"}


async def test_a_bill_explains_itself_to_the_yen(client: httpx.AsyncClient, api: str) -> None:
    chosen = await customer_id(client, api, PLAIN)
    newest = (await read(client, f"{api}/bills", customer=chosen))["items"][0]

    bill = await read(client, f"{api}/bills/{newest['id']}")

    (claim,) = bill["claims"]
    lines = {line["code"]: line for line in claim["lines"]}
    # 30 A, 248 kWh: 935.25 + 120 × 29.80 + 128 × 36.40 - 248 × 6.75, and the levy of 4.18 cut below one yen
    assert claim["contract_size"] == "契約アンペア 30 A"
    assert lines["basic"]["amount_yen_exact"] == "935.25"
    assert [step["amount_yen_exact"] for step in lines["energy"]["steps"]] == ["3576.00", "4659.20"]
    assert (lines["fuel"]["kind"], lines["fuel"]["amount_yen_exact"]) == ("adjustment", "-1674.00")
    assert (lines["levy"]["kind"], lines["levy"]["amount_yen"]) == ("levy", 1036)
    assert "minimum" not in lines
    assert bill["summary"]["amount_yen"] == int(935.25 + 3576 + 4659.2 - 1674) + 1036
    assert bill["taxes"] == [{"rate_percent": "10", "amount_including_tax_yen": 8532, "tax_yen": 775}]


async def test_a_bill_says_what_changed_since_the_last_one(client: httpx.AsyncClient, api: str) -> None:
    chosen = await customer_id(client, api, PLAIN)
    newest, before = (await read(client, f"{api}/bills", customer=chosen))["items"]

    change = (await read(client, f"{api}/bills/{newest['id']}"))["change"]

    assert change["previous_bill_id"] == before["id"]
    assert change["difference_yen"] == 8532 - 8904
    assert change["sentence"] == "前回より372円減りました。使用量が12kWh減ったことが主な理由です。"


async def test_bills_come_page_by_page_with_nothing_twice(client: httpx.AsyncClient, api: str) -> None:
    seen: list[str] = []
    cursor = None
    for _ in range(10):
        page = await read(client, f"{api}/bills", limit="1", **({"cursor": cursor} if cursor else {}))
        seen += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == page["total"] == 4


async def test_a_made_up_cursor_is_refused(client: httpx.AsyncClient, api: str) -> None:
    answer = await client.get(f"{api}/bills", params={"cursor": "20261120~inv_0000000000000"})

    assert (answer.status_code, answer.json()["code"]) == (400, "wrong-cursor")


async def test_half_hours_carry_the_bands_of_a_time_of_use_plan(client: httpx.AsyncClient, api: str) -> None:
    chosen = await customer_id(client, api, BY_TIME)

    series = await read(
        client,
        f"{api}/usage",
        customer=chosen,
        grain="half_hour",
        **{"from": "2026-11-20", "to": "2026-11-21"},
    )

    assert len(series["points"]) == 48
    assert series["points"][0]["starts_at"] == "2026-11-20T00:00:00+09:00"
    assert series["points"][0]["bands"][0]["band"] == "night"
    assert series["points"][20]["bands"][0]["band"] == "day"
    assert {each["band"]: each["quantity"] for each in series["total_bands"]} == {
        "night": "3.2",
        "day": "6.4",
    }
    assert series["total_last_year_quantity"] == "9.6"


async def test_days_without_values_are_shown_as_missing(client: httpx.AsyncClient, api: str) -> None:
    chosen = await customer_id(client, api, PLAIN)

    series = await read(
        client, f"{api}/usage", customer=chosen, grain="day", **{"from": "2026-11-19", "to": "2026-11-23"}
    )

    assert [each["state"] for each in series["points"]] == ["measured", "measured", "missing", "missing"]
    assert series["total_quantity"] == "19.2"


async def test_months_are_bills_with_their_yen(client: httpx.AsyncClient, api: str) -> None:
    chosen = await customer_id(client, api, PLAIN)

    series = await read(client, f"{api}/usage", customer=chosen, grain="month")

    assert [(each["quantity"], each["amount_yen"]) for each in series["points"]] == [
        ("260", 8904),
        ("248", 8532),
    ]


async def test_usage_comes_as_a_file_for_spreadsheets(client: httpx.AsyncClient, api: str) -> None:
    chosen = await customer_id(client, api, PLAIN)

    answer = await client.get(f"{api}/usage.csv", params={"customer": chosen, "grain": "month"})

    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][2] == "使用量（kWh）"
    assert [row[2] for row in rows[1:]] == ["260", "248"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"grain": "half_hour", "from": "2026-01-01", "to": "2026-11-01"}, "span-too-long"),
        ({"grain": "day", "from": "2026-11-02", "to": "2026-11-02"}, "empty-span"),
    ],
)
async def test_a_span_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, api: str, query: dict[str, str], code: str
) -> None:
    answer = await client.get(f"{api}/usage", params=query)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_water_and_sewer_stand_on_one_bill_as_two_claims(
    database: Servers, suido: Utility, clock: MovingClock
) -> None:
    async with running_app(database, clock) as browser:
        await logged_in_customer(browser, suido.tenant, clock, customer_ids=[suido.customers["200000000002"]])
        api = f"/{suido.slug}/api/mypage"
        (row,) = (await read(browser, f"{api}/bills"))["items"]

        bill = await read(browser, f"{api}/bills/{row['id']}")
        fine = await browser.get(f"{api}/usage", params={"grain": "half_hour"})

    # Tokyo's own example: 59 m³ of two months through 20 mm
    assert {each["service"]: each["amount_yen"] for each in bill["claims"]} == {"water": 9038, "sewer": 7062}
    assert bill["summary"]["usage"][0] == {"service": "water", "quantity": "59", "unit": "m3"}
    assert (fine.status_code, fine.json()["code"]) == (400, "grain-not-known")


async def test_documents_are_shown_in_the_browser(client: httpx.AsyncClient, api: str) -> None:
    bill = (await read(client, f"{api}/bills"))["items"][0]

    paper = await client.get(f"{api}/bills/{bill['id']}/pdf")
    notice = await client.get(f"{api}/bills/{bill['id']}/usage-notice-pdf")

    assert paper.headers["content-type"] == "application/pdf"
    assert paper.headers["content-disposition"] == f'inline; filename="bill-{bill["number"]}.pdf"'
    assert paper.content.startswith(b"%PDF bill")
    assert notice.content.startswith(b"%PDF notice")


async def test_a_payment_is_begun_and_can_be_followed(
    client: httpx.AsyncClient, api: str, denki: Utility, payments: FakePayments
) -> None:
    bill = (await read(client, f"{api}/bills"))["items"][0]

    begun = await client.post(
        f"{api}/bills/{bill['id']}/payments",
        json={"return_path": f"/{denki.slug}/mypage/bills/{bill['id']}"},
        headers={**HEADERS["mypage"], "Idempotency-Key": uuid.uuid4().hex},
    )

    assert begun.status_code == 201, begun.text
    assert begun.json()["redirect_url"] == "https://pay.example.jp/checkout/1"
    assert payments.returned_to.endswith(f"?payment={begun.json()['payment_id']}")
    payment = await read(client, f"{api}/payments/{begun.json()['payment_id']}")
    assert (payment["bill_id"], payment["amount_yen"], payment["state"]) == (
        bill["id"],
        bill["amount_yen"],
        "started",
    )


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        ({"return_path": "/x/mypage/"}, {}, "idempotency-key-missing"),
        ({"return_path": "https://elsewhere.example/"}, {"Idempotency-Key": "12345678"}, "invalid-input"),
        ({"return_path": "//elsewhere.example/x"}, {"Idempotency-Key": "12345678"}, "invalid-input"),
        ({"return_path": "/another/mypage/"}, {"Idempotency-Key": "12345678"}, "return-path-elsewhere"),
    ],
)
async def test_a_payment_needs_a_key_and_a_path_of_this_site(
    client: httpx.AsyncClient, api: str, body: dict[str, str], headers: dict[str, str], code: str
) -> None:
    bill = (await read(client, f"{api}/bills"))["items"][0]

    answer = await client.post(
        f"{api}/bills/{bill['id']}/payments", json=body, headers={**HEADERS["mypage"], **headers}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_what_belongs_to_somebody_else_is_not_found(
    client: httpx.AsyncClient, database: Servers, denki: Utility, clock: MovingClock, api: str
) -> None:
    async with running_app(database, clock) as browser:
        await logged_in_customer(
            browser,
            denki.tenant,
            clock,
            customer_ids=[denki.customers[OTHER]],
            email=f"{uuid.uuid4().hex}@example.jp",
        )
        theirs = (await read(browser, f"{api}/bills"))["items"][0]

    addresses = [
        f"{api}/bills/{theirs['id']}",
        f"{api}/bills/{theirs['id']}/pdf",
        f"{api}/home?customer={theirs['customer_id']}",
        f"{api}/usage?customer={theirs['customer_id']}",
        f"{api}/bills?customer={theirs['customer_id']}",
    ]
    answers = [await client.get(address) for address in addresses]
    assert [each.status_code for each in answers] == [404] * len(addresses)


async def test_another_tenants_ids_are_not_found(
    client: httpx.AsyncClient, database: Servers, suido: Utility, clock: MovingClock, api: str
) -> None:
    async with running_app(database, clock) as browser:
        await logged_in_customer(
            browser,
            suido.tenant,
            clock,
            customer_ids=[suido.customers["200000000002"]],
            email=f"{uuid.uuid4().hex}@example.jp",
        )
        theirs = (await read(browser, f"/{suido.slug}/api/mypage/bills"))["items"][0]

    answers = [
        await client.get(f"{api}/bills/{theirs['id']}"),
        await client.get(f"{api}/home", params={"customer": theirs["customer_id"]}),
    ]
    assert [each.status_code for each in answers] == [404, 404]


async def test_a_login_without_a_customer_number_is_told_so(
    database: Servers, denki: Utility, clock: MovingClock, api: str
) -> None:
    async with running_app(database, clock) as browser:
        await logged_in_customer(browser, denki.tenant, clock, email=f"{uuid.uuid4().hex}@example.jp")

        answer = await browser.get(f"{api}/home")

    assert (answer.status_code, answer.json()["code"]) == (404, "no-customer-number")
