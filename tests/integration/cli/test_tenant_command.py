"""``minamoto tenant ...`` as an operator runs it: a process of its own, exit codes, JSON on stdout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from integration.onboarding.tenant_facts import digests
from minamoto.foundation.tenancy import queries as tenancy
from testkit.servers import Servers

Run = Callable[..., subprocess.CompletedProcess[str]]
PACKS = Path(str(resources.files("minamoto_tenants"))) / "packs"


@pytest.fixture
def minamoto(database: Servers, tmp_path: Path) -> Run:
    """Runs the command line against the test's servers."""
    environment = {
        **os.environ,
        "MINAMOTO_DATABASE_URL": database.admin_url,
        "MINAMOTO_APP_DATABASE_URL": database.app_url,
        "MINAMOTO_DATA_FOLDER": str(tmp_path / "data"),
        "MINAMOTO_MASTER_KEY": "00" * 32,
        "MINAMOTO_LANGUAGE": "en",
    }

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from minamoto.cli.main import main; main()", *arguments],
            capture_output=True, text=True, env={**environment, **more}, check=False, timeout=60,
        )  # fmt: skip

    return run


def result(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


async def test_a_tenant_is_created_loaded_verified_suspended_and_resumed(
    minamoto: Run, database: Servers
) -> None:
    slug, sample = "cli-gas", str(PACKS / "minori_gas" / "sample" / "customers.csv")

    checked = minamoto("tenant", "create", slug, "--pack", "minori_gas", "--dry-run")
    made = result(minamoto("tenant", "create", slug, "--pack", "minori_gas", "--json"))
    tenant = (await tenancy.directory_entry(slug)).tenant_id
    created = await digests(database.admin_url, tenant)
    load_checked = minamoto("tenant", "load", slug, "--customers", sample, "--dry-run")
    after_dry_run = await digests(database.admin_url, tenant)
    loaded = result(minamoto("tenant", "load", slug, "--customers", sample, "--json"))
    stands = await digests(database.admin_url, tenant)
    again = result(minamoto("tenant", "load", slug, "--customers", sample, "--json"))
    report = result(minamoto("tenant", "verify", slug, "--go-live", "--json"))
    suspended = minamoto("tenant", "suspend", slug)
    listed = result(minamoto("tenant", "list", "--json"))
    resumed = minamoto("tenant", "resume", slug)

    assert (checked.returncode, load_checked.returncode) == (0, 0)
    assert made == {"slug": slug, "tariff_versions": 1, "index_tables": 1}
    assert after_dry_run == created
    assert loaded == {"is_new": True, "customers": 30, "agreements": 30, "meters": 30}
    assert again == {"is_new": False, "customers": 0, "agreements": 0, "meters": 0}
    assert await digests(database.admin_url, tenant) == stands
    assert report["sound"] is True
    assert set(report["faults"].values()) == {0}
    assert (suspended.returncode, resumed.returncode) == (0, 0)
    assert {"slug": slug, "state": "suspended"} in listed
    assert (await tenancy.directory_entry(slug)).state == "live"


async def test_refusals_end_with_code_2_say_where_and_leave_nothing(
    minamoto: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "broken_gas"
    shutil.copytree(PACKS / "minori_gas", folder)
    (tariff,) = (folder / "tariffs").iterdir()
    text = tariff.read_text("utf-8")
    tariff.write_text(text.replace("{ over = 20, up_to = 50,", "{ over = 21, up_to = 50,"), "utf-8")
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "over = 20," in each)

    for more in (["--dry-run"], []):
        done = minamoto("tenant", "create", "cli-broken", "--pack", str(folder), *more)

        assert done.returncode == 2, (more, done.stdout, done.stderr)
        assert done.stdout == ""
        assert f"{tariff.name}:{line}:" in done.stderr
        assert "Traceback" not in done.stderr
    with pytest.raises(tenancy.TenantUnknown):
        await tenancy.directory_entry("cli-broken")


async def test_mistakes_of_a_customer_file_are_listed_like_a_compilers(
    minamoto: Run, database: Servers, tmp_path: Path
) -> None:
    result(minamoto("tenant", "create", "cli-suido", "--pack", "aoba_suido", "--json"))
    tenant = (await tenancy.directory_entry("cli-suido")).tenant_id
    before = await digests(database.admin_url, tenant)
    lines = (PACKS / "aoba_suido" / "sample" / "customers.csv").read_text("utf-8-sig").splitlines()
    lines[2] = lines[2].replace("2022-04-01", "2022-02-30")
    lines[5] = lines[5].replace("water-general", "no-such-tariff").replace("sewer-general", "no-such-tariff")
    broken = tmp_path / "customers.csv"
    broken.write_text("\n".join(lines), "utf-8")
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes("\n".join(lines).encode("utf-16"))

    told = minamoto("tenant", "load", "cli-suido", "--customers", str(broken))
    encoding = minamoto("tenant", "load", "cli-suido", "--customers", str(wrong))

    assert told.returncode == 2
    assert f"{broken}:3:started_on:" in told.stderr
    assert f"{broken}:6:tariff_code:" in told.stderr
    assert "2 mistake(s)" in told.stderr
    assert encoding.returncode == 2
    assert f"{wrong}:1:" in encoding.stderr
    assert "Traceback" not in told.stderr + encoding.stderr
    assert await digests(database.admin_url, tenant) == before


def test_what_is_not_there_is_said_in_the_operators_language(minamoto: Run, tmp_path: Path) -> None:
    english = minamoto("tenant", "verify", "nowhere")
    japanese = minamoto("tenant", "suspend", "nowhere", MINAMOTO_LANGUAGE="ja")
    pack = minamoto("tenant", "create", "cli-none", "--pack", "nowhere")
    file = minamoto("tenant", "load", "nowhere", "--customers", str(tmp_path / "none.csv"))

    assert [each.returncode for each in (english, japanese, pack, file)] == [2, 2, 2, 2]
    assert "「nowhere」という名前の事業体はありません。" in japanese.stderr
    assert "aoba_suido" in pack.stderr
    assert "Traceback" not in english.stderr + japanese.stderr + pack.stderr + file.stderr


def test_without_a_database_the_command_says_what_to_set(minamoto: Run) -> None:
    done = minamoto("tenant", "list", MINAMOTO_DATABASE_URL="", MINAMOTO_APP_DATABASE_URL="")

    assert done.returncode == 2
    assert "MINAMOTO_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_migrating_again_applies_nothing(minamoto: Run, database: Servers) -> None:
    password = database.app_url.split(":")[2].split("@")[0]

    assert result(minamoto("migrate", "--json", MINAMOTO_APP_PASSWORD=password)) == []
