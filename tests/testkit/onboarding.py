"""Tenants made from packs, as onboarding makes them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto_tenants.onboarding.creation import create_tenant
from minamoto_tenants.onboarding.customers_file import parse_customers
from minamoto_tenants.onboarding.directory import set_state
from minamoto_tenants.onboarding.loading import load_customers, tariff_services
from minamoto_tenants.onboarding.packs import read_pack
from testkit.tenants import MOMENT

_count = itertools.count(1)


@dataclass(frozen=True)
class PackTenant:
    tenant_id: int
    slug: str
    pack: str


async def onboard(admin_url: str, pack: str, *, now: datetime = MOMENT, load: bool = True) -> PackTenant:
    """Create a tenant from a pack under a fresh name, load its sample customers, open it."""
    slug = f"{pack.replace('_', '-')}-{next(_count)}"
    made = await create_tenant(admin_url=admin_url, slug=slug, pack=read_pack(pack), now=now)
    if load:
        content = sample_customers(pack)
        async with tenant_transaction(tenant_id=made.tenant_id):
            rows = parse_customers(content, tariffs=await tariff_services())
            await load_customers(rows=rows, content=content, file_name="customers.csv", now=now)
    await set_state(admin_url=admin_url, slug=slug, state="live")
    return PackTenant(made.tenant_id, slug, pack)


def sample_customers(pack: str) -> bytes:
    """The customer file that comes with a pack."""
    return (resources.files("minamoto_tenants") / "packs" / pack / "sample" / "customers.csv").read_bytes()
