"""The migration chains in the order of the floors, from the ground up, then those of adapters."""

from __future__ import annotations

from importlib.metadata import entry_points

from minamoto.foundation.exchange.adapters import load_adapters

MIGRATIONS = "minamoto.migrations"
"""Entry points of this group name packages of other source roots that bring a chain of their own."""

CORE_CHAINS = (
    "minamoto.foundation.storage",
    "minamoto.foundation.tenancy",
    "minamoto.foundation.audit",
    "minamoto.foundation.secrets",
    "minamoto.foundation.jobs",
    "minamoto.foundation.notifications",
    "minamoto.foundation.identity",
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
    """Return the core's chains, then those of other source roots, then those of adapters."""
    others = sorted(each.value for each in entry_points(group=MIGRATIONS))
    adapters = [each.migrations for each in load_adapters() if each.migrations]
    return (*CORE_CHAINS, *others, *adapters)
