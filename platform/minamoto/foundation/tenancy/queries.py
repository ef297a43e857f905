"""Reading of the directory, of a tenant and of its dated settings."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from minamoto.foundation.storage.engine import ENGINE
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.foundation.tenancy.model import DirectoryEntry, TenantContext
from minamoto.kernel.errors import Language, NotFound

_DIRECTORY = "select slug, tenant_id, state from tenant_directory"


class TenantUnknown(NotFound):
    """No utility stands under this name."""

    code = "tenant-unknown"
    ja = "このアドレスの事業体はありません。"
    en = "There is no utility at this address."


async def directory_entry(slug: str) -> DirectoryEntry:
    """Return the entry of a slug. Needs no tenant transaction.

    :raises TenantUnknown: when there is none.
    """
    async with ENGINE.bare_connection() as link:
        row = await link.fetchrow(f"{_DIRECTORY} where slug = $1", slug)
    if row is None:
        raise TenantUnknown
    return DirectoryEntry(slug=row["slug"], tenant_id=row["tenant_id"], state=row["state"])


async def directory_entries() -> list[DirectoryEntry]:
    """Return all entries by slug. Needs no tenant transaction."""
    async with ENGINE.bare_connection() as link:
        rows = await link.fetch(f"{_DIRECTORY} order by slug")
    return [DirectoryEntry(slug=row["slug"], tenant_id=row["tenant_id"], state=row["state"]) for row in rows]


async def settings_on(day: date) -> dict[str, Any]:
    """Return every setting in force on a day, by key."""
    rows = await connection().fetch(
        """
        select distinct on (key) key, value from tenant_settings
        where tenant_id = $1 and valid_from <= $2
        order by key, valid_from desc, recorded_at desc
        """,
        tenant_id(),
        day,
    )
    return {row["key"]: msgspec.json.decode(row["value"]) for row in rows}


async def setting(key: str, *, on: date, default: Any = None) -> Any:
    """Return one setting's value on a day, decoded from JSON, or the default."""
    value = await connection().fetchval(
        """
        select value from tenant_settings
        where tenant_id = $1 and key = $2 and valid_from <= $3
        order by valid_from desc, recorded_at desc limit 1
        """,
        tenant_id(),
        key,
        on,
    )
    return default if value is None else msgspec.json.decode(value)


async def tenant_context(slug: str, *, on: date) -> TenantContext:
    """Return the open tenant as a request knows it, with the settings ``display.*`` of the day.

    :raises TenantUnknown: when the tenant has no row.
    """
    row = await connection().fetchrow(
        """
        select display_name, legal_name, registration_number, services, pack_code
        from tenants where tenant_id = $1
        """,
        tenant_id(),
    )
    if row is None:
        raise TenantUnknown
    settings = await settings_on(on)
    language: Language = "en" if settings.get("display.language") == "en" else "ja"
    return TenantContext(
        tenant_id=tenant_id(),
        slug=slug,
        display_name=row["display_name"],
        display_name_en=settings.get("display.name_en") or row["display_name"],
        legal_name=row["legal_name"],
        registration_number=row["registration_number"],
        services=tuple(row["services"]),
        pack_code=row["pack_code"],
        language=language,
        phone=settings.get("display.phone"),
        demonstration=bool(settings.get("display.demonstration", False)),
    )


async def registration_number() -> str:
    """Return the tenant's number as an issuer of qualified invoices (登録番号).

    :raises TenantUnknown: when the tenant has no row.
    """
    found: str | None = await connection().fetchval(
        "select registration_number from tenants where tenant_id = $1", tenant_id()
    )
    if found is None:
        raise TenantUnknown
    return found


async def own_slug() -> str:
    """Return the slug of the open tenant.

    :raises TenantUnknown: when it is not in the directory.
    """
    found: str | None = await connection().fetchval(
        "select slug from tenant_directory where tenant_id = $1", tenant_id()
    )
    if found is None:
        raise TenantUnknown
    return found
