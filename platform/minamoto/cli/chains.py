"""The migration chains in the order of the floors, from the ground up, then those of adapters."""

from __future__ import annotations

from minamoto.foundation.exchange.adapters import load_adapters

CORE_CHAINS = (
    "minamoto.foundation.storage",
    "minamoto.foundation.tenancy",
    "minamoto.foundation.audit",
    "minamoto.foundation.secrets",
    "minamoto.foundation.jobs",
    "minamoto.foundation.notifications",
    "minamoto.foundation.exchange",
    "minamoto.foundation.documents",
    "minamoto.foundation.masters",
    "minamoto.pricing.tariffs",
    "minamoto.supply.parties",
    "minamoto.supply.premises",
    "minamoto.supply.meters",
    "minamoto.supply.accounts",
    "minamoto.supply.contracts",
    "minamoto.supply.readings",
    "minamoto.money.ledger",
    "minamoto.money.assessments",
    "minamoto.money.billing",
    "minamoto.money.receipts",
)


def all_chains() -> tuple[str, ...]:
    """Return the core's chains and those of every installed adapter."""
    return CORE_CHAINS + tuple(each.migrations for each in load_adapters() if each.migrations)
