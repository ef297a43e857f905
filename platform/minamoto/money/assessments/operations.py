"""Fixing assessments (調定) in sets, with their claims and the pointer to the live one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import asyncpg

from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import connection, savepoint, tenant_id
from minamoto.kernel.errors import Conflict
from minamoto.kernel.periods import fiscal_year
from minamoto.money.assessments.model import FixedAssessment, NewAssessment

# Only what differs from row to row is copied; what a whole set shares comes with the statement.
_STAGED = (
    "id", "agreement_id", "service", "period_from", "period_to", "kind", "usage_id", "tariff_version_id",
    "months_of_use", "determinants", "steps", "amount_yen", "tax_rate_percent", "tax_yen", "district",
    "origin", "fingerprint",
)  # fmt: skip
_INSERT = f"""
insert into assessments (tenant_id, fiscal_year, posting_month, assessed_on, run_id, recorded_at,
                         {", ".join(_STAGED)})
select $1::int, $2::smallint, $3::date, $4::date, $5::bigint, $6::timestamptz, {", ".join(_STAGED)}
from {{source}}
"""
_POINT_AT_LIVE = """
insert into live_assessments (tenant_id, agreement_id, period_from, kind, period_to, fiscal_year,
                              assessment_id)
select $1::int, agreement_id, period_from, kind, period_to, $2::smallint, id from {source}
"""
_STAGED_CLAIM = (
    "id", "assessment_id", "customer_id", "payer_account_id", "service", "amount_yen"
)  # fmt: skip
_RAISE_CLAIMS = f"""
insert into claims (tenant_id, fiscal_year, arose_on, recorded_at, {", ".join(_STAGED_CLAIM)})
select $1::int, $2::smallint, $3::date, $4::timestamptz, {", ".join(_STAGED_CLAIM)} from {{source}}
"""


class AssessedTwice(Conflict):
    """An agreement has a live assessment of this kind for this period already (二重調定)."""

    code = "assessed-twice"
    ja = "この期間の調定はすでに行われています。"
    en = "This period has been assessed already."


async def fix_assessments(
    *,
    assessments: Sequence[NewAssessment],
    posting_month: date,
    assessed_on: date,
    run_id: int | None,
    now: datetime,
) -> list[FixedAssessment]:
    """Fix assessments and raise their claims; all of them or none.

    :raises AssessedTwice: when one of them has a live assessment already.
    """
    if not assessments:
        return []
    numbers = await ids.next_ids(2 * len(assessments))
    fixed = [
        FixedAssessment(assessment_id=numbers[2 * index], claim_id=numbers[2 * index + 1], source=each)
        for index, each in enumerate(assessments)
    ]
    year = fiscal_year(posting_month)
    try:
        # Refused, nothing of the set stays: a caller that goes on leaves no half.
        async with savepoint():
            await _write(fixed, year, posting_month, assessed_on, run_id, now)
    except asyncpg.UniqueViolationError as error:
        raise AssessedTwice from error
    return fixed


async def _write(
    fixed: Sequence[FixedAssessment],
    year: int,
    posting_month: date,
    assessed_on: date,
    run_id: int | None,
    now: datetime,
) -> None:
    link, tenant = connection(), tenant_id()
    source = await bulk.stage(table="assessments", columns=_STAGED, records=map(_staged, fixed))
    await link.execute(_INSERT.format(source=source), tenant, year, posting_month, assessed_on, run_id, now)
    await link.execute(_POINT_AT_LIVE.format(source=source), tenant, year)
    source = await bulk.stage(table="claims", columns=_STAGED_CLAIM, records=map(_staged_claim, fixed))
    await link.execute(_RAISE_CLAIMS.format(source=source), tenant, year, assessed_on, now)


def _staged(fixed: FixedAssessment) -> tuple[object, ...]:
    each = fixed.source
    return (
        fixed.assessment_id, each.agreement_id, each.service, each.period.start, each.period.end, each.kind,
        each.usage_id, each.tariff_version_id, each.months_of_use, each.determinants, each.steps,
        each.amount_yen, each.tax_rate_percent, each.tax_yen, each.district, each.origin, each.fingerprint,
    )  # fmt: skip


def _staged_claim(fixed: FixedAssessment) -> tuple[object, ...]:
    each = fixed.source
    return (
        fixed.claim_id, fixed.assessment_id, each.customer_id, each.payer_account_id, each.service,
        each.amount_yen,
    )  # fmt: skip
