"""Onboards one utility of the demonstration. Every step looks first and does only what is missing."""

from __future__ import annotations

from datetime import date, datetime
from importlib import resources

from minamoto.foundation.identity.operations import accounts as identity
from minamoto.foundation.storage.transactions import connection, tenant_id, tenant_transaction
from minamoto.foundation.tenancy import operations as tenancy_operations
from minamoto.foundation.tenancy import queries as tenancy
from minamoto.kernel.moments import civil_date
from minamoto.kernel.periods import add_months, first_of_month
from minamoto_tenants.demo.state import DemoState
from minamoto_tenants.demo.utilities import PORTAL_USERS, STAFF, DemoUtility
from minamoto_tenants.onboarding.creation import create_tenant
from minamoto_tenants.onboarding.customers_file import AgreementRow, parse_customers
from minamoto_tenants.onboarding.directory import SlugTaken, set_state
from minamoto_tenants.onboarding.loading import load_customers, tariff_services
from minamoto_tenants.onboarding.packs import read_pack

BILLED_MONTHS = 3
"""How many months up to the demonstration's day are billed."""


async def onboard(*, admin_url: str, utility: DemoUtility, state: DemoState, now: datetime) -> int:
    """Create and load a utility unless it stands already; return its number."""
    try:
        made = await create_tenant(
            admin_url=admin_url, slug=utility.slug, pack=read_pack(utility.pack), now=now
        )
        number = made.tenant_id
    except SlugTaken:
        number = (await tenancy.directory_entry(utility.slug)).tenant_id
    content = sample_customers(utility)
    async with tenant_transaction(tenant_id=number):
        await load_customers(rows=await _rows(content), content=content, file_name="customers.csv", now=now)
    async with tenant_transaction(tenant_id=number):
        await _set_first_month(state.as_of, now)
        await _create_logins(utility, state, now)
    await set_state(admin_url=admin_url, slug=utility.slug, state="live")
    return number


async def sample_rows(*, number: int, utility: DemoUtility) -> list[AgreementRow]:
    """Return the parsed sample customers of a utility."""
    async with tenant_transaction(tenant_id=number):
        return await _rows(sample_customers(utility))


def sample_customers(utility: DemoUtility) -> bytes:
    """Return the customer file that comes with the utility's pack."""
    folder = resources.files("minamoto_tenants") / "packs" / utility.pack
    return (folder / "sample" / "customers.csv").read_bytes()


async def _rows(content: bytes) -> list[AgreementRow]:
    return parse_customers(content, tariffs=await tariff_services())


async def _set_first_month(as_of: date, now: datetime) -> None:
    """Bill from two months before the demonstration's month: what is older stands for the former system."""
    first = add_months(first_of_month(as_of), 1 - BILLED_MONTHS)
    known = await tenancy.setting("billing.first_posting_month", on=civil_date(now))
    if known is None:
        await tenancy_operations.set_setting(
            key="billing.first_posting_month",
            valid_from=date(2000, 1, 1),
            value=first.isoformat(),
            recorded_at=now,
        )


async def _create_logins(utility: DemoUtility, state: DemoState, now: datetime) -> None:
    link, tenant = connection(), tenant_id()
    for login_name, display_name, roles in STAFF:
        if not await link.fetchval(
            "select true from staff where tenant_id = $1 and login_name = $2", tenant, login_name
        ):
            await identity.create_staff(
                login_name=login_name,
                display_name=display_name,
                email=f"{login_name}@{utility.slug}.example.jp",
                roles=roles,
                password=state.login_password,
                at=now,
            )
    for email, display_name, customer_ids in await demo_customers():
        if not await link.fetchval(
            "select true from portal_users where tenant_id = $1 and email = $2", tenant, email
        ):
            await identity.create_portal_user(
                email=email,
                display_name=display_name,
                customer_ids=customer_ids,
                password=state.login_password,
                at=now,
            )


async def demo_customers() -> list[tuple[str, str, list[int]]]:
    """Return e-mail, name and customer ids of those who can log in; the second one holds two numbers."""
    rows = await connection().fetch(
        """
        select c.id, n.email, n.name from customers c
        join party_names n on n.tenant_id = c.tenant_id and n.party_id = c.party_id
        where c.tenant_id = $1 and n.email is not null
        order by c.customer_number limit $2
        """,
        tenant_id(), PORTAL_USERS + 1,
    )  # fmt: skip
    found = [(row["email"], row["name"], [row["id"]]) for row in rows[:PORTAL_USERS]]
    found[1][2].append(rows[PORTAL_USERS]["id"])
    return found
