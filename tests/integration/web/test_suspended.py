"""A suspended utility: people read a page, programs a problem, and a processor's message is taken in."""

from __future__ import annotations

import pytest
from litestar import post

from minamoto_tenants.onboarding.directory import set_state
from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.tenants import TestTenant
from testkit.web import running_app


@post("/{slug:str}/webhooks/sample", opt={"public": "a test", "transaction": "none", "while_suspended": True})
async def sample_webhook() -> None:
    """Take a message in."""


@pytest.fixture
async def suspended(database: Servers, tenant: TestTenant) -> TestTenant:
    await set_state(admin_url=database.admin_url, slug=tenant.slug, state="suspended")
    return tenant


async def test_a_household_reads_a_page(database: Servers, suspended: TestTenant, clock: MovingClock) -> None:
    async with running_app(database, clock) as client:
        page = await client.get(f"/{suspended.slug}/mypage/", headers={"accept": "text/html"})
        unknown = await client.get("/nobody-here/mypage/", headers={"accept": "text/html"})

    assert (page.status_code, unknown.status_code) == (503, 404)
    assert page.headers["content-type"].startswith("text/html")
    assert "ただいまサービスを停止しています" in page.text
    assert unknown.headers["content-type"].startswith("text/html")


async def test_a_program_reads_a_problem(
    database: Servers, suspended: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        answer = await client.get(f"/{suspended.slug}/api/mypage/session", headers={"accept": "text/html"})

    assert answer.status_code == 503
    assert answer.json()["code"] == "tenant-not-serving"


async def test_what_must_not_be_lost_comes_in(
    database: Servers, suspended: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock, routes=(sample_webhook,)) as client:
        answer = await client.post(f"/{suspended.slug}/webhooks/sample")

    assert answer.status_code == 201
