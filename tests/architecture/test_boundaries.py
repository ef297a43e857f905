"""What one room may take from another: its published face, nothing else."""

from __future__ import annotations

import grimp
import pytest

PUBLISHED = {"operations", "queries", "ports", "events", "model"}
OPEN = {
    "minamoto.foundation.storage",  # the ground: engine, transactions, bulk paths
    "minamoto.foundation.exchange.adapters",  # what a plug-in is: adapters and composition roots meet there
    "minamoto.foundation.formats",  # pure: bytes and texts in, values out
    "minamoto.pricing.rating",  # pure: usage and dates in, charge steps out
    "minamoto.pricing.tariffs.notation",  # pure: a tariff's text in, a checked tariff or its faults out
    "minamoto.faces.presentation",  # the shapes that several audiences share
}
ROOMLESS = {"kernel", "journeys"}
COMPOSITION_ROOTS = {"web", "worker", "cli"}
# The demonstration is a composition root of its own: it starts servers and runs jobs in its process.
ROOFS = {f"minamoto.{each}" for each in COMPOSITION_ROOTS} | {"minamoto_tenants.demo"}


def find_trespasses(graph: grimp.ImportGraph) -> list[str]:
    """Return every import that reaches past a room's published face, as ``importer -> imported``."""
    return sorted(
        f"{importer} -> {imported}"
        for imported in graph.modules
        for importer in graph.find_modules_that_directly_import(imported)
        if is_trespass(importer=importer, imported=imported)
    )


def is_trespass(*, importer: str, imported: str) -> bool:
    """Tell whether an import of the core's module is one that its room does not offer."""
    if not imported.startswith("minamoto."):
        return False
    floor, *rest = imported.split(".")[1:]
    if floor in COMPOSITION_ROOTS:
        # Commands of tenants and adapters are mounted on the core's command line and use its session.
        is_command = floor == "cli" and "commands" in importer.split(".")
        return not (is_command or _lies_in(importer, ROOFS))
    if floor in ROOMLESS or len(rest) < len(("room", "file")) or _lies_in(imported, OPEN):
        return False
    if _lies_in(importer, {f"minamoto.{floor}.{rest[0]}"} | ROOFS):
        return False
    return rest[1] not in PUBLISHED


def _lies_in(module: str, packages: set[str]) -> bool:
    return any(module == each or module.startswith(f"{each}.") for each in packages)


def test_rooms_meet_only_through_their_published_face() -> None:
    graph = grimp.build_graph("minamoto", "minamoto_tenants", "minamoto_adapters", cache_dir=None)

    assert find_trespasses(graph) == []


@pytest.mark.parametrize(
    ("importer", "imported", "expected"),
    [
        ("minamoto.money.receipts.operations", "minamoto.money.assessments.rules", True),
        ("minamoto.money.receipts.operations", "minamoto.money.assessments.tables", True),
        ("minamoto.money.receipts.operations", "minamoto.money.assessments.operations.correct", False),
        ("minamoto.money.receipts.operations", "minamoto.money.receipts.rules", False),
        ("minamoto.money.receipts.operations", "minamoto.kernel.yen", False),
        ("minamoto.supply.readings.queries", "minamoto.foundation.storage.transactions", False),
        ("minamoto.money.assessments.operations", "minamoto.pricing.rating.plan", False),
        ("minamoto.web.app", "minamoto.money.billing.controllers", False),
        ("minamoto.journeys.move_out", "minamoto.money.billing.rules", True),
        ("minamoto_adapters.gas.parser", "minamoto.supply.readings.tables", True),
        ("minamoto_adapters.gas.parser", "minamoto.supply.readings.ports", False),
        ("minamoto_adapters.gas.parser", "minamoto.web.app", True),
        ("minamoto_tenants.onboarding", "minamoto.supply.parties.rules", True),
        ("minamoto_tenants.onboarding.commands", "minamoto.cli.session", False),
        ("minamoto_tenants.onboarding.operations", "minamoto.cli.session", True),
        ("minamoto_tenants.onboarding.commands", "minamoto.pricing.tariffs.notation.tariff", False),
        ("minamoto_tenants.onboarding.commands", "minamoto.pricing.tariffs.tables", True),
    ],
)
def test_the_fence_knows_a_trespass(importer: str, imported: str, expected: bool) -> None:
    graph = grimp.ImportGraph()
    graph.add_import(importer=importer, imported=imported)

    assert bool(find_trespasses(graph)) is expected
