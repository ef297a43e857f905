from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.journeys.card_payment.rules import own_attempt, reference_of

TENANTS = st.integers(1, 2**31 - 1)
ATTEMPTS = st.integers(1, 2**63 - 1)


@given(tenant=TENANTS, attempt=ATTEMPTS, other=TENANTS)
def test_a_reference_finds_its_attempt_for_its_own_tenant_alone(
    tenant: int, attempt: int, other: int
) -> None:
    reference = reference_of(tenant=tenant, attempt_id=attempt)

    assert own_attempt(reference, tenant=tenant) == attempt
    assert (own_attempt(reference, tenant=other) is None) == (other != tenant)


@pytest.mark.parametrize(
    "reference",
    [None, "", "1", "1-", "-1", "1-2-3", "1-2 ", "1-２", "1--2", "1-9999999999999999999", "1\n-2"],
)
def test_what_is_no_reference_of_ours_finds_nothing(reference: str | None) -> None:
    assert own_attempt(reference, tenant=1) is None
