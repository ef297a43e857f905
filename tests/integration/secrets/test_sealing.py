"""Sealed values open where they belong and nowhere else."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest

from minamoto.foundation.secrets.operations import (
    MasterKeyInvalid,
    SealBroken,
    blind_index,
    load_master_key,
    opaque_ids,
    rotate_key,
    seal,
    unlock,
    unseal,
)
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.kernel.errors import NotFound
from testkit.clock import MovingClock
from testkit.servers import Servers
from testkit.tenants import TestTenant

MASTER = bytes(range(32))
PLAIN = "口座番号 0000000".encode()


@pytest.fixture(autouse=True)
def _unlocked() -> None:
    unlock(MASTER)


async def test_a_value_opens_with_its_purpose_and_row_only(
    tenant: TestTenant, other_tenant: TestTenant
) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        sealed = await seal(purpose="accounts", binding="mandates:1", plaintext=PLAIN)
        opened = await unseal(purpose="accounts", binding="mandates:1", sealed=sealed)
        await seal(purpose="mail", binding="mandates:1", plaintext=PLAIN)
        for purpose, binding in (("accounts", "mandates:2"), ("mail", "mandates:1")):
            with pytest.raises(SealBroken):
                await unseal(purpose=purpose, binding=binding, sealed=sealed)
    async with tenant_transaction(tenant_id=other_tenant.tenant_id):
        await seal(purpose="accounts", binding="mandates:1", plaintext=PLAIN)
        with pytest.raises(SealBroken):
            await unseal(purpose="accounts", binding="mandates:1", sealed=sealed)

    assert opened == PLAIN
    assert PLAIN not in sealed


async def test_every_change_of_a_sealed_value_is_seen(tenant: TestTenant) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        sealed = await seal(purpose="accounts", binding="x", plaintext=PLAIN)
        for place in range(len(sealed)):
            changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
            with pytest.raises(SealBroken):
                await unseal(purpose="accounts", binding="x", sealed=changed)
        for length in range(0, len(sealed), 5):
            with pytest.raises(SealBroken):
                await unseal(purpose="accounts", binding="x", sealed=sealed[:length])


async def test_the_same_value_never_looks_the_same(tenant: TestTenant) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        twice = {await seal(purpose="accounts", binding="x", plaintext=PLAIN) for _ in range(2)}

    assert len(twice) == 2


async def test_another_process_opens_it_with_the_master_key_and_none_without(tenant: TestTenant) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        sealed = await seal(purpose="accounts", binding="x", plaintext=PLAIN)
    unlock(MASTER)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        opened = await unseal(purpose="accounts", binding="x", sealed=sealed)
    unlock(bytes(32))
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        with pytest.raises(SealBroken):
            await unseal(purpose="accounts", binding="x", sealed=sealed)

    assert opened == PLAIN


async def test_a_key_that_was_rolled_back_seals_nothing_that_stays(tenant: TestTenant) -> None:
    async def seal_and_fail() -> None:
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            await seal(purpose="accounts", binding="x", plaintext=PLAIN)
            await opaque_ids()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await seal_and_fail()
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        sealed = await seal(purpose="accounts", binding="x", plaintext=PLAIN)
        number = (await opaque_ids()).write("inv", 5)
    unlock(MASTER)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        opened = await unseal(purpose="accounts", binding="x", sealed=sealed)
        read = (await opaque_ids()).read("inv", number)

    assert (opened, read) == (PLAIN, 5)


async def test_many_first_uses_at_once_agree_on_one_key(tenant: TestTenant) -> None:
    async def first_use() -> bytes:
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            return await seal(purpose="accounts", binding="x", plaintext=PLAIN)

    sealed = await asyncio.gather(*[first_use() for _ in range(20)])
    unlock(MASTER)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        opened = {await unseal(purpose="accounts", binding="x", sealed=each) for each in sealed}
        keys = await connection().fetchval(
            "select count(*) from tenant_keys where purpose = 'accounts' and tenant_id = $1", tenant.tenant_id
        )

    assert opened == {PLAIN}
    assert keys == 1


async def test_a_rotated_key_leaves_older_values_readable(tenant: TestTenant, clock: MovingClock) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        old = await seal(purpose="accounts", binding="x", plaintext=PLAIN)
        index = await blind_index(purpose="accounts", value="0000000")
        await rotate_key(purpose="accounts", at=clock.now())
    unlock(MASTER)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        new = await seal(purpose="accounts", binding="x", plaintext=PLAIN)
        opened = {await unseal(purpose="accounts", binding="x", sealed=each) for each in (old, new)}
        index_after = await blind_index(purpose="accounts", value="0000000")

    assert opened == {PLAIN}
    assert old[1:5] != new[1:5]
    assert index == index_after


async def test_blind_indexes_find_equal_values_of_one_tenant_and_purpose(
    tenant: TestTenant, other_tenant: TestTenant
) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        first = await blind_index(purpose="accounts", value="0000000")
        again = await blind_index(purpose="accounts", value="0000000")
        other_value = await blind_index(purpose="accounts", value="0000001")
        other_purpose = await blind_index(purpose="phones", value="0000000")
    async with tenant_transaction(tenant_id=other_tenant.tenant_id):
        foreign = await blind_index(purpose="accounts", value="0000000")

    assert first == again
    assert len({first, other_value, other_purpose, foreign}) == 4


async def test_opaque_ids_of_another_tenant_are_not_found(
    tenant: TestTenant, other_tenant: TestTenant
) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        written = (await opaque_ids()).write("inv", 4711)
    async with tenant_transaction(tenant_id=other_tenant.tenant_id):
        foreign = await opaque_ids()

    with pytest.raises(NotFound):
        foreign.read("inv", written)


async def test_no_key_is_readable_in_the_database(database: Servers, tenant: TestTenant) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        sealed = await seal(purpose="accounts", binding="x", plaintext=PLAIN)
        wrapped = await connection().fetchval(
            "select wrapped_key from tenant_keys where tenant_id = $1", tenant.tenant_id
        )
        await unseal(purpose="accounts", binding="x", sealed=sealed)

    assert len(wrapped) == 1 + 4 + 12 + 32 + 16


def test_the_master_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = load_master_key(environment={}, folder=tmp_path / "data")
    again = load_master_key(environment={}, folder=tmp_path / "data")
    named = load_master_key(
        environment={"MINAMOTO_MASTER_KEY": base64.b64encode(MASTER).decode()}, folder=tmp_path
    )

    assert first == again
    assert named == MASTER
    assert (tmp_path / "data" / "master.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(bytes(31)).decode(), "###"])
def test_a_wrong_master_key_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(MasterKeyInvalid, match="32 bytes"):
        load_master_key(environment={"MINAMOTO_MASTER_KEY": text}, folder=tmp_path)
