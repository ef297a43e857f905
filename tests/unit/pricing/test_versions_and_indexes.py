"""Which version applies, what an index is worth, and fingerprints that never change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from minamoto.pricing.rating.model import TariffDefinition
from minamoto.pricing.tariffs.model import DecidingDates, IndexTable
from minamoto.pricing.tariffs.notation.indexes import parse_indexes
from minamoto.pricing.tariffs.notation.issues import InvalidTariffText
from minamoto.pricing.tariffs.notation.tariff import parse_tariff
from minamoto.pricing.tariffs.rules import (
    MissingIndexValue,
    NoVersionApplies,
    applicable_version,
    fingerprint,
    resolve_indexes,
)
from unit.pricing.published import GOLDEN

FILES = sorted((GOLDEN / "tariffs").glob("*.toml"))


def text(file: str) -> str:
    return (GOLDEN / "tariffs" / file).read_text(encoding="utf-8")


def tariff(file: str, **changed: str) -> TariffDefinition:
    written = text(file)
    for old, new in changed.items():
        assert f"{old} = " in written
        written = "\n".join(
            f"{old} = {new}" if line.startswith(f"{old} = ") else line for line in written.split("\n")
        )
    return parse_tariff(written, source_name=file)


def indexes() -> dict[str, IndexTable]:
    return {
        table.code: table for table in parse_indexes(text("indexes_electricity.toml"), source_name="indexes")
    }


@pytest.mark.parametrize("file", [path.name for path in FILES if not path.name.startswith("indexes")])
def test_every_golden_tariff_is_sound_and_names_its_source(file: str) -> None:
    assert tariff(file).source.title


class TestVersions:
    old = tariff("tepco_juryo_b_2019_10.toml")
    new = tariff("tepco_juryo_b_2024_04.toml")

    @pytest.mark.parametrize(("day", "expected"), [(date(2024, 3, 31), "old"), (date(2024, 4, 1), "new")])
    def test_the_latest_begun_applies(self, day: date, expected: str) -> None:
        chosen = applicable_version([self.new, self.old], DecidingDates.all_on(day))

        assert chosen is getattr(self, expected)

    @pytest.mark.parametrize(
        ("decided_by", "applies"), [("usage_date", False), ("reading_date", True), ("fix_date", True)]
    )
    def test_the_version_says_which_date_decides(self, decided_by: str, applies: bool) -> None:
        revised = tariff("tepco_juryo_b_2024_04.toml", decided_by=f'"{decided_by}"')
        dates = DecidingDates(
            usage_date=date(2024, 3, 20), reading_date=date(2024, 4, 5), fix_date=date(2024, 4, 8)
        )

        assert (applicable_version([self.old, revised], dates) is revised) is applies

    def test_before_the_first_version_nothing_applies(self) -> None:
        with pytest.raises(NoVersionApplies, match="juryo-b"):
            applicable_version([self.old], DecidingDates.all_on(date(2019, 9, 30)))


class TestFingerprint:
    def test_stays_the_same_for_ever(self) -> None:
        found = fingerprint(tariff("tokyo_sewer_1998_06.toml")).hex()

        assert found == "dc3ac323f5cf470caeeaa2edb9dab25293d7bc041ddb21945358fbaeb5d89a42"

    def test_does_not_depend_on_how_a_price_is_written(self) -> None:
        plain = text("tepco_juryo_b_2019_10.toml")
        rewritten = (
            plain.replace('"19.88"', '"19.880"')
            .replace('"286.00"', '"286"')
            .replace("format = 1", "# !\nformat = 1")
        )

        assert fingerprint(parse_tariff(rewritten, source_name="b")) == fingerprint(
            parse_tariff(plain, source_name="a")
        )

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('"19.88"', '"19.89"'),
            ("2019-10-01", "2019-10-02"),
            ('up_to = "120"', 'up_to = "119"'),
            ('"yen_floor"', '"yen_half_up"'),
        ],
    )
    def test_differs_when_anything_differs(self, old: str, new: str) -> None:
        plain = text("tepco_juryo_b_2019_10.toml").replace('over = "120", ', "")
        changed = plain.replace(old, new)

        assert changed != plain
        assert fingerprint(parse_tariff(changed, source_name="x")) != fingerprint(
            parse_tariff(plain, source_name="x")
        )

    def test_tells_every_golden_tariff_apart(self) -> None:
        found = {fingerprint(tariff(path.name)) for path in FILES if not path.name.startswith("indexes")}

        assert len(found) == len(FILES) - 2


class TestIndexes:
    def test_one_month_serves_all_rows(self) -> None:
        columns = resolve_indexes(indexes(), ["fuel-tokyo", "renewable-levy"], date(2022, 3, 25))

        assert (columns["fuel-tokyo"].decimal(0), columns["renewable-levy"].decimal(0)) == (
            Decimal("1.83"),
            Decimal("3.36"),
        )

    def test_a_month_per_row_is_looked_up_per_row(self) -> None:
        months = [date(2022, 3, 1), date(2022, 1, 31), date(2022, 3, 9)]

        fuel = resolve_indexes(indexes(), ["fuel-tokyo"], months)["fuel-tokyo"]

        assert [fuel.decimal(row) for row in range(3)] == [Decimal("1.83"), Decimal("-0.53"), Decimal("1.83")]

    def test_the_levy_changes_with_the_bill_of_may(self) -> None:
        levy = indexes()["renewable-levy"]

        assert (levy.on(date(2026, 4, 30)), levy.on(date(2026, 5, 1))) == (Decimal("3.98"), Decimal("4.18"))

    @pytest.mark.parametrize(
        ("code", "month"), [("fuel-tokyo", date(2023, 1, 1)), ("fuel-kyushu", date(2022, 3, 1))]
    )
    def test_what_is_missing_is_named(self, code: str, month: date) -> None:
        with pytest.raises(MissingIndexValue, match=f"{code} has no value for {month:%Y-%m}"):
            resolve_indexes(indexes(), [code], month)

    def test_mistakes_are_all_reported(self) -> None:
        wrong = """format = 1
[[index]]
code = "fuel"
label = "燃調"
unit = "kWh"
source = { title = "試験用" }
span = [{ from = "2024-05", to = "2024-04", value = "1" }, { from = "2024-01", to = "2024-02", value = 1.5 }]
[index.values]
"2024-13" = "1"
"2024-01" = "2"
"""

        with pytest.raises(InvalidTariffText) as refused:
            parse_indexes(wrong, source_name="i.toml")

        assert [(issue.line, issue.path) for issue in refused.value.issues] == [
            (7, "index[1].span[1].to"),
            (7, "index[1].span[2]"),
            (7, "index[1].span[2].value"),
            (9, "index[1].values.2024-13"),
        ]
