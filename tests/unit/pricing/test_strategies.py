"""Strategies of proration, months and households, by examples that utilities publish."""

from __future__ import annotations

from decimal import Decimal

import pytest

from minamoto.pricing.rating.batch import BillUsage
from minamoto.pricing.rating.charges import Charges
from minamoto.pricing.rating.hours import DayType
from minamoto.pricing.rating.plan import compile_plan
from minamoto.pricing.tariffs.notation.tariff import parse_tariff
from unit.pricing.published import plan

HEAD = """
format = 1
[tariff]
code = "mihon"
label = "見本"
service = "water"
valid_from = 2024-04-01
source = { title = "試験用" }
[[usage]]
code = "usage"
unit = "m3"
"""


def rate(text: str, bill: BillUsage) -> Charges:
    return compile_plan(parse_tariff(HEAD + text, source_name="test")).rate_bill(bill)


def quantities(charges: Charges, code: str) -> list[Decimal]:
    return [column.step.quantity.decimal(0) for column in charges.steps if column.charge.code == code]


def test_half_a_month_in_kansai_scales_widths_half_up() -> None:
    """ENEOS, 日割り計算 (faq.eneos.co.jp 7094): 15 → 8, 105 → 53, 180 → 90 kWh."""
    bill = BillUsage(usage={"usage": 500}, days=15, calendar_days=30)

    charges = plan("kansai_juryo_a.toml").rate_bill(bill)

    assert quantities(charges, "energy") == [8, 53, 90, 349]
    assert charges.steps[0].amount.decimal(0) == Decimal("261.29")


def test_half_a_month_in_kanto_scales_120_and_300_to_60_and_150() -> None:
    """ENEOS, 日割り計算: first tier 120 → 60, second to 150 kWh, basic charge × 1/2."""
    bill = BillUsage(
        usage={"usage": 200}, attributes={"ampere": 30}, days=15, period_days=30,
        indexes={"fuel-tokyo": 0, "renewable-levy": 0},
    )  # fmt: skip

    charges = plan("tepco_juryo_b_2024_04.toml").rate_bill(bill)

    assert quantities(charges, "energy") == [60, 90, 50]
    assert charges.steps[0].amount.decimal(0) == Decimal("467.62")


def test_a_difference_below_the_trigger_is_not_prorated() -> None:
    bill = BillUsage(usage={"usage": 0}, days=26, calendar_days=30)

    charges = plan("kansai_juryo_a.toml").rate_bill(bill)

    assert charges.steps[0].amount.decimal(0) == Decimal("522.58")
    assert charges.share is None


def test_a_gas_bill_of_a_short_first_period_is_prorated_by_30() -> None:
    """大阪ガス: 29日以下または36日以上 → 基本料金 × 日数 ÷ 30."""
    short = BillUsage(usage={"usage": 15}, indexes={"raw-material-osaka": 0}, days=29, moving=True)
    regular = BillUsage(usage={"usage": 15}, indexes={"raw-material-osaka": 0}, days=29)

    prorated = plan("osaka_gas_2025_04.toml").rate_bill(short)
    whole = plan("osaka_gas_2025_04.toml").rate_bill(regular)

    assert prorated.steps[0].amount.decimal(0) == Decimal("733.70")
    assert whole.steps[0].amount.decimal(0) == Decimal("759.00")


def test_the_average_picks_the_bracket_and_the_formula_takes_the_households() -> None:
    """川崎市: 5 households, 150 m³, average 30: (139 × 150 − 1,340 × 5) × 1.10 = 15,565.

    The formula 139q − 1,340 at 30 m³ is a bracket with a negative basic charge.
    """
    text = """
[tax]
mode = "on_top"
rate = "10"
[households]
method = "average"
[[charge]]
code = "water"
label = "水道料金"
kind = "brackets"
brackets = [
  { up_to = 10, basic = 500, price = 0 },
  { up_to = 30, basic = -1340, price = 139 },
  { basic = 0, price = 200 },
]
"""

    charges = rate(text, BillUsage(usage={"usage": 150}, households=5))

    assert charges.amount_yen.tolist() == [15_565]


@pytest.mark.parametrize(
    ("method", "homes_and_usage"),
    [("spread", [(1, 4), (2, 5)]), ("floor", [(3, 4)]), ("ceiling", [(3, 5)]), ("half_up", [(3, 5)])],
)
def test_remainders_among_households_go_where_the_tariff_says(
    method: str, homes_and_usage: list[tuple[int, int]]
) -> None:
    text = f"""
[tax]
mode = "inside"
rate = "10"
[households]
method = "{method}"
[[charge]]
code = "volume"
label = "従量料金"
kind = "tiers"
tiers = [{{ price = 1 }}]
"""

    charges = rate(text, BillUsage(usage={"usage": 14}, households=3))

    found = [(int(column.times.decimal(0)), int(column.step.quantity.decimal(0))) for column in charges.steps]
    assert found == homes_and_usage


