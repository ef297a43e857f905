"""``minamoto tenant ...`` as an operator runs it: exit codes, JSON on stdout, mistakes on stderr."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from integration.onboarding.tenant_facts import digests
from minamoto.cli.main import app, build
from minamoto.foundation.storage.engine import ENGINE
from minamoto.foundation.tenancy import queries as tenancy
from testkit.servers import Servers

Run = Callable[..., Awaitable[Result]]
PACKS = Path(str(resources.files("minamoto_tenants"))) / "packs"
KEY = base64.b64encode(b"m" * 32).decode()


@pytest.fixture(scope="module", autouse=True)
def _command_line() -> None:
    if not any(each.name == "tenant" for each in app.registered_groups):
        build()


@pytest.fixture
def minamoto(database: Servers, tmp_path: Path) -> Run:
    """Runs the command line in a thread, for commands bring a loop and a pool of their own."""
    environment = {
        "MINAMOTO_DATABASE_URL": database.admin_url,
        "MINAMOTO_APP_DATABASE_URL": database.app_url,
        "MINAMOTO_DATA_FOLDER": str(tmp_path / "data"),
        "MINAMOTO_MASTER_KEY": KEY,
        "MINAMOTO_LANGUAGE": "en",
    }

    async def run(*arguments: str, **more: str) -> Result:
        kept = ENGINE.pool, ENGINE.config
        try:
            return await asyncio.to_thread(
                lambda: CliRunner().invoke(app, [*arguments], env={**environment, **more})
            )
        finally:
            ENGINE.pool, ENGINE.config = kept

    return run


def result(done: Result) -> Any:
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


async def test_a_tenant_is_created_loaded_verified_suspended_and_resumed(
    minamoto: Run, database: Servers
) -> None:
    slug, sample = "cli-gas", str(PACKS / "minori_gas" / "sample" / "customers.csv")

    checked = await minamoto("tenant", "create", slug, "--pack", "minori_gas", "--dry-run")
    made = result(await minamoto("tenant", "create", slug, "--pack", "minori_gas", "--json"))
    tenant = (await tenancy.directory_entry(slug)).tenant_id
    created = await digests(database.admin_url, tenant)
    load_checked = await minamoto("tenant", "load", slug, "--customers", sample, "--dry-run")
    after_dry_run = await digests(database.admin_url, tenant)
    loaded = result(await minamoto("tenant", "load", slug, "--customers", sample, "--json"))
    stands = await digests(database.admin_url, tenant)
    again = result(await minamoto("tenant", "load", slug, "--customers", sample, "--json"))
    report = result(await minamoto("tenant", "verify", slug, "--go-live", "--json"))
    suspended = await minamoto("tenant", "suspend", slug)
    listed = result(await minamoto("tenant", "list", "--json"))
    resumed = await minamoto("tenant", "resume", slug)

    assert (checked.exit_code, load_checked.exit_code) == (0, 0)
    assert made == {"slug": slug, "tariff_versions": 1, "index_tables": 1}
    assert after_dry_run == created
    assert loaded == {"is_new": True, "customers": 30, "agreements": 30, "meters": 30}
    assert again == {"is_new": False, "customers": 0, "agreements": 0, "meters": 0}
    assert await digests(database.admin_url, tenant) == stands
    assert report["sound"] is True
    assert set(report["faults"].values()) == {0}
    assert (suspended.exit_code, resumed.exit_code) == (0, 0)
    assert {"slug": slug, "state": "suspended"} in listed
    assert (await tenancy.directory_entry(slug)).state == "live"


async def test_refusals_end_with_code_2_say_where_and_leave_nothing(minamoto: Run, tmp_path: Path) -> None:
    folder = tmp_path / "broken_gas"
    shutil.copytree(PACKS / "minori_gas", folder)
    (tariff,) = (folder / "tariffs").iterdir()
    text = tariff.read_text("utf-8")
    tariff.write_text(text.replace("{ over = 20, up_to = 50,", "{ over = 21, up_to = 50,"), "utf-8")
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "over = 20," in each)

    for more in (["--dry-run"], []):
        done = await minamoto("tenant", "create", "cli-broken", "--pack", str(folder), *more)

        assert done.exit_code == 2, (more, done.output)
        assert done.stdout == ""
        assert f"{tariff.name}:{line}:" in done.stderr
        assert "Traceback" not in done.stderr
    with pytest.raises(tenancy.TenantUnknown):
        await tenancy.directory_entry("cli-broken")


async def test_mistakes_of_a_customer_file_are_listed_like_a_compilers(
    minamoto: Run, database: Servers, tmp_path: Path
) -> None:
    result(await minamoto("tenant", "create", "cli-suido", "--pack", "aoba_suido", "--json"))
    tenant = (await tenancy.directory_entry("cli-suido")).tenant_id
    before = await digests(database.admin_url, tenant)
    lines = (PACKS / "aoba_suido" / "sample" / "customers.csv").read_text("utf-8-sig").splitlines()
    lines[2] = lines[2].replace("2022-04-01", "2022-02-30")
    lines[5] = lines[5].replace("water-general", "no-such-tariff").replace("sewer-general", "no-such-tariff")
    broken = tmp_path / "customers.csv"
    broken.write_text("\n".join(lines), "utf-8")
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes("\n".join(lines).encode("utf-16"))

    told = await minamoto("tenant", "load", "cli-suido", "--customers", str(broken))
    encoding = await minamoto("tenant", "load", "cli-suido", "--customers", str(wrong))

    assert told.exit_code == 2
    assert f"{broken}:3:started_on:" in told.stderr
    assert f"{broken}:6:tariff_code:" in told.stderr
    assert "2 mistake(s)" in told.stderr
    assert encoding.exit_code == 2
    assert f"{wrong}:2:" in encoding.stderr
    assert "Traceback" not in told.stderr + encoding.stderr
    assert await digests(database.admin_url, tenant) == before


async def test_what_is_not_there_is_said_in_the_operators_language(minamoto: Run, tmp_path: Path) -> None:
    english = await minamoto("tenant", "verify", "nowhere")
    japanese = await minamoto("tenant", "suspend", "nowhere", MINAMOTO_LANGUAGE="ja")
    pack = await minamoto("tenant", "create", "cli-none", "--pack", "nowhere")
    file = await minamoto("tenant", "load", "nowhere", "--customers", str(tmp_path / "none.csv"))

    assert [each.exit_code for each in (english, japanese, pack, file)] == [2, 2, 2, 2]
    assert "「nowhere」という名前の事業体はありません。" in japanese.stderr
    assert "aoba_suido" in pack.stderr
    assert "Traceback" not in english.stderr + japanese.stderr + pack.stderr + file.stderr


def test_the_installed_command_says_what_to_set_when_no_database_is_named(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MINAMOTO_")}

    done = subprocess.run(
        [str(Path(sys.executable).with_name("minamoto")), "tenant", "list"],
        capture_output=True, text=True, cwd=tmp_path, env=environment, check=False, timeout=120,
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stdout == ""
    assert "MINAMOTO_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "settings",
    [
        {"MINAMOTO_APP_DATABASE_URL": "postgresql://minamoto_app:x@127.0.0.1:1/none"},
        {"MINAMOTO_APP_DATABASE_URL": "mysql://127.0.0.1/none"},
        {"MINAMOTO_MASTER_KEY": "short"},
    ],
    ids=["nobody listens", "another kind of URL", "a key too short"],
)
async def test_a_wrong_setting_is_told_and_not_thrown(minamoto: Run, settings: dict[str, str]) -> None:
    done = await minamoto("tenant", "list", **settings)

    assert done.exit_code == 2, done.exception
    assert done.stderr.strip()
    assert "x@127" not in done.stderr


async def test_migrating_again_applies_nothing(minamoto: Run, database: Servers) -> None:
    password = database.app_url.split(":")[2].split("@")[0]

    assert result(await minamoto("migrate", "--json", MINAMOTO_APP_PASSWORD=password)) == []
