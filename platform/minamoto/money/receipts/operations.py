"""Recording receipts, clearing claims with them, and keeping payment attempts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import asyncpg
import msgspec

from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage import ids
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import Conflict, NotFound
from minamoto.kernel.periods import first_of_month, fiscal_year
from minamoto.money.ledger import operations as ledger
from minamoto.money.ledger.model import OVERPAYMENT, NewPosting
from minamoto.money.receipts.model import (
    AttemptState,
    ClearableClaim,
    Clearing,
    ClearingResult,
    NewReceipt,
    OverpaymentReason,
    PaymentAttempt,
    RecordedReceipt,
)
from minamoto.money.receipts.rules import allocate_payment


class IdempotencyKeyReused(Conflict):
    """The same key came with another request."""

    code = "idempotency-key-reused"
    ja = "同じ冪等キーが別の内容で使われています。"
    en = "This idempotency key was used with another request."


class ReferenceReused(Conflict):
    """A receipt of this reference stands with another amount, so one of the two is wrong."""

    code = "receipt-reference-reused"
    ja = "同じ整理番号の収納が別の金額（{known_yen}円）ですでに登録されています。内容を確認してください。"
    en = "A receipt with this reference is recorded with another amount ({known_yen} yen). Please check."


class ProcessorNotConfigured(Conflict):
    """The tenant has no credentials at the processor."""

    code = "processor-not-configured"
    ja = "決済サービスの設定がまだ登録されていません。"
    en = "The payment service is not configured yet."


async def record_receipt(*, receipt: NewReceipt, now: datetime) -> RecordedReceipt:
    """Record money that came in; a reference that came before is returned as it stands.

    Two workers with the same reference wait for each other on the reference's key, so one records it.

    :raises ReferenceReused: when the reference came before with another amount.
    """
    link, tenant = connection(), tenant_id()
    # The lock is released with the transaction; the key below is the guarantee, this only spares a retry.
    await link.execute(
        "select pg_advisory_xact_lock($1, hashtext($2))", tenant, f"{receipt.method}:{receipt.reference}"
    )
    known = await link.fetchrow(
        """
        select f.fiscal_year, f.receipt_id, r.amount_yen
        from receipt_references f
        join receipts r
          on r.tenant_id = f.tenant_id and r.fiscal_year = f.fiscal_year and r.id = f.receipt_id
        where f.tenant_id = $1 and f.method = $2 and f.reference = $3
        """,
        tenant, receipt.method.value, receipt.reference,
    )  # fmt: skip
    if known is not None:
        if known["amount_yen"] != receipt.amount_yen:
            raise ReferenceReused(known_yen=known["amount_yen"])
        return RecordedReceipt(known["receipt_id"], known["fiscal_year"], is_new=False)
    number, year = await ids.next_id(), fiscal_year(receipt.received_on)
    await link.execute(
        """
        insert into receipts (tenant_id, fiscal_year, id, payer_account_id, method, received_on, amount_yen,
                              stage, details, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        tenant, year, number, receipt.payer_account_id, receipt.method.value, receipt.received_on,
        receipt.amount_yen, receipt.stage.value, msgspec.json.encode(dict(receipt.details)).decode(), now,
    )  # fmt: skip
    await link.execute(
        """
        insert into receipt_references (tenant_id, method, reference, fiscal_year, receipt_id)
        values ($1, $2, $3, $4, $5)
        """,
        tenant, receipt.method.value, receipt.reference, year, number,
    )  # fmt: skip
    return RecordedReceipt(number, year, is_new=True)


async def clear_claims(
    *,
    recorded: RecordedReceipt,
    receipt: NewReceipt,
    claim_ids: Sequence[int],
    now: datetime,
) -> ClearingResult:
    """Clear claims with a receipt, the debt that arose first coming first (民法第488条第4項).

    What is left over becomes an overpayment (過誤納).

    :raises NotFound: when a claim does not exist.
    """
    claims = await _lock_claims(claim_ids)
    result = allocate_payment(claims, receipt.amount_yen)
    for clearing in result.clearings:
        await _write_clearing(recorded, receipt, clearing, now)
    if result.left_yen:
        await _write_overpayment(recorded, receipt, result.left_yen, _reason(claims, result), now)
    await ledger.post(postings=_postings(recorded, receipt, result), now=now)
    return result


def _reason(claims: Sequence[ClearableClaim], result: ClearingResult) -> OverpaymentReason:
    """Return why money is left over."""
    if not claims:
        return OverpaymentReason.UNMATCHED
    return OverpaymentReason.OVER_AMOUNT if result.clearings else OverpaymentReason.DOUBLE_PAYMENT


