"""Issues a bill's documents as PDF: printed once, kept as printed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from minamoto.foundation.documents.render import render_bill, render_usage_notice
from minamoto.foundation.formats.gs1_128 import AMOUNT_LIMIT
from minamoto.foundation.storage import ids
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.journeys.bill_documents.composition import (
    bill_document,
    stamp_needed,
    usage_notice_document,
)
from minamoto.journeys.bill_documents.gathering import BillFacts, gather
from minamoto.kernel.errors import Language
from minamoto.money.billing import operations as billing
from minamoto.money.billing.model import Slip

SLIP_LIFE_DAYS = 60
"""How long after the due day a store still takes a slip, unless ``billing.slip_life_days`` says otherwise."""


class BillDocuments:
    """Gives issued documents as PDF, inside the open tenant transaction."""

    def __init__(self, *, font_dir: Path | None) -> None:
        """Name the folder of the forms' fonts; without one the machine's fonts are used."""
        self._font_dir = font_dir

    async def bill_pdf(self, *, invoice_id: int, language: Language, now: datetime) -> bytes:
        """Return the bill (請求書); the first request issues it, later ones return what was issued.

        :raises NotFound: when there is no such invoice.
        """
        kind = f"bill.{language}"
        issued = await _issued(kind, invoice_id)
        if issued is not None:
            return issued
        facts = await gather(invoice_id=invoice_id)
        document = bill_document(facts, slip=await _slip(facts, now), language=language)
        return await _issue(
            kind,
            invoice_id,
            document,
            lambda: render_bill(document, language=language, font_dir=self._font_dir),
            now,
        )

    async def usage_notice_pdf(self, *, invoice_id: int, language: Language, now: datetime) -> bytes:
        """Return the usage notice (使用量のお知らせ), issued on the first request.

        :raises NotFound: when there is no such invoice.
        """
        kind = f"usage-notice.{language}"
        issued = await _issued(kind, invoice_id)
        if issued is not None:
            return issued
        facts = await gather(invoice_id=invoice_id)
        document = usage_notice_document(facts, language=language)
        return await _issue(
            kind,
            invoice_id,
            document,
            lambda: render_usage_notice(document, language=language, font_dir=self._font_dir),
            now,
        )


async def _slip(facts: BillFacts, now: datetime) -> Slip | None:
    """Return the bill's live slip when it is paid by slip and a store may take the amount."""
    invoice = facts.invoice
    company = facts.settings.get("billing.slip_company_code")
    if facts.payer_method != "payment_slip" or company is None:
        return None
    if not 0 < invoice.amount_yen <= AMOUNT_LIMIT.amount:
        return None
    life = int(facts.settings.get("billing.slip_life_days", SLIP_LIFE_DAYS))
    return await billing.issue_slip(
        invoice_id=invoice.id,
        amount_yen=invoice.amount_yen,
        issuer_code=str(company),
        expires_on=invoice.due_on + timedelta(days=life),
        stamp_needed=stamp_needed(facts),
        now=now,
    )


async def _issued(kind: str, invoice_id: int) -> bytes | None:
    found: bytes | None = await connection().fetchval(
        """
        select content from documents
        where tenant_id = $1 and subject_kind = 'invoice' and subject_id = $2 and kind = $3
        order by issued_at desc limit 1
        """,
        tenant_id(), invoice_id, kind,
    )  # fmt: skip
    return found


async def _issue(
    kind: str, invoice_id: int, document: object, render: Callable[[], bytes], now: datetime
) -> bytes:
    """Print in a thread, so that the loop goes on, and keep the print with the data it was made of."""
    content = await asyncio.to_thread(render)
    await connection().execute(
        """
        insert into documents (tenant_id, id, kind, subject_kind, subject_id, issued_at, sha256, content,
                               data)
        values ($1, $2, $3, 'invoice', $4, $5, $6, $7, $8) on conflict do nothing
        """,
        tenant_id(), await ids.next_id(), kind, invoice_id, now, hashlib.sha256(content).digest(), content,
        msgspec.json.encode(document, enc_hook=_plain).decode(),
    )  # fmt: skip
    return content


def _plain(value: object) -> object:
    """Write what JSON lacks as text."""
    return str(value)
