"""The verification report after a load: what stands in the database, and whether it hangs together."""

from __future__ import annotations

from dataclasses import dataclass

from minamoto.foundation.storage.transactions import connection, tenant_id

_COUNTS = (
    ("customers", "お客さま番号", "select count(*) from customers where tenant_id = $1"),
    ("agreements", "契約", "select count(*) from agreements where tenant_id = $1"),
    ("service_points", "供給地点・水栓", "select count(*) from service_points where tenant_id = $1"),
    ("meters", "メーター", "select count(*) from meters where tenant_id = $1"),
    ("tariff_versions", "料金表の版", "select count(*) from tariff_versions where tenant_id = $1"),
)
_FAULTS = (
    (
        "agreement-without-tariff",
        "公開された料金表のない契約",
        """
        select count(*) from agreements a where a.tenant_id = $1 and not exists (
            select from agreement_terms t
            join tariff_versions v on v.tenant_id = t.tenant_id and v.tariff_code = t.tariff_code
                and v.state = 'released'
            where t.tenant_id = a.tenant_id and t.agreement_id = a.id)
        """,
    ),
    (
        "customer-without-payer",
        "支払者のないお客さま番号",
        """
        select count(*) from customers c where c.tenant_id = $1 and not exists (
            select from customer_payers p where p.tenant_id = c.tenant_id and p.customer_id = c.id)
        """,
    ),
    (
        "metered-point-without-meter",
        "メーターのないガス・水道の供給地点",
        """
        select count(*) from service_points s where s.tenant_id = $1 and s.service in ('gas', 'water')
            and s.removed_on is null and not exists (
            select from meter_installations i
            where i.tenant_id = s.tenant_id and i.service_point_id = s.id and i.removed_on is null)
        """,
    ),
    (
        "customer-without-name",
        "氏名のない使用者",
        """
        select count(*) from customers c where c.tenant_id = $1 and not exists (
            select from party_names n where n.tenant_id = c.tenant_id and n.party_id = c.party_id)
        """,
    ),
    (
        "load-count-differs",
        "読み込んだ行数と契約数の差",
        """
        select abs(coalesce((select sum(row_count) from onboarding_loads where tenant_id = $1), 0)
                   - (select count(*) from agreements where tenant_id = $1))
        """,
    ),
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a thing there are."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Verification:
    """The report: counts, and faults with how often each was found (none is what one wants)."""

    counts: tuple[Count, ...]
    faults: tuple[Count, ...]

    @property
    def is_sound(self) -> bool:
        """Tell whether no fault was found."""
        return all(each.count == 0 for each in self.faults)


async def verify() -> Verification:
    """Return the report of the open tenant."""
    link, tenant = connection(), tenant_id()
    return Verification(
        counts=tuple([Count(code, label, await link.fetchval(sql, tenant)) for code, label, sql in _COUNTS]),
        faults=tuple(
            [Count(code, label, int(await link.fetchval(sql, tenant))) for code, label, sql in _FAULTS]
        ),
    )
