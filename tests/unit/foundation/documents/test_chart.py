"""Charts are true to their figures and readable without colour sight."""

from __future__ import annotations

import itertools
import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.foundation.documents import chart
from minamoto.foundation.documents.chart import Canvas, daily_chart, monthly_chart
from minamoto.foundation.documents.model import DayUsage, MonthUsage
from minamoto.kernel.periods import add_months

CANVAS = Canvas(63, 31, "電気の使用量の棒グラフ <&>")
SVG = "{http://www.w3.org/2000/svg}"
USAGES = st.lists(st.none() | st.decimals(0, 99_999, places=1, allow_nan=False), min_size=1, max_size=13)


def history(usages: list[Decimal | None]) -> list[MonthUsage]:
    return [MonthUsage(add_months(date(2025, 11, 1), place), usage) for place, usage in enumerate(usages)]


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def test_thirteen_months_are_thirteen_bars_and_two_stand_out() -> None:
    svg = drawn(
        monthly_chart(history([Decimal(place * 10 + 10) for place in range(13)]), CANVAS, japanese=True)
    )

    paints = [(bar.get("fill"), bar.get("stroke")) for bar in svg.iter(f"{SVG}rect")]

    assert len(paints) == 13
    assert paints[0] == ("#ffffff", chart.ACCENT)
    assert paints[-1] == (chart.ACCENT, None)
    assert set(paints[1:-1]) == {(chart.OTHER, None)}


def test_the_years_are_written_where_they_begin() -> None:
    svg = monthly_chart(history([Decimal(1)] * 13), CANVAS, japanese=True)

    assert re.findall("令和[0-9]+年", svg) == ["令和7年", "令和8年"]


def test_the_first_year_of_an_era_is_its_origin() -> None:
    svg = monthly_chart([MonthUsage(date(2019, 5, 1), Decimal(1))], CANVAS, japanese=True)

    assert "令和元年" in svg


def test_a_missing_month_is_a_dash_and_an_estimated_one_is_marked() -> None:
    months = [
        MonthUsage(date(2026, 10, 1), None),
        MonthUsage(date(2026, 11, 1), Decimal("12.50"), estimated=True),
    ]

    svg = drawn(monthly_chart(months, CANVAS, japanese=True))

    texts = [text.text for text in svg.iter(f"{SVG}text")]
    assert "–" in texts
    assert "12.5認" in texts
    assert len(list(svg.iter(f"{SVG}rect"))) == 1


def test_it_speaks_to_those_who_cannot_see_it() -> None:
    svg = drawn(monthly_chart(history([Decimal(1)]), CANVAS, japanese=True))

    title = svg.find(f"{SVG}title")
    assert title is not None
    assert svg.get("aria-label") == title.text == CANVAS.alternative


@given(USAGES)
def test_bars_keep_the_order_of_their_figures_and_stay_inside(usages: list[Decimal | None]) -> None:
    svg = drawn(monthly_chart(history(usages), CANVAS, japanese=False))

    bars = [int(bar.get("height", "0")) for bar in svg.iter(f"{SVG}rect")]
    present = [usage for usage in usages if usage]
    assert len(bars) == len(present)
    pairs = sorted(zip(present, bars, strict=True))
    assert all(one[1] <= other[1] for one, other in itertools.pairwise(pairs))
    assert all(int(bar.get("y", "-1")) >= 0 for bar in svg.iter(f"{SVG}rect"))


@pytest.mark.parametrize("count", [0, 1, 28, 31, 62])
def test_days_are_a_bar_each(count: int) -> None:
    days = [DayUsage(date(2026, 10, 1 + place % 28), Decimal("9.8")) for place in range(count)]

    svg = drawn(daily_chart(days, CANVAS))

    assert len(list(svg.iter(f"{SVG}rect"))) == count


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours."""

    def luminance(colour: str) -> float:
        channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        (chart.ACCENT, "#ffffff", 3.0),
        (chart.OTHER, "#ffffff", 3.0),
        (chart.INK, "#ffffff", 4.5),
        (chart.MUTED, "#ffffff", 4.5),
        ("#545458", "#f1f1f4", 4.5),
        ("#00118f", "#e8f1fe", 4.5),
        ("#1a1a1c", "#e8f1fe", 4.5),
        ("#545458", "#e8f1fe", 4.5),
    ],
)
def test_colours_keep_the_contrast_of_level_aa(ink: str, ground: str, least: float) -> None:
    assert contrast(ink, ground) >= least
