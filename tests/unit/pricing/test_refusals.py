"""What cannot be priced is refused, naming what and where."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from minamoto.pricing.rating import errors
from minamoto.pricing.rating.batch import BillUsage, UsageBatch, batch_of
from minamoto.pricing.rating.exact import column, constant
from unit.pricing.published import plan

WATER = plan("tokyo_water_2005_01.toml")
POWER = plan("tepco_juryo_b_2019_10.toml")
FUEL = {"fuel-tokyo": Decimal(0), "renewable-levy": Decimal(0)}


def test_negative_usage_is_refused() -> None:
    bills = [BillUsage(usage={"usage": usage}, attributes={"diameter_mm": 20}) for usage in (5, -1)]

    with pytest.raises(errors.NegativeUsage) as refused:
        WATER.rate(batch_of(bills))

    assert refused.value.details["row"] == 1


def test_an_attribute_value_without_price_is_refused() -> None:
    bills = [BillUsage(usage={"usage": 5}, attributes={"diameter_mm": diameter}) for diameter in (20, 16)]

    with pytest.raises(errors.AttributeWithoutPrice, match="diameter_mm = 16") as refused:
        WATER.rate(batch_of(bills))

    assert refused.value.details["row"] == 1


def test_a_text_value_without_price_is_refused() -> None:
    bill = BillUsage(usage={"usage": 5}, attributes={"diameter_mm": 20, "use_class": "船舶用"})

    with pytest.raises(errors.AttributeWithoutPrice, match="船舶用"):
        plan("fukuoka_water_2014_04.toml").rate_bill(bill)


@pytest.mark.parametrize(
    ("bill", "name"),
    [
        (BillUsage(usage={}, attributes={"ampere": 30}, indexes=FUEL), "usage"),
        (BillUsage(usage={"usage": 1}, indexes=FUEL), "ampere"),
        (BillUsage(usage={"usage": 1}, attributes={"ampere": 30}), "fuel-tokyo"),
    ],
)
def test_what_is_missing_is_named(bill: BillUsage, name: str) -> None:
    with pytest.raises(errors.MissingColumn, match=name):
        POWER.rate_bill(bill)


def test_usage_finer_than_the_tariff_reads_is_refused() -> None:
    bill = BillUsage(usage={"usage": Decimal("5.5")}, attributes={"diameter_mm": 20})

    with pytest.raises(errors.TooPreciseUsage, match=r"5\.5"):
        WATER.rate_bill(bill)


def test_usage_with_empty_decimals_is_the_same_usage() -> None:
    bill = BillUsage(usage={"usage": Decimal("20.00")}, attributes={"diameter_mm": 20})

    assert WATER.rate_bill(bill).amount_yen.tolist() == [2816]


def test_a_binary_float_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        batch_of([BillUsage(usage={"usage": 0.5})])  # type: ignore[dict-item] # what is refused


def test_an_amount_beyond_64_bits_is_refused_and_never_wraps() -> None:
    bill = BillUsage(usage={"usage": 10**17}, attributes={"ampere": 30}, indexes=FUEL)

    with pytest.raises(errors.AmountTooLarge):
        POWER.rate_bill(bill)


def test_two_months_in_a_half_of_a_two_month_table_are_refused() -> None:
    bill = BillUsage(usage={"usage": 5}, attributes={"diameter_mm": 20}, months=3)

    with pytest.raises(errors.UnfitColumn, match=r"covers 3 months"):
        plan("takatsuki_water.toml").rate_bill(bill)


@pytest.mark.parametrize(("months", "households", "named"), [(0, 1, "months"), (2, 0, "households")])
def test_counts_start_at_one(months: int, households: int, named: str) -> None:
    bill = BillUsage(usage={"usage": 5}, attributes={"diameter_mm": 20}, months=months, households=households)

    with pytest.raises(errors.UnfitColumn, match=named):
        WATER.rate_bill(bill)


def test_columns_of_another_length_are_refused() -> None:
    batch = UsageBatch(
        rows=3,
        usage={"usage": column(np.array([1, 2], dtype=np.int64))},
        attributes={"diameter_mm": constant(20)},
    )

    with pytest.raises(errors.UnfitColumn, match="usage"):
        WATER.rate(batch)


def test_columns_of_another_kind_are_refused() -> None:
    usage = column(np.array([1], dtype=np.int64))
    narrow = type(usage)(usage.values.astype(np.int32), 0, 1)

    with pytest.raises(errors.UnfitColumn, match="int64"):
        WATER.rate(UsageBatch(rows=1, usage={"usage": narrow}, attributes={"diameter_mm": constant(20)}))


def test_proration_without_its_days_is_refused() -> None:
    with pytest.raises(errors.MissingColumn, match="calendar_days"):
        plan("kansai_juryo_a.toml").rate_bill(BillUsage(usage={"usage": 5}, days=10))


def test_constants_serve_every_row() -> None:
    batch = UsageBatch(
        rows=2,
        usage={"usage": column(np.array([20, 40], dtype=np.int64))},
        attributes={"diameter_mm": constant(20)},
    )

    assert WATER.rate(batch).amount_yen.tolist() == [2816, 5632]


def test_a_slice_of_a_batch_is_rated_as_in_the_whole() -> None:
    batch = UsageBatch(
        rows=4,
        usage={"usage": column(np.array([0, 20, 40, 59], dtype=np.int64))},
        attributes={"diameter_mm": constant(20)},
        months=np.array([2, 2, 1, 2], dtype=np.int64),
    )

    whole, part = WATER.rate(batch).amount_yen, WATER.rate(batch.slice(1, 3)).amount_yen

    assert part.tolist() == whole.tolist()[1:3]


def test_blocks_are_rated_as_the_whole() -> None:
    batch = UsageBatch(
        rows=5,
        usage={"usage": column(np.array([0, 20, 40, 59, 61], dtype=np.int64))},
        attributes={"diameter_mm": constant(20)},
    )

    blocks = [charges.amount_yen.tolist() for charges in WATER.rate_in_blocks(batch, rows=2)]

    assert [len(block) for block in blocks] == [2, 2, 1]
    assert [amount for block in blocks for amount in block] == WATER.rate(batch).amount_yen.tolist()


def test_no_bills_at_all_are_no_charges() -> None:
    nothing = column(np.array([], dtype=np.int64))

    charges = WATER.rate(UsageBatch(rows=0, usage={"usage": nothing}, attributes={"diameter_mm": nothing}))

    assert charges.amount_yen.tolist() == []
