"""The notation refuses what is wrong, with the place and the mend, and never only the first mistake."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minamoto.pricing.rating.errors import UnsoundTariff
from minamoto.pricing.rating.plan import compile_plan
from minamoto.pricing.tariffs.notation.issues import InvalidTariffText, Issue
from minamoto.pricing.tariffs.notation.positions import PositionFinder
from minamoto.pricing.tariffs.notation.tariff import parse_tariff
from unit.pricing import documents
from unit.pricing.naive import Doc
from unit.pricing.published import GOLDEN

WATER = (GOLDEN / "tariffs/tokyo_water_2005_01.toml").read_text(encoding="utf-8")
POWER = (GOLDEN / "tariffs/tepco_juryo_b_2024_04.toml").read_text(encoding="utf-8")
HOURS = (GOLDEN / "tariffs/sample_time_of_use_2024_04.toml").read_text(encoding="utf-8")


def issues(text: str) -> tuple[Issue, ...]:
    with pytest.raises(InvalidTariffText) as refused:
        parse_tariff(text, source_name="t.toml")
    return refused.value.issues


def issues_or_none(text: str) -> tuple[Issue, ...]:
    try:
        parse_tariff(text, source_name="t.toml")
    except InvalidTariffText as refused:
        return refused.issues
    return ()


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


MISTAKES: list[tuple[str, str, str, str, str]] = [
    # text, what is written, what is written instead, where it is reported, the mend
    (WATER, "20 = 1170\n", "", "charge[1].prices", "diameter_mm = 20 の料金がありません"),
    (WATER, "values = [13,", "values = [13, 16,", "charge[1].prices", "diameter_mm = 16"),
    (WATER, "diameter_mm = [30, 40]", "diameter_mm = [25, 30, 40]", "charge[2].case[2]", "2つあります"),
    (WATER, "diameter_mm = [30, 40]", "diameter_mm = [30]",
     "charge[2].case", "diameter_mm = 40 の料金がありません"),
    (WATER, "diameter_mm = [30, 40]", "bore = [30, 40]", "charge[2].case[2].when.bore", "宣言されていません"),
    (WATER, "diameter_mm = [30, 40]", "diameter_mm = [30, 40, 41]", "charge[2].case[2].when", "41"),
    (WATER, "{ up_to = 200, price = 298 }", "{ up_to = 90, price = 298 }",
     "charge[2].case[1].tiers[7].up_to", "使われません"),
    (WATER, "tiers = [{ price = 404 }]", "tiers = [{ up_to = 9, price = 404 }]",
     "charge[2].case[4].tiers[1]", "9を超える"),
    (WATER, "tiers = [{ price = 404 }]", "tiers = [{ price = 404 }, { price = 9 }]",
     "charge[2].case[4].tiers[2]", "上限のない"),
    (WATER, "tiers = [{ price = 404 }]", "tiers = []", "charge[2].case[4].tiers", "1つもありません"),
    (WATER, "price = 128 }", "price = 12.8 }", "charge[2].case[1].tiers[3].price", '"12.8"'),
    (WATER, "price = 128 }", 'price = "12,8" }', "charge[2].case[1].tiers[3].price", "数ではありません"),
    (WATER, "price = 128 }", 'price = "１２８円" }', "charge[2].case[1].tiers[3].price", "半角"),
    (WATER, "price = 128 }", "price = true }", "charge[2].case[1].tiers[3].price", "数を書いて"),
    (WATER, 'total = "yen_floor"', 'total = "yen_flor"', "rounding.total", "「yen_floor」ではありませんか"),
    (WATER, 'total = "yen_floor"', 'total = "sen_floor"', "rounding.total", "円単位以上"),
    (WATER, 'total = "yen_floor"', 'total = { mode = "floor", unit = 0 }', "rounding.total.unit", "正の数"),
    (WATER, 'mode = "on_top"', 'mode = "ontop"', "tax.mode", "「on_top」ではありませんか"),
    (WATER, 'rate = "10"', 'rate = "110"', "tax.rate", "100未満"),
    (WATER, "valid_from = 2005-01-01", 'valid_from = "2005-01-01"',
     "tariff.valid_from", "2024-04-01 のように"),
    (WATER, "treat_as = { diameter_mm = 20 }", "treat_as = { diameter_mm = 21 }",
     "households.treat_as.diameter_mm", "値では"),
    (WATER, "months_per_bill = 2", "months_per_bill = 3\ntable_months = 2",
     "tariff.months_per_bill", "計算できません"),
    (WATER, "format = 1", "format = 2", "format", "format = 1"),
    (WATER, 'kind = "fixed"', 'kind = "fixt"', "charge[1].kind", "「fixed」ではありませんか"),
    (WATER, 'code = "water-general"', 'code = "水道"', "tariff.code", "半角"),
    (WATER, 'code = "volume"', 'code = "basic"', "charge[2].code", "重複"),
    (WATER, 'unit = "mm"', 'unit = "mm"\nvalue = 1', "attribute[1].value", "「values」ではありませんか"),
    (WATER, "values = [13,", 'values = ["a", 13,', "attribute[1].values", "混ぜないで"),
    (WATER, "values = [13,", "values = [13, 13,", "attribute[1].values", "2度"),
    (WATER, 'unit = "m3"', 'unit = "m3"\n\n[[usage]]\ncode = "well"\nunit = "kWh"',
     "charge[2]", "単位の異なる"),
    (POWER, 'over = "300"', 'over = "310"', "charge[2].tiers[3].over", "300を超え310以下"),
    (POWER, 'over = "300"', 'over = "290"', "charge[2].tiers[3].over", "重なって"),
    (POWER, 'of = ["basic", "energy", "fuel"]', 'of = ["basic", "levy"]',
     "charge[4].of", "「levy」がこれより前にありません"),
    (POWER, 'of = ["basic", "energy", "fuel"]', "of = []", "charge[4]", "of に書いて"),
    (POWER, "when = { account_transfer = true }", "when = { paper = true }",
     "charge[5].when.paper", "フラグは宣言"),
    (POWER, 'amount = "55.00"', 'amount = "-55.00"', "charge[5].amount", "正の数"),
    (POWER, 'amount = "55.00"', 'amount = "55.00"\npercent = "3"', "charge[5]", "どちらか一方"),
    (POWER, 'unused_factor = "0.5"', 'unused_factor = "5"', "charge[1].unused_factor", "0から1"),
    (POWER, 'denominator = "period"', 'denominator = "month"', "proration.denominator", "calendar"),
    (POWER, 'trigger = "partial"', 'trigger = "length"', "proration.trigger", "regular か moving"),
    (POWER, 'tier_rounding = "half_up"', 'tier_rounding = "halfup"', "proration.tier_rounding", "half_up"),
    (POWER, 'by = "ampere"', 'by = "amper"', "charge[1].by", "宣言されていません"),
    (HOURS, 'weekday = "7:00-23:00"', 'weekday = "7:00-22:30"', "usage", "22:30からの30分は0つ"),
    (HOURS, 'weekday = "7:00-23:00"', 'weekday = "6:30-23:00"', "usage", "6:30からの30分は2つ"),
    (HOURS, 'weekday = "7:00-23:00"', 'weekday = "7:15-23:00"', "usage[1].hours.weekday", "30分単位"),
    (HOURS, 'weekday = "7:00-23:00"', 'monday = "7:00-23:00"', "usage[1].hours.monday", "everyday"),
    (HOURS, 'hours = { everyday = "23:00-7:00" }', "", "usage[2]", "hours"),
    (HOURS, ', holiday = "33.10"', "", "usage[3]", "単価がありません"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "old", "new", "path", "mend"), MISTAKES, ids=[each[2][:40] for each in MISTAKES]
)
def test_a_mistake_is_found_where_it_stands(text: str, old: str, new: str, path: str, mend: str) -> None:
    assert old in text

    found = issues(text.replace(old, new, 1))

    assert any(issue.path.startswith(path) and mend in issue.ja for issue in found), [
        str(each) for each in found
    ]
    assert all(issue.en for issue in found)


def test_line_and_column_point_at_the_value() -> None:
    wrong = WATER.replace("price = 128 }", "price = 12.8 }", 1)

    (issue,) = issues(wrong)

    assert (issue.file, issue.line) == ("t.toml", line_of(wrong, "12.8"))
    assert wrong.splitlines()[issue.line - 1][issue.column - 1 :].startswith("12.8")


def test_all_mistakes_are_reported_in_the_order_of_the_text() -> None:
    wrong = WATER.replace("13 = 860", "13 = 8.6").replace('mode = "on_top"', 'mode = "top"')
    wrong = wrong.replace('method = "spread"', 'metod = "spread"')

    found = [issue.path for issue in issues(wrong)]

    assert found == ["tax.mode", "households", "households.metod", "charge[1].prices.13"]


def test_what_is_no_toml_is_reported_with_its_place() -> None:
    (issue,) = issues('format = 1\n[tariff]\ncode = "a\n')

    assert issue.line == 3
    assert "TOML" in issue.ja


def test_an_empty_text_says_what_is_missing() -> None:
    missing = " ".join(issue.ja for issue in issues(""))

    assert all(word in missing for word in ("format = 1", "「code」", "「service」", "source", "[tax]"))


def test_the_error_names_the_first_mistake_in_both_languages() -> None:
    with pytest.raises(InvalidTariffText) as refused:
        parse_tariff(WATER.replace('"on_top"', '"top"'), source_name="t.toml")

    assert "t.tomlに1件の誤りがあります。" in refused.value.message("ja")
    assert "t.toml has 1 mistake(s)" in refused.value.message("en")


def test_a_definition_made_without_text_is_checked_as_well() -> None:
    from dataclasses import replace

    sound = parse_tariff(WATER, source_name="t.toml")

    with pytest.raises(UnsoundTariff, match="used twice"):
        compile_plan(replace(sound, charges=(*sound.charges, sound.charges[0])))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_damaged_text_is_refused_with_a_place_or_read(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([WATER, POWER, HOURS]))
    at = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(1, 12))
    damaged = text[:at] + data.draw(st.sampled_from(["", "0", '"', "x", "[", "= 1\n"])) + text[at + length :]

    found = issues_or_none(damaged)

    assert all(1 <= issue.line <= damaged.count("\n") + 1 and issue.column >= 1 for issue in found)


class TestPositions:
    TEXT = """a = 1 # b = 2
