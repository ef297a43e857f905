"""A tenant is made from a pack and a customer file, wholly or not at all."""

from __future__ import annotations

import asyncio
import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from integration.onboarding.tenant_facts import digests, row_counts
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.foundation.tenancy import queries as tenancy
from minamoto.foundation.tenancy.queries import TenantUnknown
from minamoto.kernel.errors import InvalidInput
from minamoto.pricing.tariffs.notation.issues import InvalidTariffText
from minamoto_tenants.onboarding.creation import create_tenant
from minamoto_tenants.onboarding.customers_file import CustomerFileRefused, parse_customers
from minamoto_tenants.onboarding.directory import (
    SlugMalformed,
    SlugTaken,
    StateDiffers,
    enter_tenant,
    set_state,
)
from minamoto_tenants.onboarding.loading import (
    LoadReport,
    load_customers,
    refuse_unpriced,
    tariff_services,
)
from minamoto_tenants.onboarding.packs import read_pack
from minamoto_tenants.onboarding.verification import verify
from testkit.onboarding import PackTenant, onboard, sample_customers
from testkit.servers import Servers
from testkit.tenants import MOMENT


@pytest.fixture
async def gas(database: Servers) -> PackTenant:
    """The gas company, created and not yet loaded."""
    secrets.unlock(b"m" * 32)
    return await onboard(database.admin_url, "minori_gas", load=False)


async def _load(tenant: PackTenant, content: bytes, name: str = "customers.csv") -> LoadReport:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        rows = parse_customers(content, tariffs=await tariff_services())
        return await load_customers(rows=rows, content=content, file_name=name, now=MOMENT)


def _pack_folder(tmp_path: Path, pack: str) -> Path:
    folder = tmp_path / pack
    shutil.copytree(str(resources.files("minamoto_tenants") / "packs" / pack), folder)
    return folder


async def test_the_same_file_twice_changes_nothing(gas: PackTenant, database: Servers) -> None:
    content = sample_customers("minori_gas")

    first = await _load(gas, content)
    before = await digests(database.admin_url, gas.tenant_id)
    second = await _load(gas, content, "again.csv")

    assert (first.is_new, first.customers, first.agreements, first.meters) == (True, 30, 30, 30)
    assert (second.is_new, second.agreements) == (False, 0)
    assert await digests(database.admin_url, gas.tenant_id) == before


async def test_what_was_loaded_hangs_together(gas: PackTenant) -> None:
    await _load(gas, sample_customers("minori_gas"))

    async with tenant_transaction(tenant_id=gas.tenant_id):
        report = await verify()

    assert report.is_sound
    assert {each.code: each.count for each in report.counts} == {
        "customers": 30, "agreements": 30, "service_points": 30, "meters": 30, "tariff_versions": 1,
    }  # fmt: skip


async def test_a_file_with_one_mistake_leaves_nothing(gas: PackTenant, database: Servers) -> None:
    before = await digests(database.admin_url, gas.tenant_id)
    lines = sample_customers("minori_gas").decode("utf-8-sig").splitlines()
    lines[9] = lines[9].replace("50000000000000009", "5000000000000000900")

    with pytest.raises(CustomerFileRefused) as caught:
        await _load(gas, "\n".join(lines).encode())

    assert [(each.line, each.column) for each in caught.value.mistakes] == [(10, "point_number")]
    assert await digests(database.admin_url, gas.tenant_id) == before


async def test_numbers_that_stand_already_are_named_by_line_and_nothing_is_loaded(
    gas: PackTenant, database: Servers
) -> None:
    lines = sample_customers("minori_gas").decode("utf-8-sig").splitlines()
    await _load(gas, "\n".join(lines[:11]).encode())
    before = await digests(database.admin_url, gas.tenant_id)

    with pytest.raises(CustomerFileRefused) as caught:
        await _load(gas, "\n".join([lines[0], *lines[10:]]).encode())

    assert [(each.line, each.column) for each in caught.value.mistakes] == [
        (2, "customer_number"), (2, "payer_number"), (2, "agreement_number"), (2, "point_number"),
        (2, "meter_serial"),
    ]  # fmt: skip
    assert await digests(database.admin_url, gas.tenant_id) == before


async def test_a_later_file_adds_to_what_stands(gas: PackTenant) -> None:
    lines = sample_customers("minori_gas").decode("utf-8-sig").splitlines()

    await _load(gas, "\n".join(lines[:11]).encode())
    report = await _load(gas, "\n".join([lines[0], *lines[11:]]).encode())

    assert report.agreements == 20
    async with tenant_transaction(tenant_id=gas.tenant_id):
        assert (await verify()).is_sound


