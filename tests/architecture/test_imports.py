"""The floors and rooms of docs/house.md hold, and the contracts that say so do bite."""

from __future__ import annotations

from pathlib import Path

import pytest

from architecture.contracts import contract_names, verdicts
from architecture.house import ROOT, SOURCE_ROOTS

BROKEN_ON_PURPOSE = {
    "Floors import downward": ("minamoto.money.ledger.model", "import minamoto.journeys.monthly_cycle"),
    "Rooms of faces": ("minamoto.faces.mypage.queries", "import minamoto.faces.console.queries"),
    "Rooms of insight": ("minamoto.insight.simulation.queries", "import minamoto.insight.reporting.queries"),
    "Rooms of service": ("minamoto.service.enquiries.queries", "import minamoto.service.works.queries"),
    "Rooms of money": ("minamoto.money.ledger.queries", "import minamoto.money.receipts.queries"),
    "Rooms of supply": ("minamoto.supply.parties.queries", "import minamoto.supply.readings.queries"),
    "Rooms of pricing": ("minamoto.pricing.rating.plan", "import minamoto.pricing.tariffs.queries"),
    "Rooms of foundation": ("minamoto.foundation.storage.engine", "import minamoto.foundation.jobs.queries"),
    "Inside a room: edges over writes, over reads, over storage, over pure rules": (
        "minamoto.money.billing.queries",
        "import minamoto.money.billing.operations",
    ),
    "Edges never touch tables": ("minamoto.web.app", "import minamoto.money.billing.tables"),
    "Pure code stays pure": ("minamoto.money.billing.rules", "import piccolo"),
    "The core knows no tenant and no adapter, and they do not know each other": (
        "minamoto.cli.main",
        "import minamoto_adapters.gas",
    ),
    "Adapters stand alone": ("minamoto_adapters.water", "import minamoto_adapters.gas"),
    "No cycles at any depth": ("minamoto.web.app", "import minamoto.cli.main\nimport minamoto_adapters"),
}
SOUND = (
    *(module for module, _ in BROKEN_ON_PURPOSE.values()),
    "minamoto.money.billing.tables",
    "minamoto.money.billing.operations",
    "minamoto.insight.reporting.queries",
    "minamoto.service.works.queries",
    "minamoto.money.receipts.queries",
    "minamoto.supply.readings.queries",
    "minamoto.pricing.tariffs.queries",
    "minamoto.foundation.jobs.queries",
    "minamoto.faces.console.queries",
    "minamoto.journeys.monthly_cycle",
    "minamoto.kernel.yen",
    "minamoto.worker.main",
    "minamoto_adapters.gas",
    "minamoto_tenants.commands",
)


def test_every_contract_is_kept(tmp_path: Path) -> None:
    found, report = verdicts(roots=[ROOT / each for each in SOURCE_ROOTS], scratch=tmp_path)

    assert found, report
    assert set(found.values()) == {"KEPT"}, report


class TestTheContractsThemselves:
    def test_a_sound_house_keeps_them_all(self, tmp_path: Path) -> None:
        build(tmp_path, dict.fromkeys(SOUND, ""))

        found, report = verdicts(roots=[tmp_path], scratch=tmp_path)

        assert set(found) == contract_names(), report
        assert set(found.values()) == {"KEPT"}, report

    def test_each_reports_its_own_breach(self, tmp_path: Path) -> None:
        modules = dict.fromkeys(SOUND, "")
        for module, line in BROKEN_ON_PURPOSE.values():
            modules[module] = f"{modules.get(module, '')}{line}\n"
        modules["minamoto.cli.main"] += "import minamoto.web.app\n"
        build(tmp_path, modules)

        found, report = verdicts(roots=[tmp_path], scratch=tmp_path)

        assert set(found) == set(BROKEN_ON_PURPOSE) == contract_names(), report
        assert set(found.values()) == {"BROKEN"}, report

    @pytest.mark.parametrize(
        ("newcomer", "contract"),
        [
            ("minamoto.weather.model", "Floors import downward"),
            ("minamoto.money.weather.model", "Rooms of money"),
            ("minamoto.foundation.weather.model", "Rooms of foundation"),
        ],
    )
    def test_a_newcomer_without_a_place_is_refused(
        self, newcomer: str, contract: str, tmp_path: Path
    ) -> None:
        build(tmp_path, dict.fromkeys((*SOUND, newcomer), ""))

        found, report = verdicts(roots=[tmp_path], scratch=tmp_path)

        assert found[contract] == "BROKEN", report


def build(folder: Path, modules: dict[str, str]) -> None:
    """Write a small tree of packages with the given texts."""
    for module, text in modules.items():
        path = folder / Path(*module.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for parent in path.relative_to(folder).parents:
            if parent != Path():
                (folder / parent / "__init__.py").touch()
