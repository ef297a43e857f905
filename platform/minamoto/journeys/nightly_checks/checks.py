"""The checks, each a count of rows that contradict the facts. A set-wise read (docs/decisions/0016)."""

from __future__ import annotations

from dataclasses import dataclass

from minamoto.foundation.storage.transactions import connection, tenant_id


@dataclass(frozen=True, slots=True)
class Check:
    """A check's code, what it means to a clerk, and the query that counts what is wrong."""

    code: str
    ja: str
    en: str
    query: str


CHECKS: tuple[Check, ...] = (
    Check(
        "claim-balance",
        "消込残高が消込の合計と一致しない債権",
        "Claims whose balance differs from the sum of their clearings",
        """
        select count(*) from (
            select claim_id, sum(amount_yen) as yen from clearings where tenant_id = $1 group by claim_id
        ) f full join (
            select claim_id, cleared_yen as yen from claim_balances where tenant_id = $1
        ) p using (claim_id)
        where coalesce(f.yen, 0) <> coalesce(p.yen, 0)
        """,
    ),
    Check(
        "invoice-total",
        "請求額が債権の合計と一致しない請求書",
        "Invoices whose amount differs from the sum of their claims",
        """
        select count(*) from invoices i
        where i.tenant_id = $1 and i.amount_yen <> (
            select coalesce(sum(c.amount_yen), 0) from claims c
            where c.tenant_id = i.tenant_id and c.id = any(i.claim_ids))
        """,
    ),
    Check(
        "invoice-number-gap",
        "請求書番号の欠番",
        "Missing invoice numbers",
        """
        select coalesce(sum(top - have), 0)::bigint from (
            select max(number) as top, count(*) as have from invoices
            where tenant_id = $1 group by fiscal_year
        ) n
        """,
    ),
    Check(
        "claim-without-invoice",
        "請求されていない債権",
        "Claims that stand on no live invoice",
        """
        select count(*) from claims c
        where c.tenant_id = $1 and not exists (
            select from live_invoice_claims l where l.tenant_id = c.tenant_id and l.claim_id = c.id)
        """,
    ),
    Check(
        "receivable-ledger",
        "未収金の帳簿残高と債権残高の差（円）",
        "Yen by which the books' receivables differ from open claims",
        """
        select abs(
            (select coalesce(sum(amount_yen) filter (where starts_with(debit_account, 'receivable.')), 0)
                  - coalesce(sum(amount_yen) filter (where starts_with(credit_account, 'receivable.')), 0)
             from postings where tenant_id = $1)
            - ((select coalesce(sum(amount_yen), 0) from claims where tenant_id = $1)
               - (select coalesce(sum(amount_yen), 0) from clearings where tenant_id = $1))
        )::bigint
        """,
    ),
    Check(
        "tax-ledger",
        "仮受消費税の帳簿残高と請求書の税額の差（円）",
        "Yen by which the books' consumption tax differs from the invoices'",
        """
        select abs(
            (select coalesce(sum(amount_yen) filter (where credit_account = 'consumption_tax'), 0)
                  - coalesce(sum(amount_yen) filter (where debit_account = 'consumption_tax'), 0)
             from postings where tenant_id = $1)
            - (select coalesce(sum((line ->> 'tax_yen')::bigint), 0)
               from invoices i cross join lateral jsonb_array_elements(i.tax_totals) as line
               where i.tenant_id = $1)
        )::bigint
        """,
    ),
    Check(
        "receipt-allotment",
        "消込と過誤納の合計が入金額と一致しない収納",
        "Receipts whose clearings and overpayments do not add up to the money received",
        """
        select count(*) from receipts r
        where r.tenant_id = $1 and r.amount_yen <> (
            (select coalesce(sum(c.amount_yen), 0) from clearings c
             where c.tenant_id = r.tenant_id and c.receipt_id = r.id)
            + (select coalesce(sum(o.amount_yen), 0) from overpayments o
               where o.tenant_id = r.tenant_id and o.receipt_id = r.id))
        """,
    ),
    Check(
        "live-usage",
        "使用量の現在値が指す記録の食い違い",
        "Live usages that point at a usage of another point or period",
        """
        select count(*) from live_usages l
        left join usages u on u.tenant_id = l.tenant_id and u.id = l.usage_id
        where l.tenant_id = $1 and (u.id is null or u.service_point_id <> l.service_point_id
            or u.period_from <> l.period_from or u.period_to <> l.period_to)
        """,
    ),
)


async def run_checks() -> dict[str, int]:
    """Return how much each check found wrong in the open tenant; zero is what one wants."""
    link, tenant = connection(), tenant_id()
    return {check.code: int(await link.fetchval(check.query, tenant)) for check in CHECKS}
