"""Creating a tenant from a pack: all of it in one transaction, or no tenant at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from minamoto.foundation.formats.registration_number import parse_registration_number
from minamoto.foundation.identity.operations import accounts as identity
from minamoto.foundation.storage import bulk
from minamoto.foundation.storage.transactions import connection, tenant_id, tenant_transaction
from minamoto.foundation.tenancy import operations as tenancy
from minamoto.money.ledger import operations as ledger
from minamoto.pricing.tariffs import operations as tariffs
from minamoto_tenants.onboarding.directory import creation_turn, enter_tenant, strike_tenant
from minamoto_tenants.onboarding.packs import MasterRow, Pack


@dataclass(frozen=True, slots=True)
class CreatedTenant:
    """What was created."""

    tenant_id: int
    slug: str
    tariff_versions: int
    index_tables: int


async def create_tenant(*, admin_url: str, slug: str, pack: Pack, now: datetime) -> CreatedTenant:
    """Create a tenant, its settings, masters, ledger accounts, roles, index tables and released tariffs.

    :raises Conflict: when the name is taken.
    :raises InvalidInput: when the pack has a mistake; then nothing is left of the tenant.
    """
    async with creation_turn(admin_url=admin_url, slug=slug):
        return await _create(admin_url, slug, pack, now)


async def _create(admin_url: str, slug: str, pack: Pack, now: datetime) -> CreatedTenant:
    number = await enter_tenant(admin_url=admin_url, slug=slug, now=now)
    try:
        async with tenant_transaction(tenant_id=number):
            await _write_tenant(pack, now)
            await _write_masters(pack.file.masters, now)
            await ledger.open_standard_accounts()
            await identity.seed_roles()
            index_count = await _write_indexes(pack, now)
            for name, text in pack.tariffs.items():
                version_id = await tariffs.save_draft(text=text, source_name=f"tariffs/{name}", now=now)
                await tariffs.release_version(version_id=version_id, now=now)
    except BaseException:
        await strike_tenant(admin_url=admin_url, tenant_id=number)
        raise
    return CreatedTenant(number, slug, len(pack.tariffs), index_count)


async def _write_tenant(pack: Pack, now: datetime) -> None:
    facts = pack.file.tenant
    await connection().execute(
        """
        insert into tenants (tenant_id, display_name, legal_name, registration_number, services, pack_code,
                             recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        """,
        tenant_id(), facts.display_name, facts.legal_name,
        parse_registration_number(facts.registration_number), facts.services, pack.code, now,
    )  # fmt: skip
    for key, value in pack.file.settings.items():
        await tenancy.set_setting(key=key, valid_from=facts.live_from, value=value, recorded_at=now)


async def _write_masters(masters: list[MasterRow], now: datetime) -> None:
    tenant = tenant_id()
    await bulk.insert_many(
        table="master_rows",
        columns=("tenant_id", "kind", "code", "valid_from", "recorded_at", "name", "attributes"),
        records=[
            (
                tenant, each.kind, each.code, each.valid_from, now, each.name,
                msgspec.json.encode(each.attributes).decode(),
            )
            for each in masters
        ],
    )  # fmt: skip


async def _write_indexes(pack: Pack, now: datetime) -> int:
    count = 0
    for name, text in pack.indexes.items():
        tables = tariffs.parse_indexes(text, source_name=f"indexes/{name}")
        await tariffs.record_index_tables(tables=tables, now=now)
        count += len(tables)
    return count
