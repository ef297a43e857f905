"""Tables of prices by contract attributes: which case holds for each row, by one lookup per attribute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final, Generic, Protocol, TypeVar

import numpy as np

from .exact import Bools, Ints
from .terms import Attribute, AttributeValue, Case, Condition, Names, Problem, written

T = TypeVar("T")
_MOST_COMBINATIONS: Final = 100_000


class Positions(Protocol):
    """Answers where each row's attribute value stands in the attribute's list of values."""

    def positions(self, attribute: Attribute) -> Ints:
        """Return the position per row, shape ``(rows,)``."""
        ...

    def flag(self, code: str) -> Bools:
        """Return the flag per row, shape ``(rows,)``."""
        ...


@dataclass(frozen=True, slots=True)
class CaseTable(Generic[T]):
    """Cases with a lookup from the combined attribute positions to the case that holds."""

    entries: tuple[T, ...]
    attributes: tuple[Attribute, ...]
    lookup: Ints

    def find(self, batch: Positions) -> Ints | None:
        """Return the number of the case per row; nothing when one case holds for all."""
        if not self.attributes:
            return None
        position = batch.positions(self.attributes[0])
        for attribute in self.attributes[1:]:
            position = position * len(attribute.values) + batch.positions(attribute)
        return np.asarray(self.lookup.take(position))


def compile_cases(cases: tuple[Case[T], ...], names: Names) -> CaseTable[T]:
    """Return the table; the cases must be free of :func:`case_problems`."""
    attributes = _attributes_of(cases, names)
    shape = [len(attribute.values) for attribute in attributes]
    lookup = np.full(prod(shape), -1, dtype=np.int64)
    for place, combination in enumerate(product(*(attribute.values for attribute in attributes))):
        values = {attribute.code: value for attribute, value in zip(attributes, combination, strict=True)}
        lookup[place] = next(number for number, case in enumerate(cases) if _holds(case.when, values))
    return CaseTable(tuple(case.then for case in cases), attributes, lookup)


def case_problems(cases: tuple[Case[T], ...], names: Names) -> Iterator[Problem]:
    """Yield what is wrong: unknown words, combinations without a price, and combinations with two."""
    unknown = [
        problem.under("case", number)
        for number, case in enumerate(cases)
        for problem in condition_problems(case.when, names)
    ]
    yield from unknown
    for number, case in enumerate(cases):
        if case.when.flags:
            yield Problem(
                ("case", number, "when"),
                "単価表の条件に使えるのは契約属性だけです。フラグは料金項目の when に書いてください。",
                "A table is chosen by contract attributes only: put flags in the charge's own 'when'.",
            )
            return
    if unknown or not cases:
        return
    attributes = _attributes_of(cases, names)
    if prod(len(attribute.values) for attribute in attributes) > _MOST_COMBINATIONS:
        yield Problem(
            ("case",),
            f"条件の組み合わせが{_MOST_COMBINATIONS:,}通りを超えています。料金項目を分けてください。",
            f"More than {_MOST_COMBINATIONS:,} combinations of values: split the charge.",
        )
        return
    yield from _coverage_problems(cases, attributes)


def _coverage_problems(cases: tuple[Case[T], ...], attributes: tuple[Attribute, ...]) -> Iterator[Problem]:
    used: set[int] = set()
    doubled: set[int] = set()
    for combination in product(*(attribute.values for attribute in attributes)):
        values = {attribute.code: value for attribute, value in zip(attributes, combination, strict=True)}
        said = ", ".join(f"{code} = {written(value)}" for code, value in values.items())
        holding = [number for number, case in enumerate(cases) if _holds(case.when, values)]
        if not holding:
            yield Problem(
                ("case",),
                f"{said} の料金がありません。行を追加してください。",
                f"No price for {said}: add a row for it.",
            )
        elif len(holding) > 1 and holding[1] not in doubled:
            doubled.add(holding[1])
            yield Problem(
                ("case", holding[1]),
                f"{said} の料金が{len(holding)}つあります。条件が重ならないようにしてください。",
                f"{said} has {len(holding)} prices: let only one row hold for it.",
            )
        used.update(holding[:1])
    for number in range(len(cases)):
        if number not in used and number not in doubled:
            yield Problem(
                ("case", number),
                "この行はどの契約にも当てはまりません。条件を直すか、行を削除してください。",
                "This row can never hold: mend its condition or remove it.",
            )


def condition_problems(condition: Condition, names: Names) -> Iterator[Problem]:
    """Yield the words of a condition that the tariff does not declare."""
    for code, values in condition.attributes:
        attribute = names.attributes.get(code)
        if attribute is None:
            yield Problem(
                ("when", code),
                f"「{code}」という契約属性は宣言されていません。[[attribute]]に追加してください。",
                f"No attribute {code!r} is declared: add it under [[attribute]].",
            )
            continue
        if not attribute.values:
            yield Problem(
                ("when", code),
                f"契約属性「{code}」は値の一覧(values)がないため、条件に使えません。",
                f"Attribute {code!r} lists no values, so it cannot be looked up: add 'values' to it.",
            )
            continue
        for value in values:
            if value not in attribute.values:
                listed = ", ".join(map(written, attribute.values))
                yield Problem(
                    ("when", code),
                    f"「{written(value)}」は契約属性「{code}」の値にありません({listed})。",
                    f"{written(value)} is not a value of attribute {code!r} (it has {listed}).",
                )
    for code, _ in condition.flags:
        if code not in names.flags:
            yield Problem(
                ("when", code),
                f"「{code}」というフラグは宣言されていません。[[flag]]に追加してください。",
                f"No flag {code!r} is declared: add it under [[flag]].",
            )


def _attributes_of(cases: tuple[Case[T], ...], names: Names) -> tuple[Attribute, ...]:
    codes = {code: None for case in cases for code, _ in case.when.attributes}
    return tuple(names.attributes[code] for code in codes)


def _holds(condition: Condition, values: dict[str, AttributeValue]) -> bool:
    return all(values[code] in allowed for code, allowed in condition.attributes)


def mask(condition: Condition, names: Names, batch: Positions) -> Bools | None:
    """Return the rows a condition holds in; nothing when it holds everywhere."""
    masks: list[Bools] = []
    for code, allowed in condition.attributes:
        attribute = names.attributes[code]
        table = np.array([value in allowed for value in attribute.values], dtype=np.bool_)
        masks.append(np.asarray(table[batch.positions(attribute)]))
    masks.extend(batch.flag(code) == stands for code, stands in condition.flags)
    if not masks:
        return None
    combined = np.logical_and.reduce(masks)
    return None if bool(combined.all()) else np.asarray(combined)
