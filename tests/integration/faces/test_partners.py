"""What another company's program may read and hand over."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import httpx
import pytest

from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.web import partner_token, running_app

from .conftest import Utility


@pytest.fixture
async def client(database: Servers, clock: MovingClock) -> AsyncIterator[httpx.AsyncClient]:
    async with running_app(database, clock) as browser:
        yield browser


@pytest.fixture
def api(denki: Utility) -> str:
    return f"/{denki.slug}/api/partners/v1"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_bills_come_with_their_lines(
    client: httpx.AsyncClient, denki: Utility, clock: MovingClock, api: str
) -> None:
    token = await partner_token(client, denki.tenant, clock)

    answer = await client.get(f"{api}/customers/100000000001/bills", headers=bearer(token))

    assert answer.status_code == 200, answer.text
    newest = answer.json()["items"][0]
    assert newest["amount_yen"] == 8532
    assert {line["code"] for line in newest["lines"]} == {"basic", "energy", "fuel", "levy"}


async def test_usage_comes_by_day(
    client: httpx.AsyncClient, denki: Utility, clock: MovingClock, api: str
) -> None:
    token = await partner_token(client, denki.tenant, clock)

    answer = await client.get(
        f"{api}/customers/100000000001/usage",
        params={"grain": "day", "from": "2026-11-19", "to": "2026-11-21"},
        headers=bearer(token),
    )

    assert [each["quantity"] for each in answer.json()["points"]] == ["9.6", "9.6"]


async def test_an_unknown_number_is_not_found(
    client: httpx.AsyncClient, denki: Utility, clock: MovingClock, api: str
) -> None:
    token = await partner_token(client, denki.tenant, clock)

    answer = await client.get(f"{api}/customers/999999999999/bills", headers=bearer(token))

    assert answer.status_code == 404


async def test_a_scope_that_was_not_given_is_refused(
    client: httpx.AsyncClient, denki: Utility, clock: MovingClock, api: str
) -> None:
    token = await partner_token(client, denki.tenant, clock, scopes=("usage:read",))

    answer = await client.get(f"{api}/customers/100000000001/bills", headers=bearer(token))

    assert answer.status_code == 403


async def test_a_file_can_be_handed_over_and_only_its_sender_sees_it(
    client: httpx.AsyncClient, denki: Utility, clock: MovingClock, api: str
) -> None:
    token = await partner_token(client, denki.tenant, clock)
    another = await partner_token(client, denki.tenant, clock)
    content = uuid.uuid4().bytes

    sent = await client.post(
        f"{api}/readings-files",
        data={"kind": "nobody.knows.v1"},
        files={"file": ("readings.zip", content, "application/zip")},
        headers={**bearer(token), "Idempotency-Key": uuid.uuid4().hex},
    )
    again = await client.post(
        f"{api}/readings-files",
        data={"kind": "nobody.knows.v1"},
        files={"file": ("readings.zip", content, "application/zip")},
        headers={**bearer(token), "Idempotency-Key": uuid.uuid4().hex},
    )

    assert sent.status_code == 202, sent.text
    assert (sent.json()["state"], again.json()["state"]) == ("received", "duplicate")
    address = f"{api}/readings-files/{sent.json()['id']}"
    assert (await client.get(address, headers=bearer(token))).json()["sha256"] == sent.json()["sha256"]
    assert (await client.get(address, headers=bearer(another))).status_code == 404
