"""Reading documents as they were issued."""

from __future__ import annotations

from minamoto.foundation.storage.transactions import connection, tenant_id


async def issued_document(*, kind: str, invoice_id: int) -> bytes | None:
    """Return the PDF last issued of a kind for an invoice, or nothing."""
    found: bytes | None = await connection().fetchval(
        """
        select content from documents
        where tenant_id = $1 and subject_kind = 'invoice' and subject_id = $2 and kind = $3
        order by issued_at desc limit 1
        """,
        tenant_id(), invoice_id, kind,
    )  # fmt: skip
    return found
