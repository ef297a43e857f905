"""Reads of payer accounts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from minamoto.foundation.storage.transactions import connection, tenant_id

PayerMethod = Literal["payment_slip", "direct_debit", "card"]


@dataclass(frozen=True, slots=True)
class PayerAccount:
    """Who pays, and by which method on the day asked for."""

    id: int
    number: str
    party_id: int
    opened_on: date
    method: PayerMethod | None


async def payer_accounts_on(account_ids: Collection[int], on: date) -> dict[int, PayerAccount]:
    """Return payer accounts by id with the method in force on a day."""
    rows = await connection().fetch(
        """
        select a.id, a.number, a.party_id, a.opened_on, m.method
        from payer_accounts a
        left join lateral (
            select method from payer_methods
            where tenant_id = a.tenant_id and payer_account_id = a.id and valid_from <= $3
            order by valid_from desc, recorded_at desc limit 1
        ) m on true
        where a.tenant_id = $1 and a.id = any($2::bigint[])
        """,
        tenant_id(),
        list(set(account_ids)),
        on,
    )
    return {row["id"]: PayerAccount(**row) for row in rows}
