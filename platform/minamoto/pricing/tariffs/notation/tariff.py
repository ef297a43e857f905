"""Reads a whole tariff document."""

from __future__ import annotations

from decimal import Decimal

from minamoto.kernel.rounding import SEN_TRUNCATE, Rounding, RoundingMode
from minamoto.pricing.rating.households import HouseholdMethod, Households
from minamoto.pricing.rating.model import DecidedBy, Service, Source, TariffDefinition
from minamoto.pricing.rating.months import OddUnit
from minamoto.pricing.rating.proration import (
    WHOLE_HALF_UP,
    Denominator,
    Lengths,
    Proration,
    TierScaling,
    Trigger,
)
from minamoto.pricing.rating.soundness import problems_of
from minamoto.pricing.rating.taxes import Roundings, Tax, TaxMode, TaxPlace
from minamoto.pricing.rating.terms import Attribute, AttributeValue, Channel, Flag, Label

from .charges import Attributes, attribute_value, read_charge
from .hours import read_hours
from .issues import Document
from .reader import TableReader

FORMAT = 1

_TIER_ROUNDINGS = {
    mode.value: Rounding(mode, Decimal(1)) for mode in RoundingMode if mode is not RoundingMode.EXACT
}


def parse_tariff(text: str, *, source_name: str) -> TariffDefinition:
    """Return the tariff that a TOML text says; ``source_name`` is the file name for messages.

    :raises InvalidTariffText: with every mistake of the text, each with line, column and mend.
    """
    document = Document(text, source_name)
    definition = _read(TableReader(document, (), document.root))
    if not document.found_any():
        # Gaps and contradictions are looked for only in what was read without mistakes.
        for problem in problems_of(definition):
            document.report(problem.path, problem.ja, problem.en)
    document.refuse_if_wrong()
    return definition


def _read(root: TableReader) -> TariffDefinition:
    read_format(root)
    head = root.table("tariff") or TableReader(root.document, ("tariff",), {})
    attributes = tuple(_attribute(table) for table in root.tables("attribute"))
    by_code = {attribute.code: attribute for attribute in attributes}
    definition = TariffDefinition(
        code=head.code(),
        label=head.label("label"),
        service=head.choice("service", Service),
        valid_from=head.day("valid_from"),
        decided_by=head.choice("decided_by", DecidedBy, DecidedBy.READING_DATE),
        source=read_source(head),
        channels=tuple(_channel(table) for table in root.tables("usage")),
        attributes=attributes,
        flags=tuple(_flag(table) for table in root.tables("flag")),
        charges=tuple(
            charge for table in root.tables("charge") if (charge := read_charge(table, by_code)) is not None
        ),
        tax=_tax(root),
        roundings=_roundings(root),
        table_months=head.integer("table_months", 1, least=1),
        months_per_bill=head.integer("months_per_bill", head.integer("table_months", 1, least=1), least=1),
        odd_unit=head.choice("odd_unit", OddUnit, OddUnit.EITHER),
        households=_households(root, by_code),
        proration=_proration(root),
    )
    head.finish()
    root.finish()
    return definition


def read_format(root: TableReader) -> None:
    """Check that the document says the format it is written in."""
    if root.raw("format") != FORMAT:
        root.report(
            f"先頭に format = {FORMAT} と書いてください。", f"Write format = {FORMAT} at the top.", "format"
        )


def read_source(reader: TableReader) -> Source:
    """Return where the prices are published."""
    table = reader.table("source")
    if table is None:
        reader.report(
            'source = { title = "…", url = "…" } に根拠(条例・約款・公表ページ)を書いてください。',
            'Name the ordinance, terms or page: source = { title = "…", url = "…" }.',
        )
        return Source("?")
    source = Source(table.text("title"), table.text("url", ""))
    table.finish()
    return source


def _channel(reader: TableReader) -> Channel:
    code = reader.code()
    channel = Channel(
        code=code,
        label=reader.label("label", Label(code, code)),
        unit=reader.text("unit"),
        decimals=reader.integer("decimals", 0),
        rounding=reader.choice("rounding", RoundingMode) if reader.has("rounding") else None,
        hours=read_hours(reader),
    )
    reader.finish()
    return channel


def _flag(reader: TableReader) -> Flag:
    code = reader.code()
    flag = Flag(code, reader.label("label", Label(code, code)))
    reader.finish()
    return flag


