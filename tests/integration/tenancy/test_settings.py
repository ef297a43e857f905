"""Settings are dated, a change of the past is a new record, and each tenant has its own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.foundation.tenancy import queries
from minamoto.foundation.tenancy.operations import set_setting
from minamoto.foundation.tenancy.queries import TenantUnknown
from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.tenants import TestTenant


async def test_a_setting_counts_from_its_day_and_the_latest_record_of_a_day_wins(
    tenant: TestTenant, other_tenant: TestTenant, clock: MovingClock
) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await set_setting(
            key="display.phone", valid_from=date(2026, 4, 1), value="03-0000-0001", recorded_at=clock.now()
        )
        await set_setting(
            key="display.phone", valid_from=date(2026, 10, 1), value="03-0000-0002", recorded_at=clock.now()
        )
        clock.advance(timedelta(seconds=1))
        await set_setting(
            key="display.phone", valid_from=date(2026, 4, 1), value="03-0000-0003", recorded_at=clock.now()
        )
        found = [
            await queries.setting("display.phone", on=day, default="-")
            for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 9, 30), date(2026, 10, 1))
        ]
        context = await queries.tenant_context(tenant.slug, on=date(2026, 10, 1))
    async with tenant_transaction(tenant_id=other_tenant.tenant_id):
        foreign = await queries.setting("display.phone", on=date(2026, 10, 1), default=None)

    assert found == ["-", "03-0000-0003", "03-0000-0003", "03-0000-0002"]
    assert context.phone == "03-0000-0002"
    assert (context.language, context.demonstration, context.services) == ("ja", False, ("electricity",))
    assert foreign is None


async def test_the_directory_answers_before_a_tenant_is_known(database: Servers, tenant: TestTenant) -> None:
    entry = await queries.directory_entry(tenant.slug)

    assert (entry.tenant_id, entry.state) == (tenant.tenant_id, "live")
    assert entry in await queries.directory_entries()
    with pytest.raises(TenantUnknown):
        await queries.directory_entry("nowhere")
