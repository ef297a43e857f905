"""What makes a tariff sound: every word declared once, every usage and every contract priced exactly once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .cases import condition_problems
from .hours import hour_problems
from .households import HouseholdMethod
from .model import Charge, Per, TariffDefinition
from .terms import Names, Problem

_LEVELS = {Per.MONTH: 0, Per.BUILDING: 1, Per.BILL: 2}


def problems_of(definition: TariffDefinition) -> tuple[Problem, ...]:
    """Return everything wrong with a definition, with paths into its document; empty when it is sound."""
    names = definition.names()
    return (
        *_head_problems(definition),
        *_doubled("usage", [channel.code for channel in definition.channels]),
        *_doubled("attribute", [attribute.code for attribute in definition.attributes]),
        *_doubled("flag", [flag.code for flag in definition.flags]),
        *_doubled("charge", [charge.code for charge in definition.charges]),
        *_charge_problems(definition, names),
        *_unpriced_channels(definition, names),
        *hour_problems(definition.channels),
        *_household_problems(definition, names),
        *(
            ()
            if definition.proration is None
            else (p.under("proration") for p in definition.proration.problems())
        ),
    )


def _head_problems(definition: TariffDefinition) -> Iterator[Problem]:
    if not definition.charges:
        yield Problem((), "料金項目([[charge]])がありません。", "There is no charge: add a [[charge]].")
    if definition.roundings.total.unit % 1:
        yield Problem(
            ("rounding", "total"),
            "合計の端数処理は円単位以上(yen_floor など)にしてください。",
            "The total must come out in whole yen: name a rounding such as yen_floor.",
        )
    for key, rounding in (("before_tax", definition.roundings.before_tax), ("tax", definition.roundings.tax)):
        if rounding.unit % 1:
            yield Problem(
                ("rounding", key),
                "円単位の端数処理にしてください。",
                "Name a rounding to whole yen, such as yen_floor.",
            )
    if not 0 <= definition.tax.rate < 100:  # noqa: PLR2004 - percent
        yield Problem(
            ("tax", "rate"), "0以上100未満の百分率にしてください。", "Give a percentage from 0 to below 100."
        )
    if definition.months_per_bill % definition.table_months:
        yield Problem(
            ("tariff", "months_per_bill"),
            f"{definition.table_months}か月の料金表では{definition.months_per_bill}か月の請求を計算できません。",
            f"{definition.months_per_bill} months are no multiple of the tables' {definition.table_months}.",
        )


def _doubled(what: str, codes: list[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, code in enumerate(codes):
        if code in seen:
            yield Problem(
                (what, number, "code"),
                f"コード「{code}」が重複しています。別のコードにしてください。",
                f"Code {code!r} is used twice: give this one another.",
            )
        seen.add(code)


def _charge_problems(definition: TariffDefinition, names: Names) -> Iterator[Problem]:
    earlier: dict[str, Charge] = {}
    for number, charge in enumerate(definition.charges):
        found: Iterable[Problem] = (
            *charge.rule.problems(names),
            *condition_problems(charge.when, names),
            *_reference_problems(charge, earlier),
        )
        for problem in found:
            yield problem.under("charge", number)
        if charge.tax_rate is not None and not 0 <= charge.tax_rate < 100:  # noqa: PLR2004 - percent
            yield Problem(
                ("charge", number, "tax_rate"),
                "0以上100未満の百分率にしてください。",
                "Give a percentage from 0 to below 100.",
            )
        earlier[charge.code] = charge


def _reference_problems(charge: Charge, earlier: dict[str, Charge]) -> Iterator[Problem]:
    for code in charge.rule.refers_to():
        other = earlier.get(code)
        if other is None:
            yield Problem(
                ("of",),
                f"料金項目「{code}」がこれより前にありません。",
                f"No charge {code!r} stands before this one.",
            )
        elif _LEVELS[other.per] > _LEVELS[charge.per]:
            yield Problem(
                ("of",),
                f"料金項目「{code}」は「{other.per}」ごとのため参照できません。per を合わせてください。",
                f"Charge {code!r} is made per {other.per}, later than this one: give both the same 'per'.",
            )


def _unpriced_channels(definition: TariffDefinition, names: Names) -> Iterator[Problem]:
    priced = {
        code
        for charge in definition.charges
        if charge.rule.kind in {"tiers", "brackets", "time_of_use"}
        for code in charge.rule.channels(names)
    }
    for number, channel in enumerate(definition.channels):
        if priced and channel.code not in priced:
            yield Problem(
                ("usage", number),
                f"使用量「{channel.code}」に単価がありません。従量の料金項目を追加するか、この使用量を削除してください。",
                f"Usage channel {channel.code!r} has no price: add it to a charge, or remove it.",
            )


def _household_problems(definition: TariffDefinition, names: Names) -> Iterator[Problem]:
    rule = definition.households
    if rule is None:
        return
    if rule.method is HouseholdMethod.SPREAD and len(definition.channels) > 1:
        yield Problem(
            ("households", "method"),
            "spread は使用量が1種類の料金表でだけ使えます。",
            "'spread' shares one channel of usage only: choose another method.",
        )
    for code, value in rule.treat_as:
        attribute = names.attributes.get(code)
        if attribute is None or value not in attribute.values:
            yield Problem(
                ("households", "treat_as", code),
                f"「{code}」は宣言された契約属性の値ではありません。",
                f"{code!r} is no declared attribute with that value.",
            )
