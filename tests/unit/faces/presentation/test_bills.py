"""How a bill stands, what its lines say, and the sentence about what changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.faces.presentation.rules.bills import (
    bill_line,
    bill_state,
    change_sentence,
    find_causes,
    line_kind,
    rated_quantity,
    read_working,
    shown_lines,
    sum_lines,
)

DUE = date(2026, 11, 30)


def step(quantity: str, price: str, amount: str, unit: str = "kWh", **more: Any) -> dict[str, Any]:
    label = {"ja": "電力量料金 第1段階", "en": "Energy charge, tier 1"}
    return {
        "label": label, "quantity": quantity, "unit": unit, "unit_price": price, "amount": amount, **more
    }  # fmt: skip


def line(code: str, *steps: dict[str, Any], amount: str, **more: Any) -> dict[str, Any]:
    return {
        "charge": code,
        "label": {"ja": "電力量料金", "en": "Energy charge"},
        "month": 1,
        "households": 1,
        "steps": list(steps),
        "exact": amount,
        "rounding": None,
        "amount": amount,
        **more,
    }


def working(*lines: dict[str, Any]) -> Any:
    return read_working(
        {
            "tariff": "juryo-b",
            "label": {"ja": "従量電灯B", "en": "Meter-Rate Lighting B"},
            "valid_from": "2024-04-01",
            "lines": list(lines),
        }
    )


class TestState:
    @pytest.mark.parametrize(
        ("paid", "today", "cancelled", "pending", "expected"),
        [
            (0, DUE, False, False, "unpaid"),
            (0, date(2026, 12, 1), False, False, "overdue"),
            (300, DUE, False, False, "partly_paid"),
            (300, date(2026, 12, 1), False, False, "overdue"),
            (1000, date(2026, 12, 1), False, False, "paid"),
            (0, date(2026, 12, 1), False, True, "pending"),
            (1000, DUE, True, False, "cancelled"),
        ],
    )
    def test_says_what_matters_most(
        self, *, paid: int, today: date, cancelled: bool, pending: bool, expected: str
    ) -> None:
        state = bill_state(
            amount_yen=1000, paid_yen=paid, due_on=DUE, today=today, cancelled=cancelled, pending=pending
        )

        assert state == expected

    def test_of_a_bill_over_nothing_is_paid(self) -> None:
        state = bill_state(amount_yen=0, paid_yen=0, due_on=DUE, today=DUE, cancelled=False, pending=False)

        assert state == "paid"


class TestLines:
    def test_keep_the_exact_working_of_each_step(self) -> None:
        found = working(
            line(
                "energy",
                step("120", "29.80", "3576.00"),
                step("140", "36.40", "5096.00"),
                amount="8672.00",
            )
        )

        shown = bill_line(found.lines[0], "ja", {"energy": "usage"})

        assert (shown.quantity, shown.unit, shown.unit_price_yen) == ("260", "kWh", None)
        assert shown.amount_yen is None
        assert [each.amount_yen_exact for each in shown.steps] == ["3576.00", "5096.00"]

    def test_say_how_they_were_rounded_and_prorated(self) -> None:
        found = working(
            line(
                "levy",
                step("248", "4.18", "1036.64", days=15, of_days=30),
                amount="1036",
                rounding={"ja": "円未満切り捨て", "en": "rounded down to 1 yen"},
                households=3,
            )
        )

        shown = bill_line(found.lines[0], "ja", {})

        assert shown.amount_yen == 1036
        assert shown.note == "3戸分、円未満切り捨て"
        assert shown.steps[0].note == "日割り 15日／30日"

    def test_speak_the_language_of_the_reader(self) -> None:
        found = working(line("energy", step("1", "1", "1"), amount="1"))

        assert bill_line(found.lines[0], "en", {}).name == "Energy charge"

    def test_leave_out_a_minimum_that_was_not_needed(self) -> None:
        found = working(
            line("energy", step("1", "1", "1"), amount="1"),
            line("minimum", step("1", "0", "0", unit=""), amount="0.00"),
        )

        assert [each.charge for each in shown_lines(found, {"minimum": "minimum"})] == ["energy"]

    @pytest.mark.parametrize(
        ("code", "unit", "kinds", "expected"),
        [
            ("fuel", "kWh", {"fuel": "adjustment"}, "adjustment"),
            ("fuel_adjustment", "kWh", {}, "adjustment"),
            ("energy", "kWh", {}, "usage"),
            ("volume", "m³", {}, "usage"),
            ("basic", "", {}, "fixed"),
            ("account_transfer_discount", "", {}, "discount"),
        ],
    )
    def test_are_of_the_kind_their_tariff_says(
        self, code: str, unit: str, kinds: dict[str, Any], expected: str
    ) -> None:
        found = working(line(code, step("1", "1", "1", unit=unit), amount="1"))

        assert line_kind(found.lines[0], kinds) == expected


def test_the_rated_quantity_is_that_of_all_channels() -> None:
    assert rated_quantity({"usage": {"day": "200.5", "night": "59.5"}}) == Decimal("260.0")
    assert rated_quantity({}) is None


class TestChange:
    def sentence(self, before: Any, after: Any, difference: int, language: Any = "ja") -> str:
        kinds: dict[str, Any] = {"energy": "usage"}
        causes = find_causes(sum_lines([before], language, kinds), sum_lines([after], language, kinds))
        return change_sentence(difference, causes, language)

    def test_names_the_usage_when_that_moved_the_bill(self) -> None:
        before = working(line("energy", step("260", "30", "7800"), amount="7800"))
        after = working(line("energy", step("248", "30", "7440"), amount="7440"))

        assert self.sentence(before, after, -360) == (
            "前回より360円減りました。使用量が12kWh減ったことが主な理由です。"
        )
        assert self.sentence(before, after, -360, "en") == (
            "360 yen less than last time, mainly because you used 12 kWh less."
        )

    def test_names_the_price_when_usage_went_the_other_way(self) -> None:
        before = working(line("energy", step("260", "30", "7800"), amount="7800"))
        after = working(line("energy", step("250", "40", "10000"), amount="10000"))

        assert self.sentence(before, after, 2200) == (
            "前回より2,200円増えました。電力量料金が2,200円増えたことが主な理由です。"
        )

    def test_says_so_when_nothing_changed(self) -> None:
        same = working(line("energy", step("260", "30", "7800"), amount="7800"))

        assert self.sentence(same, same, 0) == "前回と同じ金額です。"

    def test_gives_no_reason_that_points_the_other_way(self) -> None:
        before = working(line("energy", step("260", "30", "7800"), amount="7800"))
        after = working(line("energy", step("260", "31", "8060"), amount="8060"))

        assert self.sentence(before, after, -5) == "前回より5円減りました。"

    @given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-9999, 9999)), max_size=6))
    def test_causes_add_up_to_the_difference_of_the_lines(self, amounts: list[tuple[str, int]]) -> None:
        after = working(*(line(code, step("1", "1", str(yen)), amount=str(yen)) for code, yen in amounts))

        causes = find_causes({}, sum_lines([after], "ja", {}))

        assert sum(each.difference_yen for each in causes) == sum(yen for _, yen in amounts)
