"""Words, dates and numbers are written as a Japanese utility writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from minamoto.foundation.documents.model import Service
from minamoto.foundation.documents.wording import Wording, grouped_point_number, unit_text
from minamoto.kernel.periods import Period

JA = Wording("ja")
EN = Wording("en")


@pytest.mark.parametrize(
    ("services", "name"),
    [
        ([Service.ELECTRICITY], "電気"),
        ([Service.ELECTRICITY, Service.GAS], "電気・ガス"),
        ([Service.WATER, Service.SEWER], "上下水道"),
        ([Service.GAS, Service.WATER, Service.SEWER], "ガス・上下水道"),
        ([Service.SEWER], "下水道"),
        ([Service.ELECTRICITY, Service.ELECTRICITY], "電気"),
    ],
)
def test_services_are_named_together(services: list[Service], name: str) -> None:
    assert JA.services(services) == name


def test_english_names_are_joined_as_a_sentence() -> None:
    assert EN.services([Service.WATER, Service.SEWER]) == "Water and sewerage"


@pytest.mark.parametrize(
    ("period", "written"),
    [
        (Period(date(2026, 10, 13), date(2026, 11, 12)), "令和8年10月13日～11月11日"),
        (Period(date(2026, 12, 10), date(2027, 1, 12)), "令和8年12月10日～令和9年1月11日"),
        (Period(date(2019, 4, 10), date(2019, 5, 10)), "平成31年4月10日～令和元年5月9日"),
    ],
)
def test_a_period_names_its_last_day_and_the_era_where_it_changes(period: Period, written: str) -> None:
    assert JA.period(period) == written


def test_a_due_day_has_its_weekday() -> None:
    assert JA.due_day(date(2026, 12, 11)) == "令和8年12月11日（金）"
    assert EN.due_day(date(2026, 12, 11)) == "Fri 11 Dec 2026"


@pytest.mark.parametrize(
    ("service", "number", "written"),
    [
        (Service.ELECTRICITY, "0300111234567890123456", "03-0011-1234-5678-9012-3456"),
        (Service.ELECTRICITY, "03001", "03001"),
        (Service.GAS, "03001234567890123", "03001234567890123"),
    ],
)
def test_only_electricity_points_are_grouped(service: Service, number: str, written: str) -> None:
    assert grouped_point_number(service, number) == written


def test_quantities_and_units_are_written_for_people() -> None:
    assert JA.quantity(Decimal("1234.50")) == "1,234.50"
    assert JA.quantity(None) == "－"
    assert unit_text("21～30m3") == "21～30m³"
