"""Opening payer accounts and changing how they pay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import asyncpg

from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import savepoint, tenant_id
from minamoto.kernel.errors import Conflict
from minamoto.supply.accounts.model import NewPayerAccount, PayerMethod
from minamoto.supply.accounts.tables import PayerMethodRow


class PayerNumberTaken(Conflict):
    """A payer account with this number exists already."""

    code = "payer-number-taken"
    ja = "同じ番号の支払者がすでに登録されています。"
    en = "A payer account with this number is registered already."


async def open_payer_accounts(*, accounts: Sequence[NewPayerAccount], now: datetime) -> list[int]:
    """Open payer accounts with their first method and return their ids in order.

    :raises PayerNumberTaken: when a number exists already.
    """
    tenant = tenant_id()
    numbers = await ids.next_ids(len(accounts))
    try:
        async with savepoint():
            await bulk.insert_many(
                table="payer_accounts",
                columns=("tenant_id", "id", "number", "party_id", "opened_on", "recorded_at"),
                records=[
                    (tenant, number, each.number, each.party_id, each.opened_on, now)
                    for number, each in zip(numbers, accounts, strict=True)
                ],
            )
    except asyncpg.UniqueViolationError as error:
        raise PayerNumberTaken from error
    await bulk.insert_many(
        table="payer_methods",
        columns=("tenant_id", "payer_account_id", "valid_from", "recorded_at", "method"),
        records=[
            (tenant, number, each.opened_on, now, each.method.value)
            for number, each in zip(numbers, accounts, strict=True)
        ],
    )
    return numbers


async def change_payer_method(
    *, payer_account_id: int, method: PayerMethod, valid_from: date, now: datetime
) -> None:
    """Record that a payer pays otherwise from a day on."""
    await PayerMethodRow.insert(
        PayerMethodRow(
            tenant_id=tenant_id(),
            payer_account_id=payer_account_id,
            valid_from=valid_from,
            recorded_at=now,
            method=method.value,
        )
    )
