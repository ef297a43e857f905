"""Opening customer numbers and agreements, and changing their terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import asyncpg
import msgspec

from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import connection, savepoint, tenant_id
from minamoto.kernel.errors import Conflict, InvalidInput, NotFound
from minamoto.supply.contracts.model import AgreementState, NewAgreement, NewCustomer
from minamoto.supply.contracts.tables import AgreementTermRow


class CustomerNumberTaken(Conflict):
    """A customer number exists already."""

    code = "customer-number-taken"
    ja = "同じお客さま番号がすでに登録されています。"
    en = "This customer number is registered already."


class AgreementNumberTaken(Conflict):
    """An agreement number exists already."""

    code = "agreement-number-taken"
    ja = "同じ契約番号がすでに登録されています。"
    en = "This agreement number is registered already."


class AgreementClosed(Conflict):
    """The agreement is closed, so its terms can no longer change."""

    code = "agreement-closed"
    ja = "この契約はすでに終了しています。"
    en = "This agreement is closed already."


class ClosedBeforeItBegan(InvalidInput):
    """The day an agreement ends must come after the day it began."""

    code = "closed-before-it-began"
    ja = "終了日は開始日（{started_on}）より後の日付を指定してください。"
    en = "The agreement must end after it began ({started_on})."


class TermsBeforeStart(InvalidInput):
    """Terms cannot hold before the agreement begins."""

    code = "terms-before-start"
    ja = "適用開始日は契約の開始日（{started_on}）以降の日付を指定してください。"
    en = "Terms must begin on or after the day the agreement began ({started_on})."


async def open_customers(*, customers: Sequence[NewCustomer], now: datetime) -> list[int]:
    """Open customer numbers, the party as their user, and return their ids in order.

    :raises CustomerNumberTaken: when a number exists already.
    """
    tenant = tenant_id()
    numbers = await ids.next_ids(len(customers))
    pairs = list(zip(numbers, customers, strict=True))
    try:
        async with savepoint():
            await bulk.insert_many(
                table="customers",
                columns=(
                    "tenant_id", "id", "customer_number", "party_id", "premises_id", "started_on",
                    "recorded_at",
                ),
                records=[
                    (
                        tenant, number, each.customer_number, each.party_id, each.premises_id,
                        each.started_on, now,
                    )
                    for number, each in pairs
                ],
            )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise CustomerNumberTaken from error
    await bulk.insert_many(
        table="customer_roles",
        columns=("tenant_id", "customer_id", "role", "valid_from", "recorded_at", "party_id"),
        records=[(tenant, number, "user", each.started_on, now, each.party_id) for number, each in pairs],
    )
    await bulk.insert_many(
        table="customer_payers",
        columns=("tenant_id", "customer_id", "valid_from", "recorded_at", "payer_account_id"),
        records=[(tenant, number, each.started_on, now, each.payer_account_id) for number, each in pairs],
    )
    return numbers


async def open_agreements(*, agreements: Sequence[NewAgreement], now: datetime) -> list[int]:
    """Open agreements with their first terms and return their ids in order.

    :raises AgreementNumberTaken: when a number exists already.
    """
    tenant = tenant_id()
    numbers = await ids.next_ids(len(agreements))
    pairs = list(zip(numbers, agreements, strict=True))
    try:
        async with savepoint():
            await bulk.insert_many(
                table="agreements",
                columns=(
                    "tenant_id", "id", "customer_id", "service", "service_point_id", "agreement_number",
                    "started_on", "recorded_at",
                ),
                records=[
                    (
                        tenant, number, each.customer_id, each.service, each.service_point_id,
                        each.agreement_number, each.started_on, now,
                    )
                    for number, each in pairs
                ],
            )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise AgreementNumberTaken from error
    await bulk.insert_many(
        table="agreement_terms",
        columns=(
            "tenant_id", "agreement_id", "valid_from", "recorded_at", "state", "tariff_code", "attributes"
        ),
        records=[
            (
                tenant, number, each.started_on, now, AgreementState.OPEN.value, each.tariff_code,
                msgspec.json.encode(dict(each.attributes)).decode(),
            )
            for number, each in pairs
        ],
    )  # fmt: skip
    return numbers


async def change_terms(
    *,
    agreement_id: int,
    valid_from: date,
    tariff_code: str,
    attributes: Mapping[str, str | int],
    now: datetime,
) -> None:
    """Record other terms from a day on; the former terms stay for the days before.

    :raises NotFound: when there is no such agreement.
    :raises AgreementClosed: when it closed on or before that day.
    :raises TermsBeforeStart: when the day lies before the agreement.
    """
    row = await connection().fetchrow(
        "select started_on, closed_on from agreements where tenant_id = $1 and id = $2 for update",
        tenant_id(),
        agreement_id,
    )
    if row is None:
        raise NotFound
    if row["closed_on"] is not None and row["closed_on"] <= valid_from:
        raise AgreementClosed
    if valid_from < row["started_on"]:
        raise TermsBeforeStart(pointer="/valid_from", started_on=row["started_on"])
    await AgreementTermRow.insert(
        AgreementTermRow(
            tenant_id=tenant_id(),
            agreement_id=agreement_id,
            valid_from=valid_from,
            recorded_at=now,
            state=AgreementState.OPEN.value,
            tariff_code=tariff_code,
            attributes=msgspec.json.encode(dict(attributes)).decode(),
        )
    )


async def close_agreement(*, agreement_id: int, closed_on: date, now: datetime) -> None:
    """Record that an agreement ends: ``closed_on`` is the first day without service.

    The customer number closes with the last of its agreements.

    :raises NotFound: when there is no such agreement.
    :raises AgreementClosed: when it is closed already.
    :raises ClosedBeforeItBegan: when the day is not after the agreement's first.
    """
    link, tenant = connection(), tenant_id()
    row = await link.fetchrow(
        """
        select customer_id, started_on, closed_on from agreements
        where tenant_id = $1 and id = $2 for update
        """,
        tenant, agreement_id,
    )  # fmt: skip
    if row is None:
        raise NotFound
    if row["closed_on"] is not None:
        raise AgreementClosed
    if closed_on <= row["started_on"]:
        raise ClosedBeforeItBegan(pointer="/closed_on", started_on=row["started_on"])
    # Two agreements that close at once each see the other open, unless one waits for the other here.
    await link.execute(
        "select from customers where tenant_id = $1 and id = $2 for update", tenant, row["customer_id"]
    )
    await link.execute(
        """
        insert into agreement_terms
            (tenant_id, agreement_id, valid_from, recorded_at, state, tariff_code, attributes)
        select tenant_id, agreement_id, $3, $4, 'closed', tariff_code, attributes
        from agreement_terms
        where tenant_id = $1 and agreement_id = $2 and valid_from <= $3
        order by valid_from desc, recorded_at desc limit 1
        """,
        tenant, agreement_id, closed_on, now,
    )  # fmt: skip
    await link.execute(
        "update agreements set closed_on = $3 where tenant_id = $1 and id = $2",
        tenant,
        agreement_id,
        closed_on,
    )
    await link.execute(
        """
        update customers c
        set closed_on = (
            select max(closed_on) from agreements a where a.tenant_id = $1 and a.customer_id = $2)
        where c.tenant_id = $1 and c.id = $2 and not exists (
            select from agreements a
            where a.tenant_id = $1 and a.customer_id = c.id and a.closed_on is null)
        """,
        tenant, row["customer_id"],
    )  # fmt: skip
