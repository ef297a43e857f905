"""The jobs that send a mail, and wipe what could not be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minamoto.foundation.jobs.model import FailedJob
from minamoto.foundation.jobs.ports import JobContext, job
from minamoto.foundation.notifications import operations
from minamoto.foundation.notifications.model import SEND_JOB, WIPE_JOB
from minamoto.foundation.notifications.ports import chosen_transport
from minamoto.foundation.storage.transactions import tenant_transaction


async def _mark_failed(failed: FailedJob) -> None:
    await operations.mark_failed(
        notification_id=int(failed.arguments["notification_id"]), code=failed.failure.code
    )


@job(SEND_JOB, on_failure=_mark_failed)
async def send(context: JobContext) -> Mapping[str, Any]:
    """Send a mail and wipe it.

    A process killed between the server's yes and the note of it sends again, with the same Message-ID:
    SMTP knows no better.
    """
    notification_id = int(context.arguments["notification_id"])
    transport = chosen_transport()
    async with tenant_transaction(tenant_id=context.tenant_id):
        mail = await operations.begin_sending(notification_id=notification_id)
    if mail is None:
        return {"sent": False}
    await transport.send(mail, message_id=f"{context.tenant_id}.{notification_id}")
    async with tenant_transaction(tenant_id=context.tenant_id):
        await operations.mark_sent(notification_id=notification_id, now=context.clock.now())
    return {"sent": True}


@job(WIPE_JOB)
async def wipe(context: JobContext) -> Mapping[str, Any]:
    """Wipe address and text of mail that failed long ago."""
    async with tenant_transaction(tenant_id=context.tenant_id):
        return {"wiped": await operations.wipe_old(now=context.clock.now())}
