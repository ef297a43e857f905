"""A third party ships an adapter as its own distribution: installed, it is found, and bills with it."""

from __future__ import annotations

import importlib
import shutil
import sys
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from importlib.metadata import distribution
from pathlib import Path

import pytest

from journeys.month import Utility, open_utility
from minamoto.foundation.exchange import ports
from minamoto.foundation.exchange.adapters import load_adapters
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.moments import JST
from minamoto.worker.handlers import load_handlers
from minamoto_tenants.demo.sample_data import SampleUpload
from testkit.clock import MovingClock
from testkit.servers import Servers

SOURCE = Path(__file__).parent / "third_party"
KIND = "mihon-water.volumes.v1"
FILE = """tap,from,read_on,m3
1000002,2026-08-12,2026-10-12,59.4
9999999,2026-08-12,2026-10-12,10
1000001,2026-10-08,2026-08-08,12
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The distribution, laid out as an installer lays it out, in a folder of the import path."""
    _install(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    load_adapters.cache_clear()
    yield
    load_adapters.cache_clear()
    ports._handlers.pop(KIND, None)
    sys.modules.pop("mihon_water_volumes", None)


def _install(folder: Path) -> None:
    project = tomllib.loads((SOURCE / "pyproject.toml").read_text("utf-8"))["project"]
    shutil.copy(SOURCE / "mihon_water_volumes.py", folder)
    facts = folder / f"mihon_water_volumes-{project['version']}.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(
        f"Metadata-Version: 2.4\nName: {project['name']}\nVersion: {project['version']}\n", "utf-8"
    )
    lines = []
    for group, entries in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())]
    (facts / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
    importlib.invalidate_caches()


@pytest.fixture
async def water(database: Servers, installed: None) -> Utility:
    secrets.unlock(b"m" * 32)
    load_handlers()
    clock = MovingClock(datetime(2026, 10, 20, 9, 0, tzinfo=JST))
    return await open_utility(database.admin_url, "aoba_suido", clock, first_month=date(2026, 10, 1))


def test_it_is_found_beside_our_own(installed: None) -> None:
    names = [each.name for each in load_adapters()]

    assert distribution("mihon-water-volumes").version == "1.0"
    assert "mihon_water_volumes" in names
    assert {"electricity", "handheld"} <= set(names)


async def test_a_bill_is_made_of_its_file(water: Utility) -> None:
    (received,) = await water.deliver([SampleUpload(KIND, "volumes.csv", FILE.encode())])
    run = await water.bill(date(2026, 10, 1))

    seen = await water.message(received.message_id)
    parked = await water.parked(received.message_id)
    (invoice,) = await water.invoices()
    async with tenant_transaction(tenant_id=water.tenant_id):
        amounts = {
            row["service"]: row["amount_yen"]
            for row in await connection().fetch("select service, amount_yen from claims")
        }
    assert (seen.state, seen.counts) == ("done_with_parked", {"stored": 1, "unchanged": 0})
    assert {(each.place, each.reason_code) for each in parked} == {
        ("line 3", "unknown-supply-point"),
        ("line 4", "row-malformed"),
    }
    # 59.4 m³ are billed as 59: Tokyo's own example costs 9,038 and 7,062 yen.
    assert amounts == {"water": 9038, "sewer": 7062}
    assert (run.issued_count, invoice.amount_yen) == (1, 16100)


async def test_its_file_comes_twice_and_counts_once(water: Utility) -> None:
    upload = SampleUpload(KIND, "volumes.csv", FILE.encode())

    (first,) = await water.deliver([upload])
    (again,) = await water.deliver([upload])
    await water.replay(first.message_id)

    assert again.is_new is False
    assert (await water.message(first.message_id)).counts == {"stored": 0, "unchanged": 1}


async def test_a_broken_file_is_set_aside(water: Utility) -> None:
    (received,) = await water.deliver([SampleUpload(KIND, "volumes.csv", b"tap,from\n1,2\n")])

    seen = await water.message(received.message_id)
    assert seen.state == "quarantined"
    assert seen.fault is not None
    assert seen.fault.code == "heading-missing"
