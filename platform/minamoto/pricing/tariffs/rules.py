"""Which version applies, what an index is worth in a month, and the fingerprint of a version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import numpy as np

from minamoto.kernel.errors import NotFound
from minamoto.pricing.rating.batch import scaled_column
from minamoto.pricing.rating.exact import Scaled, constant, take
from minamoto.pricing.rating.model import TariffDefinition

from .model import DecidingDates, IndexTable


class MissingIndexValue(NotFound):
    """An index table has no value for a month, or there is no such table."""

    code = "missing-index-value"
    ja = "指数表「{index}」に{month}の値がありません。登録してから計算してください。"
    en = "Index {index} has no value for {month}: record it first."


class NoVersionApplies(NotFound):
    """No version of a tariff is valid on the date that decides."""

    code = "no-tariff-version"
    ja = "料金表「{tariff}」に{on}時点で有効な版がありません。"
    en = "Tariff {tariff} has no version valid on {on}."


def applicable_version(versions: Iterable[TariffDefinition], dates: DecidingDates) -> TariffDefinition:
    """Return the latest version whose own deciding date has come.

    Each version says by which date it is decided (使用日, 検針日, 確定日), so a revision can change that too.

    :raises NoVersionApplies: when none is valid yet.
    """
    known = sorted(versions, key=lambda version: version.valid_from, reverse=True)
    for version in known:
        if version.valid_from <= getattr(dates, version.decided_by.value):
            return version
    raise NoVersionApplies(tariff=known[0].code if known else "?", on=dates.reading_date)


def resolve_indexes(
    tables: Mapping[str, IndexTable], codes: Iterable[str], months: date | Sequence[date]
) -> dict[str, Scaled]:
    """Return the value of each index as a column: one value for one month, else one per row.

    ``months``: any day of the month, for all rows or per row.

    :raises MissingIndexValue: naming the first index and month without a value.
    """
    if isinstance(months, date):
        return {code: constant(_index_value(tables, code, months)) for code in codes}
    firsts = [month.replace(day=1) for month in months]
    distinct = sorted(set(firsts))
    places = {month: place for place, month in enumerate(distinct)}
    rows = np.array([places[month] for month in firsts], dtype=np.int64)
    return {
        code: take(scaled_column([_index_value(tables, code, month) for month in distinct]), rows)
        for code in codes
    }


def _index_value(tables: Mapping[str, IndexTable], code: str, month: date) -> Decimal:
    table = tables.get(code)
    value = None if table is None else table.on(month)
    if value is None:
        raise MissingIndexValue(index=code, month=f"{month:%Y-%m}")
    return value


def fingerprint(definition: TariffDefinition) -> bytes:
    """Return 32 bytes that stay the same for ever for the same tariff, and differ for any other.

    SHA-256 over the definition as sorted JSON. Fields at their default are left out, so that a rule kind may
    gain a field later without changing the fingerprints of the past; "19.880" and "19.88" are the same price.
    """
    text = json.dumps(_canonical(definition), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def _canonical(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        written = {
            field.name: _canonical(here)
            for field in fields(value)
            if (here := getattr(value, field.name)) != _default(field)
        }
        kind = getattr(value, "kind", None)
        return written if kind is None else {"kind": kind, **written}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        text = format(value, "f")
        plain = text.rstrip("0").rstrip(".") if "." in text else text
        return {"decimal": "0" if plain == "-0" else plain}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_canonical(each) for each in value]
    return value


def _default(field: Field[Any]) -> Any:
    return field.default if field.default is not MISSING else MISSING
