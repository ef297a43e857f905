"""Fixing assessments (調定) in sets, with their claims and the pointer to the live one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import asyncpg

from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import savepoint, tenant_id
from minamoto.kernel.errors import Conflict
from minamoto.kernel.periods import fiscal_year
from minamoto.money.assessments.model import FixedAssessment, NewAssessment

_ASSESSMENT = (
    "tenant_id", "fiscal_year", "id", "agreement_id", "service", "period_from", "period_to", "kind",
    "posting_month", "assessed_on", "usage_id", "tariff_version_id", "months_of_use", "determinants",
    "steps", "amount_yen", "tax_rate_percent", "tax_yen", "district", "origin", "fingerprint", "run_id",
    "recorded_at",
)  # fmt: skip


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
    await _write_assessments(fixed, year, posting_month, assessed_on, run_id, now)
    try:
        async with savepoint():
            await _point_at_live(fixed, year)
    except asyncpg.UniqueViolationError as error:
        raise AssessedTwice from error
    await _raise_claims(fixed, year, assessed_on, now)
    return fixed


async def _write_assessments(
    fixed: Sequence[FixedAssessment],
    year: int,
    posting_month: date,
    assessed_on: date,
    run_id: int | None,
    now: datetime,
) -> None:
    tenant = tenant_id()
    await bulk.insert_many(
        table="assessments",
        columns=_ASSESSMENT,
        records=[
            (
                tenant, year, each.assessment_id, source.agreement_id, source.service, source.period.start,
                source.period.end, source.kind.value, posting_month, assessed_on, source.usage_id,
                source.tariff_version_id, source.months_of_use, source.determinants, source.steps,
                source.amount_yen, source.tax_rate_percent, source.tax_yen, source.district,
                source.origin.value, source.fingerprint, run_id, now,
            )
            for each in fixed
            for source in (each.source,)
        ],
    )  # fmt: skip


async def _point_at_live(fixed: Sequence[FixedAssessment], year: int) -> None:
    tenant = tenant_id()
    await bulk.insert_many(
        table="live_assessments",
        columns=(
            "tenant_id", "agreement_id", "period_from", "kind", "period_to", "fiscal_year", "assessment_id"
        ),
        records=[
            (
                tenant, each.source.agreement_id, each.source.period.start, each.source.kind.value,
                each.source.period.end, year, each.assessment_id,
            )
            for each in fixed
        ],
    )  # fmt: skip


async def _raise_claims(
    fixed: Sequence[FixedAssessment], year: int, assessed_on: date, now: datetime
) -> None:
    tenant = tenant_id()
    await bulk.insert_many(
        table="claims",
        columns=(
            "tenant_id", "id", "fiscal_year", "assessment_id", "customer_id", "payer_account_id", "service",
            "amount_yen", "arose_on", "recorded_at",
        ),
        records=[
            (
                tenant, each.claim_id, year, each.assessment_id, each.source.customer_id,
                each.source.payer_account_id, each.source.service, each.source.amount_yen, assessed_on, now,
            )
            for each in fixed
        ],
    )  # fmt: skip
