"""Mail that was queued, read as its sender reads it."""

from __future__ import annotations

import re

from minamoto.foundation.notifications.model import Mail
from minamoto.foundation.notifications.operations import begin_sending
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from testkit.tenants import TestTenant


async def queued_mail(tenant: TestTenant, kind: str) -> list[Mail]:
    """Return the waiting mail of a kind, oldest first."""
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        rows = await connection().fetch(
            "select id from notifications where tenant_id = $1 and kind = $2 order by id",
            tenant.tenant_id,
            kind,
        )
        mail = [await begin_sending(notification_id=row["id"]) for row in rows]
    return [each for each in mail if each is not None]


def code_in(mail: Mail) -> str:
    """Return the six-digit code of a mail."""
    found = re.search(r"(?<!\d)\d{6}(?!\d)", mail.body)
    assert found is not None
    return found[0]


def token_in(mail: Mail) -> str:
    """Return the token of the link in a mail."""
    found = re.search(r"#token=([\w-]+)", mail.body)
    assert found is not None
    return found[1]