[t."x.y"]
'q' = { k = [1, "two]", 3], m.n = '#' }
s = \"\"\"
a = 9 \\\"\"\" \"\"\"
[[l]]
[[l]]
[[l.in]]
v = [
  1, # one
  { w = 2 },
]
[l.sub]
z = 0
"""

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            (("a",), (1, 5)),
            (("t", "x.y"), (2, 1)),
            (("t", "x.y", "q", "k", 1), (3, 17)),
            (("t", "x.y", "q", "m", "n"), (3, 35)),
            (("t", "x.y", "s"), (4, 5)),
            (("l", 1), (7, 1)),
            (("l", 1, "in", 0, "v", 1, "w"), (11, 9)),
            (("l", 1, "sub", "z"), (14, 5)),
            (("l", 1, "sub", "absent"), (13, 1)),
            (("absent",), (1, 1)),
        ],
    )
    def test_every_value_is_found(self, path: tuple[str | int, ...], expected: tuple[int, int]) -> None:
        assert PositionFinder(self.TEXT).find(path) == expected

    @settings(max_examples=100, deadline=None)
    @given(documents.tariffs())
    def test_random_documents_are_walked_to_their_end(self, doc: Doc) -> None:
        text = documents.text_of(doc)

        line, column = PositionFinder(text).find(("charge", len(doc["charge"]) - 1, "kind"))

        assert text.splitlines()[line - 1][column - 1 :].startswith(f'"{doc["charge"][-1]["kind"]}"')
