"""A bill shows its working, step by step, in words and exact figures."""

from __future__ import annotations

import json
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minamoto.kernel.rounding import TEN_YEN_FLOOR, YEN_FLOOR
from minamoto.pricing.rating.batch import BillUsage, batch_of
from minamoto.pricing.rating.exact import column
from minamoto.pricing.rating.explain import as_json, explain, rounding_words
from minamoto.pricing.rating.plan import compile_plan
from minamoto.pricing.rating.workings import figures, write_workings
from minamoto.pricing.tariffs.notation.tariff import parse_tariff
from unit.pricing import documents
from unit.pricing.published import plan

POWER = plan("tepco_juryo_b_2019_10.toml")
BILL = BillUsage(
    usage={"usage": 260},
    attributes={"ampere": 30},
    indexes={"fuel-tokyo": Decimal("1.83"), "renewable-levy": Decimal("3.36")},
    flags={"account_transfer": True},
)


def test_each_step_has_quantity_price_and_exact_amount() -> None:
    """TEPCO, 2022-03: 858.00 + 6,092.80 + 475.80 − 55.00 + 873 = 8,244.60 → 8,244."""
    explained = explain(POWER, POWER.rate_bill(BILL))

    working = [
        (line.charge, step.label.ja, str(step.quantity), str(step.unit_price), str(step.amount))
        for line in explained.lines
        for step in line.steps
    ]
    assert working == [
        ("basic", "基本料金", "1", "858.00", "858.00"),
        ("energy", "電力量料金 第1段階", "120", "19.88", "2385.60"),
        ("energy", "電力量料金 第2段階", "140", "26.48", "3707.20"),
        ("fuel", "燃料費調整額", "260", "1.83", "475.80"),
        ("levy", "再エネ発電賦課金", "260", "3.36", "873.60"),
        ("account_transfer", "口座振替割引", "1", "-55.00", "-55.00"),
    ]
    assert [str(line.amount) for line in explained.lines] == ["858.00", "6092.80", "475.80", "873", "-55.00"]
    (total,) = explained.rates
    assert (str(total.exact), total.total_yen, total.taxable_yen, total.tax_yen) == (
        "8244.60",
        8244,
        7495,
        749,
    )


def test_it_is_plain_json_with_decimals_as_text() -> None:
    written = as_json(explain(POWER, POWER.rate_bill(BILL)))

    assert json.loads(json.dumps(written)) == written
    assert written["amount_yen"] == 8244
    assert written["source_url"] == "https://www4.tepco.co.jp/ep/private/fuelcost2/backnumber/2204.html"
    lines = written["lines"]
    assert isinstance(lines, list)
    assert isinstance(lines[3], dict)
    assert lines[3]["rounding"] == {"ja": "円未満切り捨て", "en": "rounded down to 1 yen"}


def test_one_row_of_many_reads_as_that_bill_alone() -> None:
    other = BillUsage(usage={"usage": 0}, attributes={"ampere": 10}, indexes=BILL.indexes)
    charges = POWER.rate(batch_of([other, BILL]))

    assert explain(POWER, charges, 1) == explain(POWER, POWER.rate_bill(BILL))


def test_what_does_not_apply_is_left_out() -> None:
    unused = BillUsage(usage={"usage": 0}, attributes={"ampere": 10}, indexes=BILL.indexes)

    explained = explain(POWER, POWER.rate_bill(unused))

    assert [line.charge for line in explained.lines] == ["basic"]
    assert explained.lines[0].steps[0].unit_price == Decimal("143.000")


def test_proration_shows_its_days() -> None:
    kansai = plan("kansai_juryo_a.toml")

    explained = explain(kansai, kansai.rate_bill(BillUsage(usage={"usage": 0}, days=15, calendar_days=30)))

    step = explained.lines[0].steps[0]
    assert (step.unit_price, step.days, step.of_days, step.amount) == (
        Decimal("522.58"),
        15,
        30,
        Decimal("261.29"),
    )


def test_months_and_homes_are_told_apart() -> None:
    water = plan("tokyo_water_2005_01.toml")

    explained = explain(
        water, water.rate_bill(BillUsage(usage={"usage": 43}, attributes={"diameter_mm": 40}, households=2))
    )

    basics = [(line.month, line.households) for line in explained.lines if line.charge == "basic"]
    assert basics == [(1, 2), (2, 1), (2, 1)]


def test_a_row_that_is_not_there_is_refused() -> None:
    with pytest.raises(IndexError):
        explain(POWER, POWER.rate_bill(BILL), 1)


def test_roundings_read_as_bills_say_them() -> None:
    assert rounding_words(YEN_FLOOR).ja == "円未満切り捨て"
    assert rounding_words(TEN_YEN_FLOOR).ja == "10円未満切り捨て"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_workings_of_a_batch_read_as_each_bill_explained_alone(data: st.DataObject) -> None:
    doc = data.draw(documents.tariffs())
    bills = [documents.product_bill(data.draw(documents.bills(doc))) for _ in range(3)]
    random = compile_plan(parse_tariff(documents.text_of(doc), source_name="random.toml"))
    charges = random.rate(batch_of(bills))

    texts = write_workings(random, charges)

    for row, text in enumerate(texts):
        assert json.loads(text) == as_json(explain(random, charges, row))


def test_figures_drop_zeros_beyond_the_sen_only() -> None:
    values = column(np.array([12_000, -12_345, 5, 0], dtype=np.int64), 4)

    assert figures(values, 4) == ["1.20", "-1.2345", "0.0005", "0.00"]
    assert figures(column(np.array([100, 5], dtype=np.int64), 2), 2) == ["1.00", "0.05"]
    assert figures(column(np.array([7], dtype=np.int64)), 1) == ["7"]
