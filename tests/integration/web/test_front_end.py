"""The built front ends: pages, assets that may be kept, and nothing from outside their folders."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.tenants import TestTenant
from testkit.web import running_app


@pytest.fixture
async def site(
    database: Servers, tenant: TestTenant, clock: MovingClock, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    for app in ("portal", "console"):
        dist = tmp_path / "portal_frontend" / "apps" / app / "dist"
        (dist / "assets").mkdir(parents=True)
        (dist / "index.html").write_text(f"<title>{app}</title>", "utf-8")
        (dist / "assets" / f"{app}-1a2b.js").write_text("export {}", "utf-8")
    (tmp_path / "portal_frontend" / "secret.txt").write_text("secret", "utf-8")
    async with running_app(database, clock, folder=tmp_path) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("", "portal"),
        ("/", "portal"),
        ("/mypage/bills/inv_0", "portal"),
        ("/mypage/password-reset", "portal"),
        ("/console", "console"),
        ("/console/", "console"),
        ("/console/customers/cus_0", "console"),
    ],
)
async def test_every_page_address_serves_its_front_end(
    site: httpx.AsyncClient, tenant: TestTenant, path: str, title: str
) -> None:
    answer = await site.get(f"/{tenant.slug}{path}")

    assert answer.text == f"<title>{title}</title>"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


async def test_assets_may_be_kept_for_good(site: httpx.AsyncClient) -> None:
    answer = await site.get("/assets/portal/portal-1a2b.js")

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/portal/../../../../secret.txt",
        "/assets/portal/%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "/assets/portal//etc/passwd",
        "/assets/portal/console-1a2b.js",
        "/assets/portal/index.html",
        "/assets/portal/assets",
        "/assets/portal/%00",
    ],
)
async def test_nothing_else_is_served(site: httpx.AsyncClient, path: str) -> None:
    answer = await site.get(path)

    assert answer.status_code in {400, 404}
    assert "secret" not in answer.text


async def test_an_address_of_no_tenant_is_not_found(site: httpx.AsyncClient, tenant: TestTenant) -> None:
    pages = [await site.get(path) for path in ("/nowhere", "/nowhere/console", f"/{tenant.slug}/api/nothing")]

    assert [each.status_code for each in pages] == [404, 404, 404]


async def test_the_first_page_names_the_tenants(site: httpx.AsyncClient, tenant: TestTenant) -> None:
    page = (await site.get("/")).text

    assert f'<a href="/{tenant.slug}/">' in page
    assert f'<a href="/{tenant.slug}/console/">' in page
