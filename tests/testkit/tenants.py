"""Fresh tenants: every test gets one of its own, so no test sees another's rows."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg

from minamoto.foundation.storage.engine import connection_arguments
from minamoto_tenants.onboarding.directory import enter_tenant, set_state

MOMENT = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)
REGISTRATION_NUMBER = "T8000000000001"


@dataclass(frozen=True)
class TestTenant:
    __test__ = False

    tenant_id: int
    slug: str


async def create_tenant(admin_url: str, *, services: tuple[str, ...] = ("electricity",)) -> TestTenant:
    """Write a live tenant's two rows; onboarding proper is tested elsewhere."""
    slug = f"mihon-{secrets.token_hex(5)}"
    number = await enter_tenant(admin_url=admin_url, slug=slug, now=MOMENT)
    link = await asyncpg.connect(**connection_arguments(admin_url))
    try:
        async with link.transaction():
            await link.execute(f"set local minamoto.tenant_id to '{number}'")
            await link.execute(
                """
                insert into tenants (tenant_id, display_name, legal_name, registration_number, services,
                                     pack_code, recorded_at)
                values ($1, '見本事業体', '見本市', $2, $3, 'mihon', $4)
                """,
                number, REGISTRATION_NUMBER, list(services), MOMENT,
            )  # fmt: skip
    finally:
        await link.close()
    await set_state(admin_url=admin_url, slug=slug, state="live")
    return TestTenant(tenant_id=number, slug=slug)
