"""Every example of docs/tariff-format.md is read from there and does what the page says."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from minamoto.pricing.rating.batch import BillUsage
from minamoto.pricing.rating.plan import compile_plan
from minamoto.pricing.tariffs.notation.indexes import parse_indexes
from minamoto.pricing.tariffs.notation.issues import InvalidTariffText
from minamoto.pricing.tariffs.notation.tariff import parse_tariff
from unit.pricing.naive import Bill, total_and_tax

PAGE = (Path(__file__).resolve().parents[3] / "docs/tariff-format.md").read_text(encoding="utf-8")
FENCES = re.findall(r"```(toml \w+|text)\n(.*?)```", PAGE, flags=re.DOTALL)


def following(first: str, second: str) -> list[tuple[str, str]]:
    """Pairs of fences where one kind follows the other."""
    pairs = pairwise(FENCES)
    return [(one, other) for (kind, one), (next_kind, other) in pairs if (kind, next_kind) == (first, second)]


BILLS = [
    (text, bill)
    for text, bills in following("toml tariff", "toml bills")
    for bill in tomllib.loads(bills)["bill"]
]


def test_the_page_has_its_examples() -> None:
    assert sum(kind == "toml tariff" for kind, _ in FENCES) == len({text for text, _ in BILLS}) >= 7


@pytest.mark.parametrize(("text", "said"), BILLS)
def test_example_bill_comes_out_as_the_page_says(text: str, said: dict[str, Any]) -> None:
    plan = compile_plan(parse_tariff(text, source_name="docs"))

    charges = plan.rate_bill(
        BillUsage(
            usage=_decimals(said["usage"]),
            attributes=said.get("attributes", {}),
            indexes=_decimals(said.get("indexes", {})),
            flags=said.get("flags", {}),
            days=said.get("days"),
            calendar_days=said.get("calendar_days"),
            moving=said.get("moving", False),
            households=said.get("households"),
        )
    )

    assert int(charges.amount_yen[0]) == said["yen"]
    if "tax" in said:
        assert int(charges.rates[0].tax_yen[0]) == said["tax"]


@pytest.mark.parametrize(("text", "said"), BILLS)
def test_the_naive_reckoning_agrees_with_the_page(text: str, said: dict[str, Any]) -> None:
    bill = Bill(
        usage={code: Fraction(str(value)) for code, value in said["usage"].items()},
        attributes=said.get("attributes", {}),
        indexes={code: Fraction(value) for code, value in said.get("indexes", {}).items()},
        flags=said.get("flags", {}),
        days=said.get("days"),
        calendar_days=said.get("calendar_days"),
        moving=said.get("moving", False),
        households=said.get("households"),
    )

    total, _ = total_and_tax(tomllib.loads(text), bill)

    assert total == said["yen"]


@pytest.mark.parametrize(("text", "said"), following("toml mistakes", "text"))
def test_mistakes_are_reported_as_the_page_says(text: str, said: str) -> None:
    with pytest.raises(InvalidTariffText) as refused:
        parse_tariff(text, source_name="mihon.toml")

    assert [str(issue) for issue in refused.value.issues] == said.strip().splitlines()


@pytest.mark.parametrize("text", [text for kind, text in FENCES if kind == "toml indexes"])
def test_example_indexes_are_read(text: str) -> None:
    fuel, levy = parse_indexes(text, source_name="docs")

    assert [value for _, value in fuel.values] == [Decimal("-8.67"), Decimal("-6.33")]
    assert len(levy.values) == 24


def _decimals(values: dict[str, Any]) -> dict[str, Decimal]:
    return {code: Decimal(str(value)) for code, value in values.items()}
