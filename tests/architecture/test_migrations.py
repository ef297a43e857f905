"""Every SQL file belongs to a chain that is run."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from architecture.house import ROOT, SOURCE_ROOTS
from minamoto.cli.chains import all_chains
from minamoto.foundation.storage.migrations_runner import load_chain


def chains_on_disk() -> dict[str, list[str]]:
    """Return the SQL files of the product by the package whose ``migrations`` folder holds them."""
    found: dict[str, list[str]] = defaultdict(list)
    for root in SOURCE_ROOTS:
        for path in sorted((ROOT / root).rglob("*.sql")):
            found[package_of(path.relative_to(ROOT / root))].append(path.name)
    return dict(found)


def package_of(path: Path) -> str:
    """Return the dotted package of a migration; a file that lies elsewhere keeps its path and is seen."""
    if path.parent.name != "migrations":
        return path.as_posix()
    return ".".join(path.parent.parent.parts)


def test_every_sql_file_is_part_of_a_chain_that_is_run() -> None:
    assert set(chains_on_disk()) - set(all_chains()) == set()


def test_every_chain_is_named_once_and_holds_its_files_in_order() -> None:
    chains = all_chains()

    loaded = {chain: [each.name for each in load_chain(chain)] for chain in chains}

    assert len(set(chains)) == len(chains)
    assert {chain: names for chain, names in loaded.items() if names != chains_on_disk().get(chain)} == {}


def test_a_file_outside_a_migrations_folder_is_seen() -> None:
    assert package_of(Path("minamoto/money/billing/0001_x.sql")) not in all_chains()
    assert package_of(Path("minamoto/money/billing/migrations/0001_x.sql")) == "minamoto.money.billing"