async def _lock_claims(claim_ids: Sequence[int]) -> list[ClearableClaim]:
    """Lock the balances of claims in the order of ids, so that two clearings cannot cross.

    They are returned in the order they are to be cleared in: the oldest debt first.
    """
    link, tenant = connection(), tenant_id()
    ordered = sorted(set(claim_ids))
    await link.execute(
        """
        insert into claim_balances (tenant_id, claim_id, claim_yen, cleared_yen)
        select tenant_id, id, amount_yen, 0 from claims
        where tenant_id = $1 and id = any($2::bigint[]) and amount_yen >= 0
        order by id
        on conflict do nothing
        """,
        tenant, ordered,
    )  # fmt: skip
    rows = await link.fetch(
        """
        select b.claim_id, b.claim_yen, b.cleared_yen, c.service, c.payer_account_id, c.arose_on
        from claim_balances b join claims c on c.tenant_id = b.tenant_id and c.id = b.claim_id
        where b.tenant_id = $1 and b.claim_id = any($2::bigint[])
        order by b.claim_id
        for update of b
        """,
        tenant, ordered,
    )  # fmt: skip
    if len(rows) != len(ordered):
        raise NotFound
    return [
        ClearableClaim(
            claim_id=row["claim_id"],
            service=row["service"],
            payer_account_id=row["payer_account_id"],
            claim_yen=row["claim_yen"],
            cleared_yen=row["cleared_yen"],
        )
        for row in sorted(rows, key=lambda each: (each["arose_on"], each["claim_id"]))
    ]


