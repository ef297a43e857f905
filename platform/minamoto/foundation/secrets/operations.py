"""Sealing and opening of single values with the tenant's data keys.

A process unlocks the vault once with the master key; data keys are read in a tenant's transaction and kept.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from minamoto.foundation.secrets import rules
from minamoto.foundation.secrets.rules import SealBroken
from minamoto.foundation.storage.transactions import TenantScope, connection, current_scope, tenant_id
from minamoto.kernel.identifiers import OpaqueIds

__all__ = [
    "MasterKeyInvalid",
    "SealBroken",
    "VaultLocked",
    "blind_index",
    "load_master_key",
    "opaque_ids",
    "rotate_key",
    "seal",
    "unlock",
    "unseal",
]


class VaultLocked(RuntimeError):
    """A value was to be sealed or opened before the process was given the master key."""


class MasterKeyInvalid(ValueError):
    """The master key is not 32 bytes in base64."""


class _Vault:
    """The master key and the data keys this process has unwrapped."""

    def __init__(self) -> None:
        self.master: bytes | None = None
        self.keys: dict[tuple[int, str, int], bytes] = {}
        self.newest: dict[tuple[int, str], int] = {}
        self.uncommitted: dict[tuple[int, str], TenantScope] = {}


_vault = _Vault()


def load_master_key(*, environment: Mapping[str, str], folder: Path) -> bytes:
    """Return the master key: ``MINAMOTO_MASTER_KEY`` (base64 of 32 bytes), or a file of the data folder.

    The file ``master.key`` is made, readable by its owner only, when neither exists. Losing the key loses
    every sealed value: keep a copy apart from the database.

    :raises MasterKeyInvalid: when the value is not base64 of 32 bytes.
    """
    text = environment.get("MINAMOTO_MASTER_KEY")
    if text is None:
        text = _key_file(folder / "master.key")
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != rules.KEY_BYTES:
        message = "the master key must be 32 bytes in base64 (openssl rand -base64 32)"
        raise MasterKeyInvalid(message)
    return key


def _key_file(path: Path) -> str:
    """Return the file's text, made first when missing; two processes at once end with the same key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(base64.b64encode(rules.fresh_key()).decode() + "\n", "ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first, and its key counts
        finally:
            draft.unlink()
    return path.read_text("ascii")


def unlock(master_key: bytes) -> None:
    """Give the process its master key and forget data keys unwrapped before.

    :raises MasterKeyInvalid: when it is not 32 bytes.
    """
    if len(master_key) != rules.KEY_BYTES:
        message = "the master key must be 32 bytes"
        raise MasterKeyInvalid(message)
    _vault.master = master_key
    _vault.keys.clear()
    _vault.newest.clear()
    _vault.uncommitted.clear()


async def seal(*, purpose: str, binding: str, plaintext: bytes) -> bytes:
    """Return the value sealed for this tenant, purpose and row.

    ``binding`` names the row, e.g. ``notifications:4711``. Needs an open tenant transaction.
    """
    generation = await _newest(purpose)
    return rules.seal_with(
        key=await _key(purpose, generation),
        generation=generation,
        context=rules.context_of(tenant_id(), purpose, binding),
        plaintext=plaintext,
    )


async def unseal(*, purpose: str, binding: str, sealed: bytes) -> bytes:
    """Return what was sealed.

    :raises SealBroken: when the value was changed, or belongs to another row, purpose or tenant.
    """
    key = await _key(purpose, rules.generation_of(sealed))
    return rules.open_with(key=key, context=rules.context_of(tenant_id(), purpose, binding), sealed=sealed)


async def blind_index(*, purpose: str, value: str) -> bytes:
    """Return 32 bytes by which equal values of a purpose can be found without storing them.

    Always under the first generation of the key, so that old rows stay comparable.
    """
    await _newest(f"index:{purpose}")
    key = await _key(f"index:{purpose}", 1)
    return rules.index_with(key=key, context=rules.context_of(tenant_id(), purpose), value=value)


async def opaque_ids() -> OpaqueIds:
    """Return the writer and reader of the open tenant's outside ids."""
    await _newest("opaque-ids")
    return OpaqueIds(key=await _key("opaque-ids", 1), tenant_id=tenant_id())


async def rotate_key(*, purpose: str, at: datetime) -> int:
    """Make a new generation of a purpose's data key and return its number.

    What is sealed from the next start of a process on uses it; older values still open.
    """
    newest = await _newest(purpose)
    await _insert_key(tenant_id(), purpose, newest + 1, at)
    return newest + 1


async def _newest(purpose: str) -> int:
    """Return the newest generation, made now when the tenant has none.

    A key made here stands and falls with the caller's transaction, so it is kept once another one sees it.
    """
    tenant, scope = tenant_id(), current_scope()
    known = _vault.newest.get((tenant, purpose))
    if known is not None:
        return known
    found = await _read_newest(tenant, purpose)
    if found == 0:
        # Waits for a transaction that makes the same key; whichever is first counts.
        await _insert_key(tenant, purpose, 1, None)
        found = await _read_newest(tenant, purpose)
        _vault.uncommitted[tenant, purpose] = scope
    if _is_committed(tenant, purpose):
        _vault.newest[tenant, purpose] = found
    return found


def _is_committed(tenant: int, purpose: str) -> bool:
    """Return whether what this transaction sees of a key cannot be rolled back with it."""
    if _vault.uncommitted.get((tenant, purpose)) is current_scope():
        return False
    _vault.uncommitted.pop((tenant, purpose), None)
    return True


async def _read_newest(tenant: int, purpose: str) -> int:
    found: int = await connection().fetchval(
        "select coalesce(max(generation), 0) from tenant_keys where tenant_id = $1 and purpose = $2",
        tenant,
        purpose,
    )
    return found


async def _insert_key(tenant: int, purpose: str, generation: int, at: datetime | None) -> None:
    """Write a fresh key; without a moment the database's own is noted, for it is no date of business."""
    wrapped = rules.seal_with(
        key=_master(),
        generation=1,
        context=rules.context_of(tenant, purpose, generation),
        plaintext=rules.fresh_key(),
    )
    await connection().execute(
        """
        insert into tenant_keys (tenant_id, purpose, generation, wrapped_key, created_at)
        values ($1, $2, $3, $4, coalesce($5, now())) on conflict do nothing
        """,
        tenant,
        purpose,
        generation,
        wrapped,
        at,
    )


async def _key(purpose: str, generation: int) -> bytes:
    tenant = tenant_id()
    known = _vault.keys.get((tenant, purpose, generation))
    if known is None:
        wrapped = await connection().fetchval(
            "select wrapped_key from tenant_keys where tenant_id = $1 and purpose = $2 and generation = $3",
            tenant,
            purpose,
            generation,
        )
        if wrapped is None:
            raise SealBroken("the tenant has no such data key")
        known = rules.open_with(
            key=_master(), context=rules.context_of(tenant, purpose, generation), sealed=wrapped
        )
        if _is_committed(tenant, purpose):
            _vault.keys[tenant, purpose, generation] = known
    return known


def _master() -> bytes:
    if _vault.master is None:
        message = "call minamoto.foundation.secrets.operations.unlock with the master key first"
        raise VaultLocked(message)
    return _vault.master
