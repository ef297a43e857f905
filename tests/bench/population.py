"""A power retailer with as many contracts as asked for, and a month of confirmed usage for each.

Written by the database from a row number, through row security and every constraint: a hundred thousand
contracts in some seconds. The tenant, its tariffs and index values come from the pack ``hinata_denki``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import asyncpg

from minamoto.foundation.secrets import operations as vault
from minamoto.foundation.storage import ids
from minamoto.foundation.storage.engine import ENGINE, connection_arguments
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.periods import Period
from testkit.onboarding import onboard
from testkit.servers import Servers
from testkit.tenants import MOMENT

PACK = "hinata_denki"
MONTH = date(2026, 10, 1)
PERIOD = Period(date(2026, 9, 3), date(2026, 10, 3))
MASTER_KEY = b"b" * 32
_KINDS = 6  # ids are given to each kind of row from a span of its own
_AT_ONCE = 20_000

# t tenant, b the id before the first, n contracts in all, i the contract, counted from 1
_NUMBERED = """
from (select $1::int as t, $2::bigint as b, $3::bigint as n, $6::timestamptz as moment) as given,
     generate_series($4::bigint, $5::bigint) as i
"""
_ROWS = (
    f"insert into parties (tenant_id, id, kind, recorded_at) select t, b + i, 'person', moment {_NUMBERED}",
    f"""
    insert into party_names (tenant_id, party_id, valid_from, recorded_at, name, kana, name_search,
                             kana_search, phone, phone_search, email)
    select t, b + i, '2023-04-01', moment, '見本 ' || i, 'ミホン ' || i, '見本' || i, 'ミホン' || i,
           '03-0000-0000', '0300000000', 'mihon' || i || '@example.jp' {_NUMBERED}
    """,
    f"""
    insert into premises (tenant_id, id, postcode, prefecture, city, town, block, address_search, district,
                          recorded_at)
    select t, b + n + i, '0000101', '東京都', '見本区', '見本台', i::text, '東京都見本区見本台' || i, '101',
           moment {_NUMBERED}
    """,
    f"""
    insert into payer_accounts (tenant_id, id, number, party_id, opened_on, recorded_at)
    select t, b + 2 * n + i, 'P' || i, b + i, '2023-04-01', moment {_NUMBERED}
    """,
    f"""
    insert into payer_methods (tenant_id, payer_account_id, valid_from, recorded_at, method)
    select t, b + 2 * n + i, '2023-04-01', moment,
           (array['payment_slip', 'direct_debit', 'card', 'direct_debit'])[1 + i % 4] {_NUMBERED}
    """,
    f"""
    insert into customers (tenant_id, id, customer_number, party_id, premises_id, started_on, recorded_at)
    select t, b + 3 * n + i, (200000000000 + i)::text, b + i, b + n + i, '2023-04-01', moment {_NUMBERED}
    """,
    f"""
    insert into customer_roles (tenant_id, customer_id, role, valid_from, recorded_at, party_id)
    select t, b + 3 * n + i, 'user', '2023-04-01', moment, b + i {_NUMBERED}
    """,
    f"""
    insert into customer_payers (tenant_id, customer_id, valid_from, recorded_at, payer_account_id)
    select t, b + 3 * n + i, '2023-04-01', moment, b + 2 * n + i {_NUMBERED}
    """,
    f"""
    insert into service_points (tenant_id, id, premises_id, service, point_number, reading_group, attributes,
                                installed_on, recorded_at)
    select t, b + 4 * n + i, b + n + i, 'electricity', '03' || lpad((9000000000000000 + i)::text, 20, '0'),
           3, '{{}}', '2022-10-01', moment {_NUMBERED}
    """,
    f"""
    insert into agreements (tenant_id, id, customer_id, service, service_point_id, agreement_number,
                            started_on, recorded_at)
    select t, b + 5 * n + i, b + 3 * n + i, 'electricity', b + 4 * n + i, 'E' || i, '2023-04-01', moment
    {_NUMBERED}
    """,
    f"""
    insert into agreement_terms (tenant_id, agreement_id, valid_from, recorded_at, state, tariff_code,
                                 attributes)
    select t, b + 5 * n + i, '2023-04-01', moment, 'open', 'juryo-b',
           jsonb_build_object('ampere', (array[10, 15, 20, 30, 40, 50, 60])[1 + i % 7]) {_NUMBERED}
    """,
)
# $6 the id before the first usage, $7 the moment, $8 and $9 the period, $10 what makes months differ
_USAGE_NUMBERED = """
from (select $1::int as t, $2::bigint as b, $3::bigint as n, $6::bigint as u, $7::timestamptz as moment,
             $8::date as started, $9::date as ended, $10::int as salt) as given,
     generate_series($4::bigint, $5::bigint) as i
