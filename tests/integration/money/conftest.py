"""Books of a fresh tenant."""

from __future__ import annotations

import pytest

from integration.money.books import Books, open_books
from testkit.tenants import TestTenant


@pytest.fixture
async def books(tenant: TestTenant) -> Books:
    return await open_books(tenant.tenant_id)
