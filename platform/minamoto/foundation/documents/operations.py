"""Issuing documents: printed once, kept as printed. A snapshot is never changed (house rule 2)."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from minamoto.foundation.documents.model import BillDocument, UsageNoticeDocument
from minamoto.foundation.documents.render import render_bill, render_usage_notice
from minamoto.foundation.storage import ids
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import Language


async def issue_bill(
    *, invoice_id: int, document: BillDocument, language: Language, font_dir: Path | None, now: datetime
) -> bytes:
    """Print a bill and keep it; return the PDF. Printing runs in a thread, so the loop goes on.

    :raises FontMissing: when ``font_dir`` lacks a font.
    """
    content = await asyncio.to_thread(render_bill, document, language=language, font_dir=font_dir)
    await _keep(bill_kind(language), invoice_id, document, content, now)
    return content


async def issue_usage_notice(
    *,
    invoice_id: int,
    document: UsageNoticeDocument,
    language: Language,
    font_dir: Path | None,
    now: datetime,
) -> bytes:
    """Print a usage notice and keep it; return the PDF.

    :raises FontMissing: when ``font_dir`` lacks a font.
    """
    content = await asyncio.to_thread(render_usage_notice, document, language=language, font_dir=font_dir)
    await _keep(usage_notice_kind(language), invoice_id, document, content, now)
    return content


def bill_kind(language: Language) -> str:
    """Return the kind under which bills of a language are kept."""
    return f"bill.{language}"


def usage_notice_kind(language: Language) -> str:
    """Return the kind under which usage notices of a language are kept."""
    return f"usage-notice.{language}"


async def _keep(
    kind: str, invoice_id: int, document: BillDocument | UsageNoticeDocument, content: bytes, now: datetime
) -> None:
    await connection().execute(
        """
        insert into documents (tenant_id, id, kind, subject_kind, subject_id, issued_at, sha256, content,
                               data)
        values ($1, $2, $3, 'invoice', $4, $5, $6, $7, $8) on conflict do nothing
        """,
        tenant_id(), await ids.next_id(), kind, invoice_id, now, hashlib.sha256(content).digest(), content,
        msgspec.json.encode(document, enc_hook=str).decode(),
    )  # fmt: skip
