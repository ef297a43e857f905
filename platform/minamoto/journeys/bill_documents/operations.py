"""Issues a bill's documents as PDF: printed once, kept as printed."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from minamoto.foundation.documents import operations as documents
from minamoto.foundation.documents.queries import issued_document
from minamoto.foundation.formats.gs1_128 import AMOUNT_LIMIT
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
        await _wait_for_turn(invoice_id)
        issued = await issued_document(kind=documents.bill_kind(language), invoice_id=invoice_id)
        if issued is not None:
            return issued
        facts = await gather(invoice_id=invoice_id)
        document = bill_document(facts, slip=await _slip(facts, now), language=language)
        return await documents.issue_bill(
            invoice_id=invoice_id, document=document, language=language, font_dir=self._font_dir, now=now
        )

    async def usage_notice_pdf(self, *, invoice_id: int, language: Language, now: datetime) -> bytes:
        """Return the usage notice (使用量のお知らせ), issued on the first request.

        :raises NotFound: when there is no such invoice.
        """
        await _wait_for_turn(invoice_id)
        issued = await issued_document(kind=documents.usage_notice_kind(language), invoice_id=invoice_id)
        if issued is not None:
            return issued
        facts = await gather(invoice_id=invoice_id)
        document = usage_notice_document(facts, language=language)
        return await documents.issue_usage_notice(
            invoice_id=invoice_id, document=document, language=language, font_dir=self._font_dir, now=now
        )


async def _wait_for_turn(invoice_id: int) -> None:
    """Let one transaction at a time issue documents of an invoice, so that two requests print it once."""
    await connection().execute(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))", f"documents:{tenant_id()}:{invoice_id}"
    )


async def _slip(facts: BillFacts, now: datetime) -> Slip | None:
    """Return the bill's live slip when it is paid by slip, still open, and a store may take the amount."""
    invoice = facts.invoice
    company = facts.settings.get("billing.slip_company_code")
    if facts.payer_method != "payment_slip" or company is None or facts.open_yen <= 0:
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
