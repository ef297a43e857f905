"""The compiled plan equals a naive implementation in fractions, for any mixture of rules."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minamoto.pricing.rating.batch import BillUsage, batch_of
from minamoto.pricing.rating.plan import compile_plan
from minamoto.pricing.tariffs.notation.tariff import parse_tariff
from unit.pricing import documents
from unit.pricing.naive import total_and_tax

MANY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(st.data())
def test_plan_equals_fractions_for_every_row_of_a_batch(data: st.DataObject) -> None:
    doc = data.draw(documents.tariffs())
    rows = [data.draw(documents.bills(doc)) for _ in range(data.draw(st.integers(1, 4)))]
    plan = compile_plan(parse_tariff(documents.text_of(doc), source_name="random.toml"))

    charges = plan.rate(batch_of([documents.product_bill(bill) for bill in rows]))

    for number, bill in enumerate(rows):
        total, tax = total_and_tax(doc, bill)
        assert int(charges.amount_yen[number]) == total
        assert sum(int(rate.tax_yen[number]) for rate in charges.rates) == tax


@MANY
@given(st.data())
def test_batch_equals_single_bills(data: st.DataObject) -> None:
    doc = data.draw(documents.tariffs())
    rows = [documents.product_bill(data.draw(documents.bills(doc))) for _ in range(3)]
    plan = compile_plan(parse_tariff(documents.text_of(doc), source_name="random.toml"))

    together = plan.rate(batch_of(rows))

    assert together.amount_yen.tolist() == [int(plan.rate_bill(bill).amount_yen[0]) for bill in rows]


@MANY
@given(st.data())
def test_lines_are_the_sum_of_their_steps_and_bills_of_their_lines(data: st.DataObject) -> None:
    doc = data.draw(documents.tariffs())
    doc["tax"] |= {"mode": "inside", "place": "bill"}
    doc["rounding"].pop("month", None)
    bill = data.draw(documents.bills(doc))
    plan = compile_plan(parse_tariff(documents.text_of(doc), source_name="random.toml"))

    charges = plan.rate_bill(documents.product_bill(bill))

    for line in charges.lines:
        steps = [
            step
            for step in charges.steps
            if (step.charge.code, step.month, step.group) == (line.charge.code, line.month, line.group)
        ]
        assert line.exact.decimal(0) == sum((step.step.amount.decimal(0) for step in steps), Decimal(0))
    exact = sum((line.amount.decimal(0) for line in charges.lines), Decimal(0))
    assert sum((rate.exact.decimal(0) for rate in charges.rates), Decimal(0)) == exact
    for rate in charges.rates:
        rounded = plan.definition.roundings.total.apply(Fraction(rate.exact.decimal(0)))
        assert int(rate.total_yen[0]) == int(rounded)
        assert int(rate.total_yen[0]) == int(rate.taxable_yen[0]) + int(rate.tax_yen[0])


@MANY
@given(st.data())
def test_more_usage_never_costs_less_under_tiers_without_negative_prices(data: st.DataObject) -> None:
    doc = data.draw(documents.tariffs())
    doc["charge"] = [each for each in doc["charge"] if each["code"] in {"basic", "volume"}]
    doc["charge"][1] = {
        "code": "volume", "label": "従量料金", "kind": "tiers",
        "tiers": data.draw(documents.ladders(basic=False))
    }  # fmt: skip
    doc.pop("households", None)  # rounding an average may take a step back
    bill = documents.product_bill(data.draw(documents.bills(doc)))
    plan = compile_plan(parse_tariff(documents.text_of(doc), source_name="random.toml"))
    usage = np.arange(0, 200)

    charges = plan.rate(batch_of([_with_usage(bill, int(quantity)) for quantity in usage]))

    assert bool((np.diff(charges.amount_yen) >= 0).all())


def _with_usage(bill: BillUsage, quantity: int) -> BillUsage:
    return BillUsage(
        usage={code: quantity if number == 0 else 0 for number, code in enumerate(bill.usage)},
        attributes=bill.attributes,
        indexes=bill.indexes,
        days=bill.days,
        period_days=bill.period_days,
        calendar_days=bill.calendar_days,
        months=bill.months,
    )
