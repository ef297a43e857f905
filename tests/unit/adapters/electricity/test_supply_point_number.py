import pytest

from minamoto_adapters.electricity import supply_point_number
from minamoto_adapters.electricity.supply_point_number import (
    Area,
    SupplyPointNumber,
    SupplyPointNumberArea,
    SupplyPointNumberLength,
    SupplyPointNumberNotDigits,
)

NUMBER = "0300111234567890123456"


def test_a_number_tells_its_area_and_is_grouped_as_on_bills() -> None:
    number = SupplyPointNumber(NUMBER)

    assert number.area is Area.TOKYO
    assert number.area.ja == "東京"
    assert number.grouped() == "03-0011-1234-5678-9012-3456"


def test_every_area_has_a_name() -> None:
    assert [area.ja for area in Area] == [
        "北海道", "東北", "東京", "中部", "北陸", "関西", "中国", "四国", "九州", "沖縄",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{NUMBER}7", SupplyPointNumberLength),
        (NUMBER[:-1], SupplyPointNumberLength),
        ("03001112345678901234AB", SupplyPointNumberNotDigits),
        ("", SupplyPointNumberNotDigits),
        ("０３00111234567890123456", SupplyPointNumberNotDigits),
        ("1100111234567890123456", SupplyPointNumberArea),
        ("0000111234567890123456", SupplyPointNumberArea),
    ],
)
def test_what_is_not_a_number_is_refused_with_its_reason(text: str, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        SupplyPointNumber(text)


def test_what_people_type_is_forgiven() -> None:
    assert supply_point_number.read(" ０３-0011ー1234 5678-9012-3456").digits == NUMBER


@pytest.mark.parametrize(("digit", "warned"), [("0", False), ("1", False), ("2", True), ("9", True)])
def test_an_odd_third_digit_is_a_warning_only(digit: str, warned: bool) -> None:
    number = SupplyPointNumber(f"03{digit}{NUMBER[3:]}")

    assert bool(number.warnings) is warned


def test_the_message_of_a_long_number_speaks_japanese() -> None:
    with pytest.raises(SupplyPointNumberLength) as raised:
        SupplyPointNumber(f"{NUMBER}7")

    assert raised.value.message("ja") == "供給地点特定番号は22桁です(23桁が入力されています)。"
