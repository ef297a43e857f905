"""The nightly sweep removes what is dead and nothing that lives."""

from __future__ import annotations

from datetime import timedelta

from minamoto.foundation.identity import operations as identity
from minamoto.foundation.storage.transactions import tenant_transaction
from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.tenants import TestTenant
from testkit.web import add_customer, log_in, logged_in_staff, running_app


async def test_dead_rows_go_and_living_ones_stay(
    database: Servers, tenant: TestTenant, clock: MovingClock
) -> None:
    async with running_app(database, clock) as client:
        await logged_in_staff(client, tenant, clock)
        await add_customer(tenant, clock, email_code=True)
        await log_in(client, tenant, "mypage", "hanako@example.jp")
        await log_in(client, tenant, "mypage", "dare@example.jp")
        swept = []
        for days in (0, 3, 40, 40):
            clock.advance(timedelta(days=days))
            async with tenant_transaction(tenant_id=tenant.tenant_id):
                swept.append(await identity.sweep(at=clock.now()))

    # After three days the code and both failure counts, after forty more the session.
    assert swept == [0, 3, 1, 0]
