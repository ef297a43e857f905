"""Reads tables of a document key by key, with types; what is wrong is noted and reading goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from minamoto.kernel.rounding import NAMED_ROUNDINGS, Rounding, RoundingMode
from minamoto.pricing.rating.terms import Label

from .issues import BinaryFloat, Document
from .positions import Path

E = TypeVar("E", bound=StrEnum)
_ABSENT = object()
_PLACEHOLDER = "?"


class TableReader:
    """One table of a document. Asking for a key marks it as known; :meth:`finish` reports the others."""

    def __init__(self, document: Document, path: Path, table: dict[str, Any]) -> None:
        self.document = document
        self.path = path
        self._table = table
        self._known: set[str] = set()

    def report(self, ja: str, en: str, *keys: str | int) -> None:
        """Note a mistake at a key of this table, or at the table itself."""
        self.document.report((*self.path, *keys), ja, en)

    def has(self, key: str) -> bool:
        """Tell whether the key is written."""
        self._known.add(key)
        return key in self._table

    def raw(self, key: str) -> Any:
        """Return whatever is written under a key, or nothing."""
        self._known.add(key)
        return self._table.get(key)

    def finish(self) -> None:
        """Report every key that nothing asked for, with the nearest known one."""
        for key in self._table:
            if key not in self._known:
                near = get_close_matches(key, sorted(self._known), n=1)
                hint_ja = (
                    f"「{near[0]}」ではありませんか。" if near else f"使えるのは {self._listed()} です。"
                )
                hint_en = f"Did you mean {near[0]!r}?" if near else f"Known here: {self._listed()}."
                self.report(
                    f"「{key}」という項目はありません。{hint_ja}", f"Unknown key {key!r}. {hint_en}", key
                )

    def _listed(self) -> str:
        return ", ".join(sorted(self._known))

    def _get(self, key: str, default: object) -> Any:
        self._known.add(key)
        if key in self._table:
            return self._table[key]
        if default is _ABSENT:
            self.report(f"「{key}」がありません。追加してください。", f"{key!r} is missing: add it.")
        return _ABSENT

    def text(self, key: str, default: str | object = _ABSENT) -> str:
        """Return a text that is not empty."""
        value = self._get(key, default)
        if value is _ABSENT:
            return default if isinstance(default, str) else _PLACEHOLDER
        if not isinstance(value, str) or not value.strip():
            self.report('文字列("…")で書いてください。', "Write a text in quotes.", key)
            return _PLACEHOLDER
        return value

    def code(self, key: str = "code") -> str:
        """Return a code: small Latin letters, digits, hyphens and underscores."""
        value = self.text(key)
        if value != _PLACEHOLDER and not all(c.isascii() and (c.isalnum() or c in "-_") for c in value):
            self.report(
                f"コード「{value}」には半角の英数字とハイフン、下線だけが使えます。",
                f"Code {value!r}: use Latin letters, digits, '-' and '_' only.",
                key,
            )
        return value

    def label(self, key: str, default: Label | None = None) -> Label:
        """Return a label written as one text or as ``{ ja = "…", en = "…" }``."""
        if default is not None and key not in self._table:
            self._known.add(key)
            return default
        value = self._get(key, _ABSENT)
        if value is _ABSENT:
            return Label(_PLACEHOLDER, _PLACEHOLDER)
        if isinstance(value, str) and value.strip():
            return Label(value, value)
        if isinstance(value, dict):
            inner = TableReader(self.document, (*self.path, key), value)
            ja = inner.text("ja")
            label = Label(ja, inner.text("en", ja))
            inner.finish()
            return label
        self.report(
            '「"基本料金"」か「{ ja = "基本料金", en = "Basic charge" }」のように書いてください。',
            'Write "基本料金" or { ja = "基本料金", en = "Basic charge" }.',
            key,
        )
        return Label(_PLACEHOLDER, _PLACEHOLDER)

    def decimal(self, key: str) -> Decimal:
        """Return an exact number: a quoted decimal or a whole number. Bare decimals are refused."""
        value = self._get(key, _ABSENT)
        return Decimal(0) if value is _ABSENT else self.as_decimal(value, key)

    def optional_decimal(self, key: str) -> Decimal | None:
        """Return an exact number, or nothing when it is not written."""
        return self.decimal(key) if self.has(key) else None

    def as_decimal(self, value: object, *keys: str | int) -> Decimal:
        """Return a written value as an exact number."""
        if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        if isinstance(value, str):
            try:
                number = Decimal(value)
            except InvalidOperation:
                number = Decimal("NaN")
            if (
                number.is_finite()
                and "e" not in value.lower()
                and "_" not in value
                and value == value.strip()
            ):
                return number
            self.report(
                f'「{value}」は数ではありません。"19.88" のように半角の数字で書いてください。',
                f'{value!r} is not a number: write it like "19.88".',
                *keys,
            )
            return Decimal(0)
        if isinstance(value, BinaryFloat):
            self.report(
                f'小数は引用符で囲んで "{value.text}" と書いてください(誤差を避けるため)。',
                f'Write decimals in quotes, "{value.text}", so that they stay exact.',
                *keys,
            )
            return Decimal(0)
        self.report('"19.88" のような数を書いてください。', 'Write a number, like "19.88".', *keys)
        return Decimal(0)

    def integer(self, key: str, default: int, least: int = 0) -> int:
        """Return a whole number, the default when it is not written."""
        value = self._get(key, default)
        if value is _ABSENT:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.report(
                f"{least}以上の整数を書いてください。", f"Write a whole number of {least} or more.", key
            )
            return default
        return value

    def boolean(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._get(key, default)
        if value is _ABSENT:
            return default
        if not isinstance(value, bool):
            self.report("true か false を書いてください。", "Write true or false.", key)
            return default
        return value

    def day(self, key: str) -> date:
        """Return a date written without quotes, ``2024-04-01``."""
        value = self._get(key, _ABSENT)
        if type(value) is date:
            return value
        if value is not _ABSENT:
            self.report("2024-04-01 のように日付を書いてください。", "Write a date like 2024-04-01.", key)
        return date.min

    def choice(self, key: str, choices: type[E], default: E | None = None) -> E:
        """Return one of the named choices."""
        value = self._get(key, _ABSENT if default is None else default)
        fallback = next(iter(choices)) if default is None else default
        if value is _ABSENT:
            return fallback
        try:
            return choices(value)
        except ValueError:
            listed = ", ".join(choices)
            near = get_close_matches(str(value), list(choices), n=1)
            hint = f"「{near[0]}」ではありませんか。" if near else ""
            self.report(
                f"「{value}」は選べません。{hint}選べるのは {listed} です。",
                f"{value!r} is not one of {listed}.",
                key,
            )
            return fallback

    def texts(self, key: str) -> tuple[str, ...]:
        """Return texts written as one text or a list; empty when not written."""
        value = self.raw(key)
        if value is None:
            return ()
        values = [value] if isinstance(value, str) else value
        if isinstance(values, list) and all(isinstance(each, str) for each in values):
            return tuple(values)
        self.report('"…" か ["…", "…"] のように書いてください。', 'Write "…" or ["…", "…"].', key)
        return ()

    def rounding(self, key: str, default: Rounding | None = None) -> Rounding | None:
        """Return a rounding: a name, or ``{ mode = "floor", unit = "10" }``."""
        value = self._get(key, None)
        if value is _ABSENT:
            return default
        if isinstance(value, dict):
            inner = TableReader(self.document, (*self.path, key), value)
            mode, unit = inner.choice("mode", RoundingMode), inner.decimal("unit")
            inner.finish()
            if unit > 0:
                return Rounding(mode, unit)
            inner.report("unit は正の数にしてください。", "'unit' must be above 0.", "unit")
            return default
        return self.named_rounding(value, key, NAMED_ROUNDINGS) or default

    def named_rounding(self, value: object, key: str, named: dict[str, Rounding]) -> Rounding | None:
        """Return the rounding of a name."""
        if isinstance(value, str) and value in named:
            return named[value]
        listed = ", ".join(named)
        near = get_close_matches(str(value), list(named), n=1)
        hint = f"「{near[0]}」ではありませんか。" if near else ""
        self.report(
            f"「{value}」という端数処理はありません。{hint}選べるのは {listed} です。",
            f"There is no rounding {value!r}. Known: {listed}.",
            key,
        )
        return None

    def table(self, key: str) -> TableReader | None:
        """Return the table under a key, or nothing when it is not written."""
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, dict):
            return TableReader(self.document, (*self.path, key), value)
        self.report(f"[{key}] の表を書いてください。", f"Write a table [{key}].", key)
        return None

    def tables(self, key: str) -> Iterator[TableReader]:
        """Yield the tables of a list under a key."""
        value = self.raw(key)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.report(f"[[{key}]] の形で書いてください。", f"Write a list of tables, [[{key}]].", key)
            return
        for number, each in enumerate(value):
            yield TableReader(self.document, (*self.path, key, number), each)

    def entries(self) -> Iterator[tuple[str, Any]]:
        """Yield every key with what is written under it."""
        self._known.update(self._table)
        yield from self._table.items()