async def test_a_shared_payer_pays_since_the_earliest_of_its_customers(gas: PackTenant) -> None:
    heading, first, second, *_ = sample_customers("minori_gas").decode("utf-8-sig").splitlines()
    second = second.replace("P3000000002,card,2021-06-01", "P3000000001,payment_slip,2020-05-01")

    await _load(gas, f"{heading}\n{first}\n{second}".encode())

    async with tenant_transaction(tenant_id=gas.tenant_id):
        since = await connection().fetchval("select array_agg(valid_from) from payer_methods")

    assert since == [date(2020, 5, 1)]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("{ over = 20, up_to = 50,", "{ over = 21, up_to = 50,", "brackets"),  # a gap of one m³
        ("{ over = 1000, basic", "{ over = 1000, up_to = 2000, basic", "brackets"),  # nothing above 2000
        ('price = "199.40"', "price = 199.40", "price"),  # a binary float
        ("[rounding]", "[rounding", "TOML"),
    ],
)
async def test_a_pack_with_a_broken_tariff_is_refused_with_its_place_and_leaves_nothing(
    database: Servers, tmp_path: Path, old: str, new: str, place: str
) -> None:
    secrets.unlock(b"m" * 32)
    folder = _pack_folder(tmp_path, "minori_gas")
    (tariff,) = (folder / "tariffs").iterdir()
    text = tariff.read_text("utf-8")
    assert old in text
    tariff.write_text(text.replace(old, new, 1), "utf-8")
    ghost = await _next_number(database)

    with pytest.raises(InvalidTariffText) as caught:
        await create_tenant(
            admin_url=database.admin_url, slug="broken-gas", pack=read_pack(str(folder)), now=MOMENT
        )

    issue = caught.value.issues[0]
    assert issue.file == "tariffs/gas_general_2025_04.toml"
    assert place in issue.path
    assert text.splitlines()[issue.line - 1].strip()
    assert issue.column >= 1
    await _assert_nothing_left(database, "broken-gas", ghost)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"T3000000000303"', '"T3000000000304"'), ('code = "B"', 'code = "A"')],
    ids=["a false check digit", "a master twice"],
)
async def test_a_pack_with_another_mistake_leaves_nothing(
    database: Servers, tmp_path: Path, old: str, new: str
) -> None:
    secrets.unlock(b"m" * 32)
    folder = _pack_folder(tmp_path, "minori_gas")
    text = (folder / "pack.toml").read_text("utf-8")
    assert old in text
    (folder / "pack.toml").write_text(text.replace(old, new), "utf-8")
    ghost = await _next_number(database)

    with pytest.raises(InvalidInput):
        await create_tenant(
            admin_url=database.admin_url, slug="broken-gas", pack=read_pack(str(folder)), now=MOMENT
        )

    await _assert_nothing_left(database, "broken-gas", ghost)


async def _next_number(database: Servers) -> int:
    return max((each.tenant_id for each in await tenancy.directory_entries()), default=0) + 1


async def _assert_nothing_left(database: Servers, slug: str, number: int) -> None:
    with pytest.raises(TenantUnknown):
        await tenancy.directory_entry(slug)
    assert await row_counts(database.admin_url, number) == {}


async def test_a_name_is_taken_once_and_must_fit_an_address(gas: PackTenant, database: Servers) -> None:
    pack = read_pack("minori_gas")

    with pytest.raises(SlugTaken):
        await create_tenant(admin_url=database.admin_url, slug=gas.slug, pack=pack, now=MOMENT)
    for slug in ("A", "あおば", "1st", "x" * 41, "a/b", "", "a b"):
        with pytest.raises(SlugMalformed):
            await create_tenant(admin_url=database.admin_url, slug=slug, pack=pack, now=MOMENT)

    assert (await tenancy.directory_entry(gas.slug)).tenant_id == gas.tenant_id


async def test_a_creation_that_was_killed_half_way_is_begun_anew(database: Servers) -> None:
    secrets.unlock(b"m" * 32)
    await enter_tenant(admin_url=database.admin_url, slug="killed-gas", now=MOMENT)

    made = await create_tenant(
        admin_url=database.admin_url, slug="killed-gas", pack=read_pack("minori_gas"), now=MOMENT
    )

    assert (await tenancy.directory_entry("killed-gas")).tenant_id == made.tenant_id
    with pytest.raises(SlugTaken):
        await create_tenant(
            admin_url=database.admin_url, slug="killed-gas", pack=read_pack("minori_gas"), now=MOMENT
        )


async def test_the_same_name_created_at_once_stands_once(database: Servers) -> None:
    secrets.unlock(b"m" * 32)

    outcomes = await asyncio.gather(
        *(
            create_tenant(
                admin_url=database.admin_url, slug="twin-gas", pack=read_pack("minori_gas"), now=MOMENT
            )
            for _ in range(3)
        ),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["CreatedTenant", "SlugTaken", "SlugTaken"]


async def test_only_a_suspended_tenant_is_resumed(gas: PackTenant, database: Servers) -> None:
    await set_state(admin_url=database.admin_url, slug=gas.slug, state="onboarding")

    with pytest.raises(StateDiffers):
        await set_state(
            admin_url=database.admin_url, slug=gas.slug, state="live", from_states=("suspended", "live")
        )

    assert (await tenancy.directory_entry(gas.slug)).state == "onboarding"


async def test_a_contract_that_its_tariff_cannot_price_is_refused(database: Servers) -> None:
    secrets.unlock(b"m" * 32)
    tenant = await onboard(database.admin_url, "aoba_suido", load=False)
    content = sample_customers("aoba_suido").replace(b"diameter_mm=13", b"diameter_mm=21")
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        rows = parse_customers(content, tariffs=await tariff_services())
        with pytest.raises(CustomerFileRefused) as refused:
            await refuse_unpriced(rows)

    assert refused.value.mistakes[0].column == "attributes"
    assert refused.value.mistakes[0].line == 2
    assert "13、20、25" in refused.value.mistakes[0].ja
