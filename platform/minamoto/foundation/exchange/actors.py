"""The job that handles a message of the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minamoto.foundation.exchange import operations, rules
from minamoto.foundation.exchange.model import HANDLE_JOB, MessageFault
from minamoto.foundation.jobs.model import FailedJob
from minamoto.foundation.jobs.ports import JobContext, job
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.kernel.errors import MinamotoError, OutsidePartyFailed

_NEUTRAL_CODES = {"internal-error", "worker-lost", "job-unknown"}


async def _quarantine_after_failure(failed: FailedJob) -> None:
    """Set the message aside when every attempt failed: with a neutral code, unless an outside party did."""
    failure = failed.failure
    fault = rules.HANDLING_FAILED
    if failure.code not in _NEUTRAL_CODES:
        fault = MessageFault(code=failure.code, ja=failure.ja, en=failure.en, details=failure.details)
    await operations.quarantine(message_id=int(failed.arguments["message_id"]), fault=fault, now=failed.now)


@job(HANDLE_JOB, on_failure=_quarantine_after_failure)
async def handle(context: JobContext) -> Mapping[str, Any]:
    """Take a message in within one transaction; a file refused as a whole is quarantined in another."""
    message_id, now = int(context.arguments["message_id"]), context.clock.now()
    try:
        async with tenant_transaction(tenant_id=context.tenant_id):
            state = await operations.take_in(message_id=message_id, now=now)
    except OutsidePartyFailed:
        raise
    except MinamotoError as error:
        async with tenant_transaction(tenant_id=context.tenant_id):
            await operations.quarantine(message_id=message_id, fault=rules.fault_of(error), now=now)
        return {"message_id": message_id, "state": "quarantined", "code": error.code}
    return {"message_id": message_id, "state": state}
