"""What rating is given: the month of the reading, the quantity in billed places, the right version."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.journeys.monthly_cycle.actors import read_plan, write_arguments
from minamoto.journeys.monthly_cycle.determinants import (
    bill_usage,
    billed_quantity,
    index_month,
    months_of_use,
    regular_period,
    write_determinants,
)
from minamoto.journeys.monthly_cycle.model import DueUsage
from minamoto.journeys.monthly_cycle.rating import PriceBook, PricedVersion, rate_due
from minamoto.kernel.periods import Period
from minamoto.money.billing.model import RunPlan
from minamoto.pricing.tariffs.queries import compiled
from minamoto_tenants.onboarding.packs import read_pack

PLANS = {
    name: compiled(text)
    for pack in ("hinata_denki", "aoba_suido", "minori_gas")
    for name, text in read_pack(pack).tariffs.items()
}
ELECTRICITY, WATER = PLANS["juryo_b_2024_04.toml"], PLANS["water_general_2005_01.toml"]
OCTOBER = Period(date(2026, 9, 3), date(2026, 10, 3))
DUE = DueUsage(
    agreement_id=1, customer_id=2, payer_account_id=3, payer_method="payment_slip", service="electricity",
    service_point_id=4, usage_id=5, period=OCTOBER, quantity=Decimal(260), source="confirmed",
    tariff_code="juryo-b", attributes={"ampere": 30}, district="101", covered=True,
)  # fmt: skip
INDEXES = {
    (code, month): value
    for code, value in (("fuel-tokyo", Decimal("-6.88")), ("renewable-levy", Decimal("4.18")))
    for month in (date(2026, 10, 1), date(2026, 9, 1))
}


def book(*starts: date) -> PriceBook:
    versions = [PricedVersion(number, day, ELECTRICITY, b"f" * 32) for number, day in enumerate(starts, 1)]
    return PriceBook({"juryo-b": versions}, INDEXES)


def codes() -> tuple[str, ...]:
    return tuple(ELECTRICITY.indexes)


def priced(*starts: date) -> PriceBook:
    return replace(
        book(*starts),
        indexes={
            (code, date(2026, 10, 1)): INDEXES.get((code, date(2026, 10, 1)), Decimal(0)) for code in codes()
        },
    )


def test_the_month_of_an_index_is_that_of_the_reading_day() -> None:
    """燃料費調整・再エネ賦課金 are published by 検針月: 3 September to 2 October is October's."""
    assert index_month(DUE) == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("quantity", "decimals", "service", "billed"),
    [
        ("259.50", 0, "electricity", "260"),  # 供給約款: 四捨五入
        ("259.49", 0, "electricity", "259"),
        ("59.9", 0, "water", "59"),  # what is below a cubic metre stays on the dial
        ("59.9", 0, "gas", "59"),
        ("59.9", 1, "gas", "59.9"),
    ],
)
def test_a_quantity_is_billed_in_its_trades_way(
    quantity: str, decimals: int, service: str, billed: str
) -> None:
    assert billed_quantity(Decimal(quantity), decimals, service) == Decimal(billed)


@given(st.decimals(min_value=0, max_value=10**9, places=3), st.integers(min_value=0, max_value=3))
def test_no_trade_bills_half_a_unit_more_than_was_used(quantity: Decimal, decimals: int) -> None:
    unit = Decimal(1).scaleb(-decimals)

    assert 0 <= quantity - billed_quantity(quantity, decimals, "water") < unit
    assert abs(quantity - billed_quantity(quantity, decimals, "electricity")) <= unit / 2


def test_two_months_of_water_are_two_months_and_never_more() -> None:
    for end, months in ((date(2026, 10, 12), 2), (date(2026, 9, 1), 1), (date(2027, 1, 12), 2)):
        due = replace(DUE, service="water", period=Period(date(2026, 8, 12), end))
        assert months_of_use(due, WATER.definition) == months


def test_a_first_and_a_last_bill_are_parts_of_a_whole_period() -> None:
    part = Period(date(2026, 9, 20), date(2026, 10, 3))

    assert regular_period(replace(DUE, period=part, begins=True), ELECTRICITY.definition) == OCTOBER
    assert (
        regular_period(
            replace(DUE, period=Period(date(2026, 9, 3), date(2026, 9, 20)), ends=True),
            ELECTRICITY.definition,
        )
        == OCTOBER
    )
    assert regular_period(replace(DUE, period=part), ELECTRICITY.definition) == part


def test_direct_debit_is_a_flag_of_its_own_and_the_working_is_kept_exactly() -> None:
    indexes = {code: Decimal("1.10") for code in codes()}
    bill = bill_usage(
        replace(DUE, payer_method="direct_debit"),
        ELECTRICITY.definition,
        channels={ELECTRICITY.definition.channels[0].code: DUE.quantity},
        indexes=indexes,
    )

    kept = json.loads(write_determinants(DUE, bill, date(2026, 10, 1)))

    assert kept["index_month"] == "2026-10"
    assert set(kept["usage"].values()) == {"260"}
    assert set(kept["indexes"].values()) == {"1.10"}
    assert kept["days"] == 30


def test_the_version_is_the_last_that_began_by_the_deciding_day() -> None:
    versions = book(date(2024, 4, 1), date(2026, 9, 4), date(2026, 10, 4))

    found = versions.version_for(DUE, date(2026, 10, 20))

    assert found is not None
    decided_by = ELECTRICITY.definition.decided_by.value
    assert found.version_id == {"usage_date": 1, "reading_date": 2, "fix_date": 3}[decided_by]
    assert book(date(2027, 1, 1)).version_for(DUE, date(2026, 10, 20)) is None


def test_what_cannot_be_priced_is_held_with_a_reason_and_the_rest_goes_on() -> None:
    dues = [
        DUE,
        replace(DUE, usage_id=6, covered=False),
        replace(DUE, usage_id=7, overlaps=True),
        replace(DUE, usage_id=8, tariff_code="none"),
        replace(DUE, usage_id=9, period=Period(date(2027, 1, 3), date(2027, 2, 3))),
        replace(DUE, usage_id=10, attributes={}),
    ]

    rated = rate_due(dues, priced(date(2024, 4, 1)), {}, assessed_on=date(2026, 10, 20))

    assert [each.usage_id for each in rated.assessments] == [5]
    assert {each.usage_id: each.reason_code for each in rated.held if each.usage_id != 10} == {
        6: "terms-change-inside-period", 7: "period-assessed-otherwise", 8: "tariff-version-missing",
        9: "index-missing",
    }  # fmt: skip
    assert {each.usage_id for each in rated.held} == {6, 7, 8, 9, 10}
    assert rated.assessments[0].amount_yen == 8904


def test_a_plan_survives_the_jobs_queue() -> None:
    plan = RunPlan(
        "run-1", OCTOBER, ("water", "sewer"), date(2026, 10, 20), date(2026, 11, 19), date(2026, 10, 1)
    )

    assert read_plan(json.loads(json.dumps(write_arguments(plan)))) == plan
