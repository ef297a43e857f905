"""The daily job ``checks.nightly``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minamoto.foundation.jobs.ports import JobContext, job
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.journeys.nightly_checks.checks import CHECKS, run_checks
from minamoto.kernel.errors import Conflict

JOB_NAME = "checks.nightly"


class FactsContradicted(Conflict):
    """A projection differs from its facts."""

    code = "facts-contradicted"
    ja = "夜間整合性検査で不一致が見つかりました: {found}"
    en = "The nightly checks found differences: {found}"


@job(JOB_NAME, max_attempts=1)
async def check_nightly(context: JobContext) -> Mapping[str, Any]:
    """Compare every projection with its facts.

    :raises FactsContradicted: when one differs; the failed job stands where staff see it.
    """
    async with tenant_transaction(tenant_id=context.tenant_id):
        counts = await run_checks()
    wrong = {code: count for code, count in counts.items() if count}
    if wrong:
        words = {check.code: check.ja for check in CHECKS}
        raise FactsContradicted(found="、".join(f"{words[code]} {count}" for code, count in wrong.items()))
    return {"checks": len(counts)}
