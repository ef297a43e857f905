"""Tenants by slug, kept for some seconds, so that most requests ask the database nothing for it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date

from minamoto.foundation.tenancy import queries
from minamoto.foundation.tenancy.model import DirectoryEntry, TenantContext
from minamoto.web.problems import NotServing


@dataclass(slots=True)
class _Kept:
    entry: DirectoryEntry
    until: float
    context: TenantContext | None = None


class TenantDirectory:
    """The tenants this process has met. Unknown slugs are not kept: they would fill the memory."""

    def __init__(self, *, keep_s: float) -> None:
        """Keep each entry for so many seconds of the machine's monotonic clock."""
        self._keep_s = keep_s
        self._kept: dict[str, _Kept] = {}

    async def entry(self, slug: str, *, suspended_too: bool = False) -> DirectoryEntry:
        """Return the entry of a tenant that serves; ``suspended_too`` is for what must not be lost meanwhile.

        :raises TenantUnknown: when there is no such slug.
        :raises NotServing: when the tenant is being set up or is suspended.
        """
        kept = self._kept.get(slug)
        if kept is None or kept.until <= time.monotonic():
            kept = _Kept(await queries.directory_entry(slug), time.monotonic() + self._keep_s)
            self._kept[slug] = kept
        if kept.entry.state != "live" and not (suspended_too and kept.entry.state == "suspended"):
            raise NotServing
        return kept.entry

    async def context(self, slug: str, *, on: date) -> TenantContext:
        """Return the tenant whose transaction is open."""
        kept = self._kept.get(slug)
        if kept is not None and kept.context is not None and kept.until > time.monotonic():
            return kept.context
        context = await queries.tenant_context(slug, on=on)
        if kept is not None:
            kept.context = context
        return context