def test_tokyo_counts_each_home_as_20_mm() -> None:
    """東京都 共同住宅の各戸割: 2 homes behind 40 mm with 40 m³ are two bills of 20 mm, 20 m³."""
    building = BillUsage(usage={"usage": 40}, attributes={"diameter_mm": 40}, households=2)
    home = BillUsage(usage={"usage": 20}, attributes={"diameter_mm": 20})

    together = plan("tokyo_water_2005_01.toml").rate_bill(building)
    alone = plan("tokyo_water_2005_01.toml").rate_bill(home)

    assert together.amount_yen.tolist() == [2 * alone.amount_yen.tolist()[0]] == [5632]


@pytest.mark.parametrize(
    ("odd_unit", "expected"), [("first", [36, 35]), ("second", [35, 36]), ("either", [36, 35])]
)
def test_the_odd_cubic_metre_goes_to_the_month_that_is_named(odd_unit: str, expected: list[int]) -> None:
    """熊本市: 71 m³ are 36 and 35; みどり市: 55 m³ are 27 and 28."""
    text = """
[tax]
mode = "on_top"
rate = "10"
[[charge]]
code = "volume"
label = "従量料金"
kind = "tiers"
tiers = [{ price = 1 }]
"""
    head = HEAD.replace("valid_from", f'odd_unit = "{odd_unit}"\nmonths_per_bill = 2\nvalid_from')

    charges = compile_plan(parse_tariff(head + text, source_name="test")).rate_bill(
        BillUsage(usage={"usage": 71})
    )

    assert quantities(charges, "volume") == expected


def test_a_bill_of_one_month_under_a_two_month_habit_has_one_month() -> None:
    one = BillUsage(usage={"usage": 30}, attributes={"diameter_mm": 20}, months=1)

    charges = plan("tokyo_water_2005_01.toml").rate_bill(one)

    # 1170 + 5×22 + 10×128 + 10×163 = 4190; × 1.10
    assert charges.amount_yen.tolist() == [4609]


def test_tokyo_59_cubic_metres_of_water_cost_9038_yen() -> None:
    """東京都水道局 keisan_23: 20 mm, 59 m³ in two months (30 + 29)."""
    bill = BillUsage(usage={"usage": 59}, attributes={"diameter_mm": 20})

    charges = plan("tokyo_water_2005_01.toml").rate_bill(bill)

    assert charges.amount_yen.tolist() == [9038]


def test_finer_usage_is_settled_as_the_channel_says() -> None:
    text = """
[tax]
mode = "inside"
rate = "10"
[[charge]]
code = "volume"
label = "従量料金"
kind = "tiers"
tiers = [{ price = 100 }]
"""
    head = HEAD.replace('unit = "m3"', 'unit = "m3"\nrounding = "floor"')

    charges = compile_plan(parse_tariff(head + text, source_name="test")).rate_bill(
        BillUsage(usage={"usage": Decimal("12.98")})
    )

    assert charges.amount_yen.tolist() == [1200]


def test_the_clock_tells_channels_apart() -> None:
    slots = plan("sample_time_of_use_2024_04.toml").definition.channel_slots()

    assert slots["day"] == {DayType.WEEKDAY: frozenset(range(15, 47))}
    assert slots["night"][DayType.SUNDAY] == frozenset([*range(1, 15), 47, 48])
    assert slots["holiday"].keys() == {DayType.SATURDAY, DayType.SUNDAY, DayType.HOLIDAY}


def test_each_channel_has_its_own_price() -> None:
    """310.1 kWh: 935.25 + 100×38.20 + 150.1×27.40 + 60×33.10 + 330; 99.96 kWh are billed as 100.0."""
    bill = BillUsage(
        usage={"day": Decimal("99.96"), "night": Decimal("150.1"), "holiday": 60},
        attributes={"ampere": 30},
        indexes={"fuel-tokyo": Decimal("-6.33"), "renewable-levy": Decimal("3.49")},
        flags={"paper_bill": True},
    )

    charges = plan("sample_time_of_use_2024_04.toml").rate_bill(bill)

    # 11,183.99 − 1,962.933 + floor(1,082.249)
    assert charges.amount_yen.tolist() == [10_303]
