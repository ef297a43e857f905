"""Reads of notifications, for screens: the fate of mail, never its text or address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from minamoto.foundation.notifications.model import MailPosition, MailState
from minamoto.foundation.storage.transactions import connection, tenant_id


@dataclass(frozen=True, slots=True)
class MailView:
    """The fate of one mail."""

    notification_id: int
    kind: str
    language: str
    state: MailState
    attempts: int
    failure_code: str | None
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailPage:
    """One page of mail, newest first; ``next_before`` is nothing on the last page."""

    items: tuple[MailView, ...]
    next_before: MailPosition | None


_COLUMNS = "id as notification_id, kind, language, state, attempts, failure_code, created_at, sent_at"
_ONE = f"select {_COLUMNS} from notifications where tenant_id = $1 and id = $2"
_LIST = f"""
select {_COLUMNS} from notifications
where tenant_id = $1 and ($2::text is null or state = $2)
      and ($3::timestamptz is null or (created_at, id) < ($3, $4))
order by created_at desc, id desc limit $5
"""


async def find_mail(notification_id: int) -> MailView | None:
    """Return the fate of a mail of the open tenant, or nothing."""
    row = await connection().fetchrow(_ONE, tenant_id(), notification_id)
    return None if row is None else MailView(**row)


async def list_mail(
    *, state: MailState | None = None, before: MailPosition | None = None, limit: int = 50
) -> MailPage:
    """Return a page of mail, newest first, of one state when it is given."""
    rows = await connection().fetch(
        _LIST,
        tenant_id(),
        state,
        before.created_at if before else None,
        before.notification_id if before else None,
        limit + 1,
    )
    items = tuple(MailView(**row) for row in rows[:limit])
    more = len(rows) > limit
    return MailPage(items, MailPosition(items[-1].created_at, items[-1].notification_id) if more else None)


async def count_mail() -> dict[MailState, int]:
    """Return how many mails stand in each state; a state without any is left out."""
    rows = await connection().fetch(
        "select state, count(*) as n from notifications where tenant_id = $1 group by state", tenant_id()
    )
    return {row["state"]: row["n"] for row in rows}