"""
_USAGE_ROWS = (
    f"""
    insert into usages (tenant_id, id, service_point_id, period_from, period_to, quantity, scale, source,
                        details, recorded_at)
    select t, u + i, b + 4 * n + i, started, ended, (i * 7919 + 613 * salt + 5) % 60000, 2, 'confirmed',
           '{{}}', moment {_USAGE_NUMBERED}
    """,
    f"""
    insert into live_usages (tenant_id, service_point_id, period_from, period_to, usage_id)
    select t, b + 4 * n + i, started, ended, u + i {_USAGE_NUMBERED}
    """,
)
_VACUUM = (
    "analyze parties, party_names, premises, payer_accounts, payer_methods, customers, customer_payers,"
    " service_points, agreements, agreement_terms, usages, live_usages"
)


@dataclass(frozen=True)
class Population:
    """A tenant whose contracts wait to be billed; the first contract's ids."""

    tenant_id: int
    slug: str
    contracts: int
    first_id: int

    def point_number(self, contract: int) -> str:
        """Supply-point number of a contract, counted from 1."""
        return f"03{9 * 10**15 + contract:020d}"

    def customer_id(self, contract: int) -> int:
        """Customer row of a contract, counted from 1."""
        return self.first_id + 3 * self.contracts + contract


async def populate(servers: Servers, contracts: int, *, with_usage: bool = True) -> Population:
    """Write a live tenant with contracts of 従量電灯B and their usage of one month; the engine is open."""
    vault.unlock(MASTER_KEY)
    made = await onboard(servers.admin_url, PACK, load=False)
    async with tenant_transaction(tenant_id=made.tenant_id):
        first = (await ids.next_ids(_KINDS * contracts + ids.BLOCK))[0]
    for start, last in _spans(contracts):
        async with tenant_transaction(tenant_id=made.tenant_id):
            for statement in _ROWS:
                await connection().execute(statement, made.tenant_id, first, contracts, start, last, MOMENT)
    population = Population(made.tenant_id, made.slug, contracts, first)
    if with_usage:
        await write_usage(population, PERIOD)
    return population


async def write_usage(population: Population, period: Period, *, usage_base: int = 0) -> None:
    """Write every contract's confirmed usage of a period; another base gives other quantities."""
    total = population.contracts
    async with tenant_transaction(tenant_id=population.tenant_id):
        first = (await ids.next_ids(total + ids.BLOCK))[0]
    for start, last in _spans(total):
        async with tenant_transaction(tenant_id=population.tenant_id):
            for statement in _USAGE_ROWS:
                await connection().execute(
                    statement, population.tenant_id, population.first_id, total, start, last,
                    first, MOMENT, period.start, period.end, usage_base,
                )  # fmt: skip


def _spans(total: int) -> list[tuple[int, int]]:
    return [(start, min(start + _AT_ONCE - 1, total)) for start in range(1, total + 1, _AT_ONCE)]


async def analyse(servers: Servers) -> None:
    """Tell the planner what the tables hold, as autovacuum does on a server that has been up for a while."""
    link = await asyncpg.connect(**connection_arguments(servers.admin_url))
    try:
        await link.execute(_VACUUM)
    finally:
        await link.close()


async def opened(servers: Servers) -> None:
    """Open the engine as the application's role."""
    ids.forget_block()
    await ENGINE.open(servers.app_url, min_size=1, max_size=8)
