"""Clearing: no yen appears or is lost, and claims are cleared in the order given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.money.receipts.model import ClearableClaim
from minamoto.money.receipts.rules import allocate_payment


@st.composite
def claim_lists(draw: st.DrawFn) -> list[ClearableClaim]:
    found = []
    for number in range(1, draw(st.integers(min_value=0, max_value=8)) + 1):
        owed = draw(st.integers(min_value=0, max_value=500_000))
        found.append(ClearableClaim(number, "water", 1, owed, draw(st.integers(min_value=0, max_value=owed))))
    return found


@given(claim_lists(), st.integers(min_value=1, max_value=5_000_000))
def test_every_yen_clears_a_claim_or_is_left_over(claims: list[ClearableClaim], amount: int) -> None:
    result = allocate_payment(claims, amount)

    cleared = sum(each.amount_yen for each in result.clearings)
    assert cleared + result.left_yen == amount
    assert cleared == min(amount, sum(each.open_yen for each in claims))
    assert all(0 < each.amount_yen <= each.claim.open_yen for each in result.clearings)


@given(claim_lists(), st.integers(min_value=1, max_value=5_000_000))
def test_a_later_claim_is_cleared_only_when_the_ones_before_are(
    claims: list[ClearableClaim], amount: int
) -> None:
    shares = {each.claim.claim_id: each.amount_yen for each in allocate_payment(claims, amount).clearings}

    open_before = False
    for claim in claims:
        share = shares.get(claim.claim_id, 0)
        assert not (open_before and share)
        open_before = open_before or share < claim.open_yen


@pytest.mark.parametrize("amount", [0, -1])
def test_a_receipt_is_above_zero(amount: int) -> None:
    with pytest.raises(ValueError, match="above zero"):
        allocate_payment([], amount)
