"""Writing tariffs: a draft from its text, its release, and index values, which are only ever appended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

import asyncpg

from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import connection, savepoint, tenant_id
from minamoto.kernel.errors import Conflict, InvalidInput
from minamoto.pricing.tariffs import queries, rules
from minamoto.pricing.tariffs.model import IndexTable, VersionState
from minamoto.pricing.tariffs.notation.indexes import parse_indexes
from minamoto.pricing.tariffs.notation.issues import InvalidTariffText, Issue
from minamoto.pricing.tariffs.notation.tariff import parse_tariff

__all__ = [
    "InvalidTariffText", "Issue", "parse_indexes", "parse_tariff",
    "record_index_tables", "record_index_value", "release_version", "save_draft", "withdraw_version",
]  # fmt: skip


class VersionNotDraft(Conflict):
    """Only a draft can be released; a released version never changes."""

    code = "tariff-version-not-draft"
    ja = "この版は下書きではないため、公開できません。"
    en = "This version is not a draft, so it cannot be released."


class VersionDateTaken(Conflict):
    """Another released version of the tariff begins on the same date."""

    code = "tariff-version-date-taken"
    ja = "料金表「{tariff}」には{valid_from}から適用する公開済みの版があります。適用開始日を変えてください。"
    en = "Tariff {tariff} has a released version valid from {valid_from}: choose another date."


class VersionOfOtherService(Conflict):
    """A tariff keeps its service for life."""

    code = "tariff-version-of-other-service"
    ja = "料金表「{tariff}」は{service}の料金表です。別のコードを付けてください。"
    en = "Tariff {tariff} is for {service}: give this one another code."


class VersionApplied(Conflict):
    """A released version whose date has come can no longer be withdrawn."""

    code = "tariff-version-applied"
    ja = "この版は{valid_from}から適用されているため、取り下げられません。"
    en = "This version has applied since {valid_from} and cannot be withdrawn."


class IndexValueNotExact(InvalidInput):
    """An index value has more places than are kept."""

    code = "index-value-not-exact"
    ja = "指数「{index}」の値は小数点以下6桁までです: {value}"
    en = "Index {index}: at most 6 decimal places are kept: {value}."


async def save_draft(*, text: str, source_name: str, now: datetime) -> int:
    """Keep a tariff text as a draft and return its id. ``source_name`` is the file's name for messages.

    :raises InvalidTariffText: with every mistake of the text; nothing is kept then.
    """
    definition = parse_tariff(text, source_name=source_name)
    version_id = await ids.next_id()
    await connection().execute(
        """
        insert into tariff_versions (tenant_id, id, tariff_code, service, valid_from, definition, fingerprint,
                                     state, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7, 'draft', $8)
        """,
        tenant_id(), version_id, definition.code, definition.service.value, definition.valid_from, text,
        rules.fingerprint(definition), now,
    )  # fmt: skip
    return version_id


async def release_version(*, version_id: int, now: datetime) -> None:
    """Release a draft: from its date on, bills are rated by it. Released versions never change.

    :raises NoSuchVersion: when there is no such version.
    :raises VersionNotDraft: when it was released or withdrawn before.
    :raises VersionOfOtherService: when the tariff's released versions are for another service.
    :raises VersionDateTaken: when a released version begins on the same date.
    :raises InvalidTariffText: when the text is no longer sound.
    """
    draft = await queries.version(version_id)
    if draft.state is not VersionState.DRAFT:
        raise VersionNotDraft
    parse_tariff(draft.definition, source_name=draft.tariff_code)
    other = await connection().fetchval(
        "select service from tariff_versions "
        "where tenant_id = $1 and tariff_code = $2 and state = 'released' and service <> $3 limit 1",
        tenant_id(), draft.tariff_code, draft.service,
    )  # fmt: skip
    if other is not None:
        raise VersionOfOtherService(tariff=draft.tariff_code, service=other)
    try:
        async with savepoint():
            changed = await connection().execute(
                "update tariff_versions set state = 'released', released_at = $3 "
                "where tenant_id = $1 and id = $2 and state = 'draft'",
                tenant_id(), version_id, now,
            )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise VersionDateTaken(tariff=draft.tariff_code, valid_from=draft.valid_from) from error
    if changed != "UPDATE 1":
        raise VersionNotDraft


async def withdraw_version(*, version_id: int, today: date) -> None:
    """Withdraw a draft, or a released version that does not apply yet.

    :raises NoSuchVersion: when there is no such version.
    :raises VersionApplied: when it is released and its date has come.
    """
    row = await queries.version(version_id)
    if row.state is VersionState.RELEASED and row.valid_from <= today:
        raise VersionApplied(valid_from=row.valid_from)
    await connection().execute(
        "update tariff_versions set state = 'withdrawn' where tenant_id = $1 and id = $2",
        tenant_id(), version_id,
    )  # fmt: skip


async def record_index_value(
    *, index_code: str, month: date, value: Decimal, source: str, now: datetime
) -> None:
    """Append the value of an index for the month that holds a day. A later value for it replaces, not erases.

    :raises IndexValueNotExact: when the value has more than six decimal places.
    """
    await _append([(index_code, month, value, source)], now)


async def record_index_tables(*, tables: Iterable[IndexTable], now: datetime) -> int:
    """Append every value of some tables that is not recorded with the same price; return how many were new.

    :raises IndexValueNotExact: when a value has more than six decimal places.
    """
    given = list(tables)
    months = [month for table in given for month, _ in table.values]
    if not months:
        return 0
    known = await queries.index_tables(
        codes=[table.code for table in given], first=min(months), last=max(months)
    )
    fresh = [
        (table.code, month, value, table.source.title)
        for table in given
        for month, value in table.values
        if table.code not in known or known[table.code].on(month) != value
    ]
    await _append(fresh, now)
    return len(fresh)


async def _append(values: list[tuple[str, date, Decimal, str]], now: datetime) -> None:
    for index_code, _, value, _ in values:
        if value != round(value, 6):
            raise IndexValueNotExact(index=index_code, value=value)
    await bulk.insert_many(
        table="price_indexes",
        columns=("tenant_id", "index_code", "month", "recorded_at", "unit_price", "source"),
        records=[
            (tenant_id(), code, month.replace(day=1), now, value, source)
            for code, month, value, source in values
        ],
    )
