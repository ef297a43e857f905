"""What must hold of a tenant whose contracts were each billed once a month, however often workers died.

Each statement counts what is wrong; $1 is the tenant, $2 contracts times months.
"""

from __future__ import annotations

from collections.abc import Mapping

_EXPECTED = "$2::bigint"

RULES: Mapping[str, str] = {
    "one assessment per contract and period": f"""
        select abs(count(*) - {_EXPECTED}) + count(*) - count(distinct (agreement_id, period_from))
        from assessments where tenant_id = $1
    """,
    "every assessment is the live one": f"""
        select abs(count(*) - {_EXPECTED}) from live_assessments l
        join assessments a on a.tenant_id = $1 and a.fiscal_year = l.fiscal_year and a.id = l.assessment_id
            and a.agreement_id = l.agreement_id and a.period_from = l.period_from
        where l.tenant_id = $1
    """,
    "one claim per assessment, of its amount": f"""
        select abs(count(*) - {_EXPECTED}) from claims c
        join assessments a on a.tenant_id = $1 and a.id = c.assessment_id and a.amount_yen = c.amount_yen
        where c.tenant_id = $1
    """,
    "one live invoice per claim": f"""
        select abs(count(*) - {_EXPECTED}) from live_invoice_claims l
        join invoices i on i.tenant_id = $1 and i.fiscal_year = l.fiscal_year and i.id = l.invoice_id
            and l.claim_id = any(i.claim_ids)
        where l.tenant_id = $1
    """,
    "one invoice per contract and period": f"""
        select abs(count(*) - {_EXPECTED}) + count(*) - count(distinct (customer_id, period_from))
        from invoices where tenant_id = $1
    """,
    "numbers from one, without gap, once, in each year": """
        select coalesce(sum(abs(n - distinct_n) + abs(last - n) + abs(first - 1)), 0) from (
            select count(*) as n, count(distinct number) as distinct_n, min(number) as first,
                   max(number) as last
            from invoices where tenant_id = $1 and $2::bigint >= 0 group by fiscal_year) as years
    """,
    "the counter stands after the last number": """
        select count(*) from number_counters c
        where c.tenant_id = $1 and $2::bigint >= 0 and c.series like 'invoice-%' and c.next_number <> 1 + (
            select count(*) from invoices i
            where i.tenant_id = $1 and i.fiscal_year = split_part(c.series, '-', 2)::int)
    """,
    "postings of an assessment come to its amount": """
        select count(*) from (
            select a.id from assessments a
            left join postings p on p.tenant_id = $1 and p.source_kind = 'assessment' and p.source_id = a.id
            where a.tenant_id = $1 and $2::bigint >= 0
            group by a.id, a.amount_yen having coalesce(sum(p.amount_yen), 0) <> a.amount_yen) as wrong
    """,
    "invoices come to what was assessed": """
        select abs((select coalesce(sum(amount_yen), 0) from invoices where tenant_id = $1)
                   - (select coalesce(sum(amount_yen), 0) from assessments where tenant_id = $1))
        where $2::bigint >= 0
    """,
    "runs tell what they did": f"""
        select abs(coalesce(sum(issued_count), 0) - {_EXPECTED}) + count(*) filter (where state <> 'done')
        from billing_run_chunks where tenant_id = $1
    """,
    "nothing is held": "select count(*) from held_bills where tenant_id = $1 and $2::bigint >= 0",
}
