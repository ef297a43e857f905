"""The daily job ``identity.sweep``: ended sessions, dead codes and old answers are removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minamoto.foundation.identity.operations.sweeping import sweep
from minamoto.foundation.jobs.ports import JobContext, job
from minamoto.foundation.storage.transactions import tenant_transaction

JOB_NAME = "identity.sweep"


@job(JOB_NAME)
async def sweep_nightly(context: JobContext) -> Mapping[str, Any]:
    """Remove the tenant's dead rows; safe to run again."""
    async with tenant_transaction(tenant_id=context.tenant_id):
        return {"wiped": await sweep(at=context.clock.now())}
