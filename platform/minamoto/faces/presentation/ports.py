"""What every audience asks of the journeys above the rooms it reads."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from minamoto.kernel.errors import Language


class BillDocuments(Protocol):
    """Gives issued documents as PDF. Called inside the tenant's transaction."""

    async def bill_pdf(self, *, invoice_id: int, language: Language, now: datetime) -> bytes:
        """Return the bill (請求書) as an A4 PDF."""
        ...

    async def usage_notice_pdf(self, *, invoice_id: int, language: Language, now: datetime) -> bytes:
        """Return the usage notice (使用量のお知らせ) as an A4 PDF."""
        ...
