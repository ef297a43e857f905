"""Eras change on their days: 明治45年7月29日 is followed by 大正元年7月30日 (the edicts of each change)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from minamoto.kernel.eras import KNOWN_ERAS, Era, era_date, era_fiscal_year, era_month, era_year


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(2026, 11, 20), "令和8年11月20日"),
    ],
)
def test_a_day_is_written_in_its_era(day: date, written: str) -> None:
    assert era_date(day) == written


def test_each_era_ends_on_the_day_before_the_next_begins() -> None:
    for former, later in pairwise(KNOWN_ERAS):
        assert era_year(later.first_day) == (later, 1)
        assert era_year(later.first_day - timedelta(days=1))[0] == former


def test_months_and_fiscal_years_are_written_as_ledgers_do() -> None:
    assert era_month(date(2026, 11, 1)) == "令和8年11月"
    assert era_month(date(2019, 5, 1)) == "令和元年5月"
    assert era_fiscal_year(2019) == "令和元年度"
    assert era_fiscal_year(2018) == "平成30年度"
    assert era_fiscal_year(2026) == "令和8年度"


def test_a_new_era_is_one_more_row() -> None:
    eras = (*KNOWN_ERAS, Era("見本", "X", date(2050, 5, 1)))

    assert era_date(date(2050, 4, 30), eras) == "令和32年4月30日"
    assert era_date(date(2050, 5, 1), eras) == "見本元年5月1日"


def test_a_day_before_every_era_is_refused() -> None:
    with pytest.raises(ValueError, match="no era"):
        era_year(date(1868, 10, 22))
