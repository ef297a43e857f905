"""Reading tariffs: the plan that applies, the versions there are, the index values of a span of months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

import asyncpg

from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import NotFound
from minamoto.pricing.rating.exact import Scaled
from minamoto.pricing.rating.model import Source, TariffDefinition
from minamoto.pricing.rating.plan import Plan, compile_plan
from minamoto.pricing.rating.terms import Label
from minamoto.pricing.tariffs import rules
from minamoto.pricing.tariffs.model import DecidingDates, IndexTable, VersionState
from minamoto.pricing.tariffs.notation.tariff import parse_tariff
from minamoto.pricing.tariffs.rules import MissingIndexValue, NoVersionApplies

__all__ = [
    "MissingIndexValue", "NoSuchVersion", "NoVersionApplies", "ReleasedPlan", "VersionRow",
    "compiled", "fingerprint_of", "index_tables", "indexes_for", "plan_of", "released_plan",
    "resolve_indexes", "version", "versions",
]  # fmt: skip


class NoSuchVersion(NotFound):
    """There is no tariff version with this id."""

    code = "no-such-tariff-version"
    ja = "料金表の版が見つかりませんでした。"
    en = "There is no such tariff version."


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version as a list shows it; ``definition`` is the text a clerk wrote."""

    id: int
    tariff_code: str
    service: str
    valid_from: date
    state: VersionState
    fingerprint: bytes
    definition: str
    recorded_at: datetime
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReleasedPlan:
    """A released version, compiled: what bills are rated by and what proves it later."""

    version_id: int
    fingerprint: bytes
    plan: Plan


_SEN = 2
_COLUMNS = "id, tariff_code, service, valid_from, state, fingerprint, definition, recorded_at, released_at"


async def versions(tariff_code: str | None = None) -> list[VersionRow]:
    """Return the versions of one tariff, or of all, the latest first."""
    rows = await connection().fetch(
        f"select {_COLUMNS} from tariff_versions where tenant_id = $1 "
        "and ($2::text is null or tariff_code = $2) "
        "order by tariff_code, valid_from desc, id desc",
        tenant_id(),
        tariff_code,
    )
    return [_version(row) for row in rows]


async def version(version_id: int) -> VersionRow:
    """Return one version.

    :raises NoSuchVersion: when there is none.
    """
    row = await connection().fetchrow(
        f"select {_COLUMNS} from tariff_versions where tenant_id = $1 and id = $2", tenant_id(), version_id
    )
    if row is None:
        raise NoSuchVersion
    return _version(row)


async def released_plan(*, tariff_code: str, dates: DecidingDates) -> ReleasedPlan:
    """Return the compiled plan of the released version that a bill with these dates is rated by.

    :raises NoVersionApplies: when none is valid yet.
    """
    rows = await connection().fetch(
        f"select {_COLUMNS} from tariff_versions "
        "where tenant_id = $1 and tariff_code = $2 and state = 'released' order by valid_from desc",
        tenant_id(),
        tariff_code,
    )
    plans = {row["valid_from"]: (row["id"], row["fingerprint"], compiled(row["definition"])) for row in rows}
    if not plans:
        raise rules.NoVersionApplies(tariff=tariff_code, on=dates.reading_date)
    chosen = rules.applicable_version([plan.definition for _, _, plan in plans.values()], dates)
    version_id, fingerprint, plan = plans[chosen.valid_from]
    return ReleasedPlan(version_id, fingerprint, plan)


async def plan_of(version_id: int) -> ReleasedPlan:
    """Return the compiled plan of one version, whatever its state: for old bills and for trying a draft.

    :raises NoSuchVersion: when there is none.
    """
    row = await version(version_id)
    return ReleasedPlan(row.id, row.fingerprint, compiled(row.definition))


@lru_cache(maxsize=512)
def compiled(definition: str) -> Plan:
    """Return the plan of a stored text; the same text is compiled once per process."""
    return compile_plan(parse_tariff(definition, source_name="tariff_versions"))


async def index_tables(
    *, codes: Iterable[str], first: date, last: date, known_at: datetime | None = None
) -> dict[str, IndexTable]:
    """Return the values of some indexes from month to month (both kept), as known at a moment or now.

    Values are appended: of several for a month the one recorded last counts.
    """
    rows = await connection().fetch(
        """
        select distinct on (index_code, month) index_code, month, unit_price, source
        from price_indexes
        where tenant_id = $1 and index_code = any($2) and month between $3 and $4
          and ($5::timestamptz is null or recorded_at <= $5)
        order by index_code, month, recorded_at desc
        """,
        tenant_id(), list(codes), first.replace(day=1), last.replace(day=1), known_at,
    )  # fmt: skip
    found: dict[str, list[tuple[date, Decimal]]] = {}
    sources = {row["index_code"]: row["source"] for row in rows}
    for row in rows:
        found.setdefault(row["index_code"], []).append((row["month"], _plain(row["unit_price"])))
    return {
        code: IndexTable(code, Label(code, code), "", Source(sources[code]), tuple(values))
        for code, values in found.items()
    }


async def indexes_for(plan: Plan, months: date | Sequence[date]) -> dict[str, Scaled]:
    """Return the index columns that a plan needs, for one month or for a month per row.

    :raises MissingIndexValue: naming the first index and month without a value.
    """
    every = [months] if isinstance(months, date) else list(months)
    tables = await index_tables(codes=plan.indexes, first=min(every), last=max(every))
    return rules.resolve_indexes(tables, plan.indexes, months)


def resolve_indexes(
    tables: Mapping[str, IndexTable], codes: Iterable[str], months: date | Sequence[date]
) -> dict[str, Scaled]:
    """Return index columns from tables at hand, for one month or a month per row."""
    return rules.resolve_indexes(tables, codes, months)


def fingerprint_of(definition: TariffDefinition) -> bytes:
    """Return the 32 bytes that prove a tariff unchanged."""
    return rules.fingerprint(definition)


def _plain(value: Decimal) -> Decimal:
    """Return the value without the column's trailing zeros, sen kept: as it was published."""
    short = value.normalize()
    return short if -int(short.as_tuple().exponent) >= _SEN else short.quantize(Decimal("0.01"))


def _version(row: asyncpg.Record) -> VersionRow:
    return VersionRow(
        id=row["id"],
        tariff_code=row["tariff_code"],
        service=row["service"],
        valid_from=row["valid_from"],
        state=VersionState(row["state"]),
        fingerprint=row["fingerprint"],
        definition=row["definition"],
        recorded_at=row["recorded_at"],
        released_at=row["released_at"],
    )
