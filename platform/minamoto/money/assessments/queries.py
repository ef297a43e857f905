"""Reads of assessments and claims."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from minamoto.foundation.storage.transactions import connection, tenant_id


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment (調定) with its working; ``steps`` and ``determinants`` are JSON with exact numbers."""

    fiscal_year: int
    id: int
    agreement_id: int
    service: str
    period_from: date
    period_to: date
    kind: str
    posting_month: date
    assessed_on: date
    usage_id: int | None
    tariff_version_id: int | None
    determinants: Any
    steps: Any
    amount_yen: int
    tax_rate_percent: Decimal
    tax_yen: int
    district: str
    origin: str
    fingerprint: bytes
    corrects_id: int | None
    reason: str | None
    run_id: int | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """What is owed for one assessment and service (債権)."""

    id: int
    fiscal_year: int
    assessment_id: int
    customer_id: int
    payer_account_id: int
    service: str
    amount_yen: int
    arose_on: date


_ASSESSMENT = """
    fiscal_year, id, agreement_id, service, period_from, period_to, kind, posting_month, assessed_on,
    usage_id, tariff_version_id, determinants, steps, amount_yen, tax_rate_percent, tax_yen, district, origin,
    fingerprint, corrects_id, reason, run_id, recorded_at
"""
_CLAIM = "id, fiscal_year, assessment_id, customer_id, payer_account_id, service, amount_yen, arose_on"


async def claims_by_id(claim_ids: Collection[int]) -> dict[int, Claim]:
    """Return claims by id."""
    rows = await connection().fetch(
        f"select {_CLAIM} from claims where tenant_id = $1 and id = any($2::bigint[])",
        tenant_id(),
        list(set(claim_ids)),
    )
    return {row["id"]: Claim(**row) for row in rows}


async def claims_of_customers(customer_ids: Collection[int]) -> list[Claim]:
    """Return every claim of customers, the oldest first."""
    rows = await connection().fetch(
        f"""
        select {_CLAIM} from claims
        where tenant_id = $1 and customer_id = any($2::bigint[])
        order by arose_on, id
        """,
        tenant_id(),
        list(set(customer_ids)),
    )
    return [Claim(**row) for row in rows]


async def assessments_of_claims(claims: Collection[Claim]) -> dict[int, Assessment]:
    """Return the assessments behind claims, by assessment id."""
    rows = await connection().fetch(
        f"""
        select {_ASSESSMENT} from assessments
        where tenant_id = $1 and fiscal_year = any($2::smallint[]) and id = any($3::bigint[])
        """,
        tenant_id(),
        list({each.fiscal_year for each in claims}),
        list({each.assessment_id for each in claims}),
    )
    return {
        row["id"]: Assessment(
            **{**row, "steps": _exact(row["steps"]), "determinants": _exact(row["determinants"])}
        )
        for row in rows
    }


async def live_assessments_of(agreement_ids: Collection[int], start: date, end: date) -> list[Assessment]:
    """Return the live assessments of agreements whose period touches the days from ``start`` to ``end``."""
    rows = await connection().fetch(
        f"""
        select {", ".join("a." + name.strip() for name in _ASSESSMENT.split(","))}
        from live_assessments l
        join assessments a
          on a.tenant_id = l.tenant_id and a.fiscal_year = l.fiscal_year and a.id = l.assessment_id
        where l.tenant_id = $1 and l.agreement_id = any($2::bigint[])
          and l.period_to > $3 and l.period_from < $4
        order by l.period_from, l.agreement_id
        """,
        tenant_id(),
        list(set(agreement_ids)),
        start,
        end,
    )
    return [
        Assessment(**{**row, "steps": _exact(row["steps"]), "determinants": _exact(row["determinants"])})
        for row in rows
    ]


def _exact(document: Any) -> Any:
    return json.loads(document, parse_float=Decimal) if isinstance(document, str) else document
