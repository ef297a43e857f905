"""Reads one [[charge]] by its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar

from minamoto.pricing.rating.model import Charge, Per
from minamoto.pricing.rating.rules.base import Rule
from minamoto.pricing.rating.rules.brackets import Bracket, Brackets
from minamoto.pricing.rating.rules.discount import Discount
from minamoto.pricing.rating.rules.fixed import Fixed
from minamoto.pricing.rating.rules.indexed import CountedOn, Indexed, Sign
from minamoto.pricing.rating.rules.levy import Levy
from minamoto.pricing.rating.rules.minimum import Minimum
from minamoto.pricing.rating.rules.tiers import Tier, Tiers
from minamoto.pricing.rating.rules.time_of_use import ChannelPrices, TimeOfUse
from minamoto.pricing.rating.terms import ALWAYS, Attribute, AttributeValue, Case, Condition

from .reader import TableReader

T = TypeVar("T")
Attributes = Mapping[str, Attribute]


def read_charge(reader: TableReader, attributes: Attributes) -> Charge | None:
    """Return the charge, or nothing when its kind is unknown; mistakes are noted in the document."""
    code, label = reader.code(), reader.label("label")
    when = read_condition(reader, attributes)
    per = reader.choice("per", Per, Per.MONTH)
    tax_rate = reader.optional_decimal("tax_rate")
    rounding = reader.rounding("rounding")
    kind = reader.text("kind")
    read_rule = _KINDS.get(kind)
    if read_rule is None:
        if kind != "?":
            near = get_close_matches(kind, list(_KINDS), n=1)
            hint = f"「{near[0]}」ではありませんか。" if near else ""
            listed = ", ".join(_KINDS)
            reader.report(
                f"「{kind}」という種類の料金はありません。{hint}選べるのは {listed} です。",
                f"There is no kind of charge {kind!r}. Known: {listed}.",
                "kind",
            )
        return None
    rule = read_rule(reader, attributes)
    reader.finish()
    return Charge(code, label, rule, when, per, tax_rate, rounding)


def read_condition(reader: TableReader, attributes: Attributes) -> Condition:
    """Return what stands under ``when``: attribute = value or list of values, flag = true or false."""
    table = reader.table("when")
    if table is None:
        return ALWAYS
    wanted: list[tuple[str, tuple[AttributeValue, ...]]] = []
    flags: list[tuple[str, bool]] = []
    for code, value in table.entries():
        if isinstance(value, bool):
            flags.append((code, value))
            continue
        values = value if isinstance(value, list) else [value]
        read = tuple(attribute_value(table, each, attributes.get(code), code) for each in values)
        wanted.append((code, read))
    return Condition(tuple(wanted), tuple(flags))


def attribute_value(
    reader: TableReader, value: object, attribute: Attribute | None, *keys: str | int
) -> AttributeValue:
    """Return a value of an attribute: a text for a class, an exact number for a measure."""
    is_text = attribute.is_text if attribute is not None and attribute.values else isinstance(value, str)
    if is_text and isinstance(value, str):
        return value
    return reader.as_decimal(value, *keys)


def _cases(
    reader: TableReader, attributes: Attributes, key: str, read: Callable[[TableReader], T]
) -> tuple[Case[T], ...]:
    """Return the rows under [[charge.case]], or the single row written in the charge itself."""
    if not reader.has("case"):
        reader.document.aliases[(*reader.path, "case", 0)] = reader.path
        return (Case(ALWAYS, read(reader)),)
    if reader.has(key):
        reader.report(
            f"「{key}」と [[charge.case]] は同時に書けません。どちらか一方にしてください。",
            f"Write either {key!r} or [[charge.case]], not both.",
            key,
        )
        reader.raw(key)
    cases = []
    for table in reader.tables("case"):
        when = read_condition(table, attributes)
        cases.append(Case(when, read(table)))
        table.finish()
    return tuple(cases)


def _price_cases(
    reader: TableReader, attributes: Attributes, one: str, many: str
) -> tuple[Case[Decimal], ...]:
    """Return prices written as one, as a table ``by`` one attribute, or as [[charge.case]]."""
    if not reader.has("by"):
        return _cases(reader, attributes, one, lambda table: table.decimal(one))
    by = reader.text("by")
    table = reader.table(many)
    if table is None:
        reader.report(
            f"by を書くときは「{many}」の表も必要です。", f"'by' needs the table {many!r} beside it.", "by"
        )
        return ()
    return tuple(_keyed_prices(reader, table, by, attributes, many))


def _keyed_prices(
    reader: TableReader, table: TableReader, by: str, attributes: Attributes, many: str
) -> Iterator[Case[Decimal]]:
    attribute = attributes.get(by)
    if attribute is None:
        reader.report(
            f"「{by}」という契約属性は宣言されていません。[[attribute]]に追加してください。",
            f"No attribute {by!r} is declared: add it under [[attribute]].",
            "by",
        )
    for number, (key, price) in enumerate(table.entries()):
        reader.document.aliases[(*reader.path, "case", number)] = (*reader.path, many, key)
        if number == 0:
            reader.document.aliases[(*reader.path, "case")] = (*reader.path, many)
        value = attribute_value(table, key, attribute, key)
        yield Case(Condition(((by, (value,)),)), table.as_decimal(price, key))


def _fixed(reader: TableReader, attributes: Attributes) -> Rule:
    factor = reader.optional_decimal("unused_factor")
    return Fixed(
        prices=_price_cases(reader, attributes, "price", "prices"),
        per_unit_of=reader.text("per_unit_of", ""),
        unused_factor=Decimal(1) if factor is None else factor,
        prorated=reader.boolean("prorated", default=True),
    )


def _tiers(reader: TableReader, attributes: Attributes) -> Rule:
    def read(table: TableReader) -> tuple[Tier, ...]:
        tiers = []
        for row in _rows(table, "tiers"):
            tiers.append(
                Tier(row.decimal("price"), row.optional_decimal("up_to"), row.optional_decimal("over"))
            )
            row.finish()
        return tuple(tiers)

    return Tiers(
        tables=_cases(reader, attributes, "tiers", read),
        usage=reader.texts("usage"),
        prorated=reader.boolean("prorated", default=True),
    )


def _brackets(reader: TableReader, attributes: Attributes) -> Rule:
    def read(table: TableReader) -> tuple[Bracket, ...]:
        rows = []
        for row in _rows(table, "brackets"):
            rows.append(
                Bracket(
                    row.decimal("basic"),
                    row.decimal("price"),
                    row.optional_decimal("up_to"),
                    row.optional_decimal("over"),
                )
            )
            row.finish()
        return tuple(rows)

    return Brackets(
        tables=_cases(reader, attributes, "brackets", read),
        usage=reader.texts("usage"),
        prorated=reader.boolean("prorated", default=True),
        select_by_full_period=reader.boolean("select_by_full_period", default=False),
    )


def _rows(table: TableReader, key: str) -> Iterator[TableReader]:
    if not table.has(key):
        table.report(f"「{key}」がありません。追加してください。", f"{key!r} is missing: add it.")
    yield from table.tables(key)


def _time_of_use(reader: TableReader, attributes: Attributes) -> Rule:
    def read(table: TableReader) -> ChannelPrices:
        prices = table.table("prices")
        if prices is None:
            table.report("「prices」の表がありません。", "The table 'prices' is missing: add it.")
            return ()
        return tuple((code, prices.as_decimal(value, code)) for code, value in prices.entries())

    return TimeOfUse(_cases(reader, attributes, "prices", read))


def _indexed(reader: TableReader, attributes: Attributes) -> Rule:  # noqa: ARG001 - every kind reads alike
    return Indexed(
        index=reader.text("index"),
        on=reader.choice("on", CountedOn, CountedOn.USAGE),
        usage=reader.texts("usage"),
        sign=reader.choice("sign", Sign, Sign.ADD),
        cap=reader.optional_decimal("cap"),
        beyond=reader.optional_decimal("beyond"),
    )


def _levy(reader: TableReader, attributes: Attributes) -> Rule:  # noqa: ARG001 - every kind reads alike
    return Levy(reader.text("index"), reader.texts("usage"))


def _discount(reader: TableReader, attributes: Attributes) -> Rule:  # noqa: ARG001 - every kind reads alike
    return Discount(
        amount=reader.optional_decimal("amount"),
        percent=reader.optional_decimal("percent"),
        of=reader.texts("of"),
        prorated=reader.boolean("prorated", default=False),
    )


def _minimum(reader: TableReader, attributes: Attributes) -> Rule:
    return Minimum(
        amounts=_price_cases(reader, attributes, "amount", "amounts"),
        of=reader.texts("of"),
        prorated=reader.boolean("prorated", default=True),
    )


_KINDS: dict[str, Callable[[TableReader, Attributes], Rule]] = {
    Fixed.kind: _fixed,
    Tiers.kind: _tiers,
    Brackets.kind: _brackets,
    TimeOfUse.kind: _time_of_use,
    Indexed.kind: _indexed,
    Levy.kind: _levy,
    Discount.kind: _discount,
    Minimum.kind: _minimum,
}