async def _write_clearing(
    recorded: RecordedReceipt, receipt: NewReceipt, clearing: Clearing, now: datetime
) -> None:
    link, tenant = connection(), tenant_id()
    await link.execute(
        """
        insert into clearings (tenant_id, id, fiscal_year, receipt_id, claim_id, amount_yen, stage,
                               cleared_on, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        tenant, await ids.next_id(), recorded.fiscal_year, recorded.receipt_id, clearing.claim.claim_id,
        clearing.amount_yen, receipt.stage.value, receipt.received_on, now,
    )  # fmt: skip
    await link.execute(
        """
        update claim_balances set cleared_yen = cleared_yen + $3
        where tenant_id = $1 and claim_id = $2
        """,
        tenant, clearing.claim.claim_id, clearing.amount_yen,
    )  # fmt: skip


async def _write_overpayment(
    recorded: RecordedReceipt, receipt: NewReceipt, amount_yen: int, reason: OverpaymentReason, now: datetime
) -> None:
    await connection().execute(
        """
        insert into overpayments (tenant_id, id, fiscal_year, receipt_id, payer_account_id, amount_yen,
                                  reason, arose_on, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        tenant_id(), await ids.next_id(), recorded.fiscal_year, recorded.receipt_id,
        receipt.payer_account_id, amount_yen, reason.value, receipt.received_on, now,
    )  # fmt: skip


def _postings(recorded: RecordedReceipt, receipt: NewReceipt, result: ClearingResult) -> list[NewPosting]:
    """Return a receipt's postings: cash against the claims' receivables, the rest against overpayments."""
    cash = f"cash.{receipt.method.value}"

    def posting(credit: str, amount_yen: int, payer_account_id: int) -> NewPosting:
        return NewPosting(
            posted_on=receipt.received_on,
            posting_month=first_of_month(receipt.received_on),
            debit_account=cash,
            credit_account=credit,
            amount_yen=amount_yen,
            source_kind="receipt",
            source_id=recorded.receipt_id,
            payer_account_id=payer_account_id,
        )

    postings = [
        posting(f"receivable.{each.claim.service}", each.amount_yen, each.claim.payer_account_id)
        for each in result.clearings
    ]
    if result.left_yen:
        postings.append(posting(OVERPAYMENT, result.left_yen, receipt.payer_account_id or 0))
    return postings


async def start_attempt(
    *,
    invoice_id: int,
    invoice_fiscal_year: int,
    processor: str,
    method: str,
    amount_yen: int,
    idempotency_key: str,
    now: datetime,
) -> tuple[PaymentAttempt, bool]:
    """Write a payment attempt and tell whether it is new; the same key and content is the same attempt.

    :raises IdempotencyKeyReused: when the key came with another invoice, amount or method.
    """
    content = f"{invoice_id}:{processor}:{method}"
    request_hash = hashlib.sha256(content.encode()).digest()
    link, tenant = connection(), tenant_id()
    number = await ids.next_id()
    written = await link.fetchval(
        """
        insert into payment_attempts (tenant_id, id, fiscal_year, invoice_id, processor, method, amount_yen,
                                      idempotency_key, request_hash, state, started_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'started', $10, $10)
        on conflict (tenant_id, idempotency_key) do nothing
        returning id
        """,
        tenant, number, invoice_fiscal_year, invoice_id, processor, method, amount_yen, idempotency_key,
        request_hash, now,
    )  # fmt: skip
    row = await link.fetchrow(
        "select * from payment_attempts where tenant_id = $1 and idempotency_key = $2",
        tenant,
        idempotency_key,
    )
    if row is None or row["request_hash"] != request_hash:
        raise IdempotencyKeyReused
    return read_attempt(row), written is not None


async def note_checkout(*, attempt_id: int, external_id: str, redirect_url: str, now: datetime) -> None:
    """Keep where the processor sends the payer."""
    await connection().execute(
        """
        update payment_attempts set external_id = $3, redirect_url = $4, updated_at = $5
        where tenant_id = $1 and id = $2
        """,
        tenant_id(), attempt_id, external_id, redirect_url, now,
    )  # fmt: skip


async def move_attempt(
    *, attempt_id: int, state: AttemptState, failure_code: str | None, now: datetime
) -> None:
    """Move an attempt's state. What is paid stays paid, whatever arrives late and out of order."""
    await connection().execute(
        """
        update payment_attempts set state = $3, failure_code = $4, updated_at = $5
        where tenant_id = $1 and id = $2 and state <> 'paid'
        """,
        tenant_id(), attempt_id, state.value, failure_code, now,
    )  # fmt: skip


def read_attempt(row: asyncpg.Record) -> PaymentAttempt:
    """Return an attempt from its row."""
    return PaymentAttempt(
        attempt_id=row["id"],
        invoice_id=row["invoice_id"],
        fiscal_year=row["fiscal_year"],
        processor=row["processor"],
        method=row["method"],
        amount_yen=row["amount_yen"],
        state=AttemptState(row["state"]),
        external_id=row["external_id"],
        redirect_url=row["redirect_url"],
        failure_code=row["failure_code"],
    )


async def attempt_by_key(*, idempotency_key: str) -> PaymentAttempt | None:
    """Return the attempt that a key began, or nothing."""
    row = await connection().fetchrow(
        "select * from payment_attempts where tenant_id = $1 and idempotency_key = $2",
        tenant_id(), idempotency_key,
    )  # fmt: skip
    return None if row is None else read_attempt(row)


async def attempt_by_id(*, processor: str, attempt_id: int) -> PaymentAttempt | None:
    """Return an attempt at a processor, locked, or nothing."""
    row = await connection().fetchrow(
        """
        select * from payment_attempts where tenant_id = $1 and processor = $2 and id = $3
        for update
        """,
        tenant_id(), processor, attempt_id,
    )  # fmt: skip
    return None if row is None else read_attempt(row)


async def attempt_by_external(*, processor: str, external_id: str | None) -> PaymentAttempt | None:
    """Return the attempt that a processor knows under its own id, locked, or nothing."""
    row = await connection().fetchrow(
        """
        select * from payment_attempts where tenant_id = $1 and processor = $2 and external_id = $3
        for update
        """,
        tenant_id(), processor, external_id,
    )  # fmt: skip
    return None if row is None else read_attempt(row)


async def set_credentials(*, processor: str, settings: Mapping[str, str], now: datetime) -> None:
    """Keep a tenant's credentials at a processor, sealed."""
    sealed = await secrets.seal(
        purpose="processor-credentials",
        binding=f"processor_credentials:{processor}",
        plaintext=msgspec.json.encode(dict(settings)),
    )
    await connection().execute(
        """
        insert into processor_credentials (tenant_id, processor, recorded_at, sealed) values ($1, $2, $3, $4)
        """,
        tenant_id(), processor, now, sealed,
    )  # fmt: skip


async def read_credentials(*, processor: str) -> dict[str, str]:
    """Return a tenant's credentials at a processor.

    :raises ProcessorNotConfigured: when there are none.
    """
    sealed = await connection().fetchval(
        """
        select sealed from processor_credentials where tenant_id = $1 and processor = $2
        order by recorded_at desc limit 1
        """,
        tenant_id(), processor,
    )  # fmt: skip
    if sealed is None:
        raise ProcessorNotConfigured
    opened = await secrets.unseal(
        purpose="processor-credentials", binding=f"processor_credentials:{processor}", sealed=sealed
    )
    return msgspec.json.decode(opened, type=dict[str, str])
