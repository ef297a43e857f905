"""The directory of tenants, written by an operator's own login: the application may only read it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg

from minamoto.foundation.storage.engine import connection_arguments
from minamoto.foundation.tenancy.model import RESERVED_SLUGS
from minamoto.kernel.errors import Conflict, InvalidInput, NotFound


class SlugTaken(Conflict):
    """A tenant stands under this name already."""

    code = "slug-taken"
    ja = "「{slug}」という名前の事業体はすでに登録されています。"
    en = "A tenant named {slug} exists already."


class SlugMalformed(InvalidInput):
    """The name cannot stand in an address."""

    code = "slug-malformed"
    ja = "名前「{slug}」は使えません。半角英小文字で始まる3〜40文字の英小文字・数字・ハイフンにしてください。"
    en = "{slug} cannot be used: 3 to 40 lower-case letters, digits and hyphens, beginning with a letter."


class SlugUnknown(NotFound):
    """No tenant stands under this name."""

    code = "slug-unknown"
    ja = "「{slug}」という名前の事業体はありません。"
    en = "There is no tenant named {slug}."


class StateDiffers(Conflict):
    """The tenant's state does not allow the step: one being onboarded is verified before it goes live."""

    code = "tenant-state-differs"
    ja = "「{slug}」の現在の状態（{state}）ではこの操作はできません。"
    en = "{slug} is in the state {state}, which does not allow this."


@asynccontextmanager
async def _operator(admin_url: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    link = await asyncpg.connect(**connection_arguments(admin_url))
    try:
        yield link
    finally:
        await link.close()


async def enter_tenant(*, admin_url: str, slug: str, now: datetime) -> int:
    """Enter a tenant in the directory as being onboarded and return its number.

    :raises SlugTaken: when the name is in use.
    :raises SlugMalformed: when the name cannot stand in an address.
    """
    if slug in RESERVED_SLUGS:
        raise SlugTaken(slug=slug)
    async with _operator(admin_url) as link, link.transaction():
        await link.execute("lock table tenant_directory in share row exclusive mode")
        try:
            number: int = await link.fetchval(
                """
                insert into tenant_directory (slug, tenant_id, state, created_at)
                select $1, coalesce(max(tenant_id), 0) + 1, 'onboarding', $2 from tenant_directory
                returning tenant_id
                """,
                slug, now,
            )  # fmt: skip
        except asyncpg.UniqueViolationError as error:
            raise SlugTaken(slug=slug) from error
        except asyncpg.CheckViolationError as error:
            raise SlugMalformed(slug=slug) from error
        return number


@asynccontextmanager
async def creation_turn(*, admin_url: str, slug: str) -> AsyncIterator[None]:
    """Let one creation run at a time, and clear away what a creation of this name left that was killed.

    A tenant is entered before its rows are written, so a process that dies between the two leaves an entry
    with nothing behind it. The lock ends with the session, however that ends: while it is held here, such
    an entry belongs to nobody.
    """
    async with _operator(admin_url) as link:
        await link.execute("select pg_advisory_lock(hashtextextended('tenant-creation', 0))")
        async with link.transaction():
            number = await link.fetchval(
                "select tenant_id from tenant_directory where slug = $1 and state = 'onboarding' for update",
                slug,
            )
            if number is not None:
                await link.execute("select set_config('minamoto.tenant_id', $1, true)", str(number))
                await link.execute(
                    """
                    delete from tenant_directory d where d.tenant_id = $1
                        and not exists (select from tenants t where t.tenant_id = d.tenant_id)
                    """,
                    number,
                )
        yield


async def strike_tenant(*, admin_url: str, tenant_id: int) -> None:
    """Take a tenant whose creation failed out of the directory again."""
    async with _operator(admin_url) as link:
        await link.execute(
            "delete from tenant_directory where tenant_id = $1 and state = 'onboarding'", tenant_id
        )


async def set_state(
    *, admin_url: str, slug: str, state: str, from_states: Sequence[str] = ("onboarding", "live", "suspended")
) -> None:
    """Set a tenant to ``live``, ``suspended`` or ``onboarding``, when it is in one of ``from_states``.

    :raises SlugUnknown: when there is no such tenant.
    :raises StateDiffers: when it is in another state.
    """
    async with _operator(admin_url) as link, link.transaction():
        present = await link.fetchval("select state from tenant_directory where slug = $1 for update", slug)
        if present is None:
            raise SlugUnknown(slug=slug)
        if present not in from_states:
            raise StateDiffers(slug=slug, state=present)
        await link.execute("update tenant_directory set state = $2 where slug = $1", slug, state)
