"""What rating refuses, each saying what and where."""

from __future__ import annotations

from minamoto.kernel.errors import InvalidInput

from .terms import Problem


class UnratableUsage(InvalidInput):
    """A row of usage cannot be priced by this tariff. ``row`` is its position in the batch, from 0."""

    code = "unratable-usage"
    ja = "{row}行目は料金を計算できません。{reason_ja}"
    en = "Row {row} cannot be priced: {reason_en}"


class NegativeUsage(UnratableUsage):
    """Usage below zero."""

    code = "negative-usage"
    ja = "{row}行目の使用量({channel})が負の値です: {value}"
    en = "Row {row}: usage of channel {channel} is negative: {value}."


class TooPreciseUsage(UnratableUsage):
    """Usage or an attribute with more decimal places than the tariff reads."""

    code = "too-precise-usage"
    ja = "{row}行目の{name}は小数点以下{decimals}桁までです: {value}"
    en = "Row {row}: {name} has more than the {decimals} decimal places that the tariff reads: {value}."


class AttributeWithoutPrice(UnratableUsage):
    """A contract attribute whose value the tariff does not name."""

    code = "attribute-without-price"
    ja = "{row}行目の{attribute}「{value}」には料金の定めがありません。"
    en = "Row {row}: the tariff has no price for {attribute} = {value}."


class MissingColumn(UnratableUsage):
    """The batch lacks a column that the tariff needs."""

    code = "missing-column"
    ja = "料金表「{tariff}」の計算に必要な{what}「{name}」がありません。"
    en = "Tariff {tariff} needs the {what} {name}, which was not given."


class UnfitColumn(UnratableUsage):
    """A column whose length or values do not fit the batch."""

    code = "unfit-column"
    ja = "列「{name}」が不正です: {reason_ja}"
    en = "Column {name} does not fit: {reason_en}"


class AmountTooLarge(UnratableUsage):
    """An amount that 64-bit scaled integers cannot hold exactly. Refused; never wrapped round."""

    code = "amount-too-large"
    ja = "{row}行目の{what}が計算できる範囲を超えました。"
    en = "Row {row}: {what} is beyond what can be computed exactly."


class InexactAmount(UnratableUsage):
    """A value that the tariff says must come out even did not."""

    code = "inexact-amount"
    ja = "{row}行目の{what}に端数が生じましたが、端数処理の定めがありません。"
    en = "Row {row}: {what} leaves a remainder and the tariff names no rounding for it."


class UnsoundTariff(InvalidInput):
    """A definition that cannot be compiled: it leaves a gap, or says something twice or without base."""

    code = "unsound-tariff"
    ja = "料金表「{tariff}」に{count}件の誤りがあります。{first_ja}"
    en = "Tariff {tariff} has {count} problem(s). First: {first_en}"

    def __init__(self, tariff: str, problems: tuple[Problem, ...]) -> None:
        """Keep every problem; the message names the first."""
        self.problems = problems
        super().__init__(tariff=tariff, count=len(problems), first_ja=problems[0].ja, first_en=problems[0].en)
