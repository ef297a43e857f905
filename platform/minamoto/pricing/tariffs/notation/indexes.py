"""Reads a document of index tables: fuel, raw material, levy, relief."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from minamoto.kernel.periods import add_months
from minamoto.pricing.tariffs.model import IndexTable

from .issues import Document
from .reader import TableReader
from .tariff import read_format, read_source

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def parse_indexes(text: str, *, source_name: str) -> tuple[IndexTable, ...]:
    """Return the index tables that a TOML text says.

    :raises InvalidTariffText: with every mistake of the text, each with line, column and mend.
    """
    document = Document(text, source_name)
    root = TableReader(document, (), document.root)
    read_format(root)
    tables: dict[str, IndexTable] = {}
    for reader in root.tables("index"):
        table = _read_index(reader)
        if table.code in tables:
            reader.report(
                f"コード「{table.code}」が重複しています。", f"Code {table.code!r} is used twice.", "code"
            )
        tables[table.code] = table
    if not tables:
        root.report("指数表([[index]])がありません。", "There is no [[index]]: add one.")
    root.finish()
    document.refuse_if_wrong()
    return tuple(tables.values())


def _read_index(reader: TableReader) -> IndexTable:
    code, label, unit = reader.code(), reader.label("label"), reader.text("unit")
    source = read_source(reader)
    values: dict[date, Decimal] = {}
    for month, value, where, keys in (*_single_months(reader), *_spans(reader)):
        if month in values:
            where.report(
                f"{month:%Y-%m}の値が2度書かれています。", f"{month:%Y-%m} has two values: keep one.", *keys
            )
        values[month] = value
    if not values:
        reader.report(
            '値がありません。[index.values] に "2024-04" = "-8.67" のように書いてください。',
            'No values: write "2024-04" = "-8.67" under [index.values].',
        )
    reader.finish()
    return IndexTable(code, label, unit, source, tuple(sorted(values.items())))


Written = tuple[date, Decimal, TableReader, tuple[str, ...]]


def _single_months(reader: TableReader) -> Iterator[Written]:
    table = reader.table("values")
    if table is None:
        return
    for key, value in table.entries():
        month = _month(table, key, key)
        if month is not None:
            yield month, table.as_decimal(value, key), table, (key,)


def _spans(reader: TableReader) -> Iterator[Written]:
    for span in reader.tables("span"):
        first, last = _month(span, span.text("from"), "from"), _month(span, span.text("to"), "to")
        value = span.decimal("value")
        span.finish()
        if first is None or last is None:
            continue
        if last < first:
            span.report("to が from より前です。", "'to' is before 'from'.", "to")
        while first <= last:
            yield first, value, span, ()
            first = add_months(first, 1)


def _month(reader: TableReader, written: str, key: str) -> date | None:
    found = _MONTH.fullmatch(written)
    if found is None:
        reader.report('月は "2024-04" の形で書いてください。', 'Write a month like "2024-04".', key)
        return None
    return date(int(found[1]), int(found[2]), 1)
