"""Every published bill comes out to the yen, through the public notation."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from minamoto.pricing.rating.batch import batch_of
from unit.pricing.published import PublishedBill, plan, published_bills

BILLS = published_bills()
LINES_ONLY = "igrid_low_voltage.toml"  # publishes the prorated line with its sen, not a bill


@pytest.mark.parametrize(
    "published", BILLS, ids=lambda bill: f"{bill.line}-{bill.operator}-{bill.inputs[:24]}"
)
def test_published_bill_comes_out_to_the_yen(published: PublishedBill) -> None:
    charges = plan(published.file).rate_bill(published.bill())

    if published.file == LINES_ONLY:
        assert charges.lines[0].amount.decimal(0) == published.expected
    else:
        assert Decimal(int(charges.amount_yen[0])) == published.expected


def test_the_file_has_all_its_rows() -> None:
    assert len(BILLS) == 125


def test_bills_of_one_tariff_come_out_the_same_in_one_batch() -> None:
    by_file: dict[str, list[PublishedBill]] = defaultdict(list)
    for published in BILLS:
        if published.file != LINES_ONLY:
            by_file[published.file].append(published)

    for file, together in by_file.items():
        charges = plan(file).rate(batch_of([published.bill() for published in together]))

        assert charges.amount_yen.tolist() == [int(published.expected) for published in together]
