"""Values of assessments and claims."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from minamoto.kernel.periods import Period


class AssessmentKind(StrEnum):
    """What an assessment (調定) is for."""

    REGULAR = "regular"  # 定例
    FINAL = "final"  # 精算
    SPECIAL = "special"  # 随時
    OTHER = "other"


class AssessmentOrigin(StrEnum):
    """How an assessment came about."""

    RUN = "run"
    CORRECTION = "correction"
    CANCELLATION = "cancellation"
    MIGRATED = "migrated"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """An assessment to be fixed, together with its claim.

    ``amount_yen`` and ``tax_yen`` (inside it) are whole yen; ``determinants`` and ``steps`` are JSON texts:
    what the calculation was given, and how it went.
    """

    agreement_id: int
    customer_id: int
    payer_account_id: int
    service: str
    period: Period
    usage_id: int | None
    tariff_version_id: int
    months_of_use: Decimal
    determinants: str
    steps: str
    amount_yen: int
    tax_rate_percent: Decimal
    tax_yen: int
    district: str
    fingerprint: bytes
    kind: AssessmentKind = AssessmentKind.REGULAR
    origin: AssessmentOrigin = AssessmentOrigin.RUN


@dataclass(frozen=True, slots=True)
class FixedAssessment:
    """An assessment that was fixed, with the claim that arose from it."""

    assessment_id: int
    claim_id: int
    source: NewAssessment