def _attribute(reader: TableReader) -> Attribute:
    code = reader.code()
    raw = reader.raw("values")
    values: list[AttributeValue] = []
    if raw is not None and not isinstance(raw, list):
        reader.report("[13, 20, 25] のように書いてください。", "Write a list like [13, 20, 25].", "values")
    is_number = reader.boolean("numeric", default=False)
    for number, value in enumerate(raw if isinstance(raw, list) else []):
        if isinstance(value, str) and not is_number:
            values.append(value)
        else:
            values.append(reader.as_decimal(value, "values", number))
    if len({type(value) for value in values}) > 1:
        reader.report("数と文字列を混ぜないでください。", "Do not mix numbers and texts.", "values")
        values = []
    if len(set(values)) < len(values):
        reader.report("同じ値が2度書かれています。", "A value is written twice.", "values")
    attribute = Attribute(
        code, reader.label("label", Label(code, code)), reader.text("unit", ""), tuple(values)
    )
    reader.finish()
    return attribute


def _tax(root: TableReader) -> Tax:
    reader = root.table("tax")
    if reader is None:
        root.report(
            '[tax] がありません。mode = "inside"(内税)か "on_top"(外税)と rate を書いてください。',
            '[tax] is missing: write mode = "inside" or "on_top", and rate.',
        )
        return Tax(TaxMode.INSIDE, Decimal(0))
    tax = Tax(
        reader.choice("mode", TaxMode),
        reader.decimal("rate"),
        reader.choice("place", TaxPlace, TaxPlace.BILL),
    )
    reader.finish()
    return tax


def _roundings(root: TableReader) -> Roundings:
    reader, plain = root.table("rounding"), Roundings()
    if reader is None:
        return plain
    roundings = Roundings(
        total=reader.rounding("total") or plain.total,
        month=reader.rounding("month"),
        before_tax=reader.rounding("before_tax") or plain.before_tax,
        tax=reader.rounding("tax") or plain.tax,
    )
    reader.finish()
    return roundings


def _households(root: TableReader, attributes: Attributes) -> Households | None:
    reader = root.table("households")
    if reader is None:
        return None
    method = reader.choice("method", HouseholdMethod)
    table = reader.table("treat_as")
    treat_as: tuple[tuple[str, AttributeValue], ...] = ()
    if table is not None:
        treat_as = tuple(
            (code, attribute_value(table, value, attributes.get(code), code))
            for code, value in table.entries()
        )
    reader.finish()
    return Households(method, treat_as)


def _proration(root: TableReader) -> Proration | None:
    reader = root.table("proration")
    if reader is None:
        return None
    denominator, days = _denominator(reader)
    raw = reader.raw("tier_rounding")
    tier_rounding = WHOLE_HALF_UP
    if isinstance(raw, dict):
        tier_rounding = reader.rounding("tier_rounding") or tier_rounding
    elif raw is not None:
        tier_rounding = reader.named_rounding(raw, "tier_rounding", _TIER_ROUNDINGS) or tier_rounding
    proration = Proration(
        trigger=reader.choice("trigger", Trigger),
        denominator=denominator,
        days=days,
        difference=reader.integer("difference", 1, least=1),
        regular=_lengths(reader, "regular"),
        moving=_lengths(reader, "moving"),
        tiers=reader.choice("tiers", TierScaling, TierScaling.WIDTHS),
        tier_rounding=tier_rounding,
        money_rounding=reader.rounding("money_rounding") or SEN_TRUNCATE,
    )
    reader.finish()
    return proration


def _denominator(reader: TableReader) -> tuple[Denominator, int]:
    """Return what a full price is for: a number of days, or the name of a way to count them."""
    value = reader.raw("denominator")
    if isinstance(value, int) and not isinstance(value, bool):
        return Denominator.FIXED, value
    if value in {Denominator.PERIOD, Denominator.CALENDAR}:
        return Denominator(value), 30
    reader.report(
        '30 のような日数か、"period"(検針期間の日数)、"calendar"(暦日数)を書いてください。',
        'Write a number of days like 30, or "period" or "calendar".',
        "denominator",
    )
    return Denominator.FIXED, 30


def _lengths(reader: TableReader, key: str) -> Lengths:
    table = reader.table(key)
    if table is None:
        return Lengths()
    lengths = Lengths(
        table.integer("at_most", 0) if table.has("at_most") else None,
        table.integer("at_least", 0) if table.has("at_least") else None,
    )
    table.finish()
    return lengths
