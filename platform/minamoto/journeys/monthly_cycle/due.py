"""Which usage is due. A set-wise read across rooms, kept in this one place (docs/decisions/0016).

A million contracts cannot be put together from each room's queries one by one, so the planner joins them;
the join reads only, names the columns it needs, and nothing else in the journeys reads tables.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.journeys.monthly_cycle.model import DueUsage
from minamoto.kernel.periods import Period
from minamoto.kernel.quantities import unscaled

_BOUNDS = """
with due as (
    select a.customer_id, count(*) as n
    from live_usages lu
    join agreements a on a.tenant_id = lu.tenant_id and a.service_point_id = lu.service_point_id
        and a.started_on < lu.period_to and (a.closed_on is null or a.closed_on > lu.period_from)
    left join live_assessments la on la.tenant_id = a.tenant_id and la.agreement_id = a.id
        and la.period_from = lu.period_from and la.kind = 'regular'
    where lu.tenant_id = $1 and lu.period_to >= $2 and lu.period_to < $3
        and a.service = any($4::text[]) and la.agreement_id is null
    group by a.customer_id
),
numbered as (select customer_id, n, (row_number() over (order by customer_id) - 1) / $5 as chunk from due)
select min(customer_id) as first, max(customer_id) as last, sum(n)::int as due
from numbered group by chunk order by chunk
"""

# From the chunk's agreements outward, one index look-up a row whatever the planner believes: the laterals
# with a limit or an offset are never flattened. During a run live_assessments grows faster than its
# statistics, and a plan made for the empty table would cost each later chunk more than the one before.
_ROWS = """
select a.id as agreement_id, a.customer_id, a.service, a.service_point_id, a.started_on, a.closed_on,
       lu.usage_id, lu.period_from, lu.period_to, u.quantity, u.scale, u.source,
       t.tariff_code, t.attributes, t.valid_from as terms_from, y.payer_account_id, m.method, p.district,
       assessed.found is not null as overlaps
from agreements a
cross join lateral (
    select usage_id, period_from, period_to from live_usages l
    where l.tenant_id = $1 and l.service_point_id = a.service_point_id
        and l.period_to >= $2 and l.period_to < $3
        and a.started_on < l.period_to and (a.closed_on is null or a.closed_on > l.period_from)
    offset 0) lu
left join lateral (
    select la.period_from = lu.period_from as found from live_assessments la
    where la.tenant_id = $1 and la.agreement_id = a.id and la.period_from < lu.period_to
        and la.period_to > lu.period_from and la.kind = 'regular'
    order by la.period_from = lu.period_from desc limit 1) assessed on true
join usages u on u.tenant_id = $1 and u.id = lu.usage_id
join service_points s on s.tenant_id = $1 and s.id = a.service_point_id
join premises p on p.tenant_id = $1 and p.id = s.premises_id
left join lateral (
    select tariff_code, attributes, valid_from from agreement_terms t
    where t.tenant_id = $1 and t.agreement_id = a.id and t.valid_from < lu.period_to
        and t.state <> 'closed'
    order by valid_from desc, recorded_at desc limit 1) t on true
left join lateral (
    select payer_account_id from customer_payers y
    where y.tenant_id = $1 and y.customer_id = a.customer_id and y.valid_from < lu.period_to
    order by valid_from desc, recorded_at desc limit 1) y on true
left join lateral (
    select method from payer_methods m
    where m.tenant_id = $1 and m.payer_account_id = y.payer_account_id
        and m.valid_from < lu.period_to
    order by valid_from desc, recorded_at desc limit 1) m on true
where a.tenant_id = $1 and a.customer_id between $5 and $6 and a.service = any($4::text[])
    and assessed.found is not true
order by a.customer_id, a.id, lu.period_from
"""


async def plan_bounds(
    *, usage_ends: Period, services: tuple[str, ...], customers_per_chunk: int
) -> list[tuple[int, int, int]]:
    """Return the chunks of what is due: first and last customer id, and how many usages are due between."""
    rows = await connection().fetch(
        _BOUNDS, tenant_id(), usage_ends.start, usage_ends.end, list(services), customers_per_chunk
    )
    return [(row["first"], row["last"], row["due"]) for row in rows]


async def list_due(
    *, usage_ends: Period, services: tuple[str, ...], first_customer_id: int, last_customer_id: int
) -> list[DueUsage]:
    """Return what is due of the customers whose ids lie between the two, both included."""
    rows = await connection().fetch(
        _ROWS,
        tenant_id(),
        usage_ends.start,
        usage_ends.end,
        list(services),
        first_customer_id,
        last_customer_id,
    )
    decode = msgspec.json.Decoder(dict[str, str | int]).decode
    return [
        DueUsage(
            agreement_id=row["agreement_id"],
            customer_id=row["customer_id"],
            payer_account_id=row["payer_account_id"] or 0,
            payer_method=row["method"] or "",
            service=row["service"],
            service_point_id=row["service_point_id"],
            usage_id=row["usage_id"],
            period=Period(row["period_from"], row["period_to"]),
            quantity=Decimal(unscaled(row["quantity"], row["scale"])),
            source=row["source"],
            tariff_code=row["tariff_code"] or "",
            attributes=decode(row["attributes"] or "{}"),
            district=row["district"],
            covered=row["started_on"] <= row["period_from"]
            and (row["terms_from"] is None or row["terms_from"] <= row["period_from"])
            and (row["closed_on"] is None or row["closed_on"] >= row["period_to"]),
            overlaps=row["overlaps"],
            begins=row["started_on"] == row["period_from"],
            ends=row["closed_on"] == row["period_to"],
        )
        for row in rows
    ]
