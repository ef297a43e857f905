"""Beginning a payment, and settling it when the processor says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from minamoto.foundation.storage.transactions import tenant_id, tenant_transaction
from minamoto.foundation.tenancy import queries as tenancy
from minamoto.journeys.card_payment.rules import own_attempt, reference_of
from minamoto.kernel.errors import Conflict, NotFound
from minamoto.kernel.moments import civil_date
from minamoto.money.receipts import operations as receipts
from minamoto.money.receipts import queries as balances
from minamoto.money.receipts.model import AttemptState, NewReceipt, PaymentAttempt, ReceiptMethod
from minamoto.money.receipts.ports import (
    CheckoutRequest,
    PaymentEvent,
    PaymentEventKind,
    PaymentProcessor,
)


class NothingOwed(Conflict):
    """The bill is paid already, or was cancelled."""

    code = "bill-not-payable"
    ja = "この請求はお支払いの必要がありません。"
    en = "Nothing is owed on this bill."


class PaymentMethodNotOffered(Conflict):
    """The utility takes no payments of this kind."""

    code = "payment-method-not-offered"
    ja = "このお支払い方法はご利用いただけません。"
    en = "This payment method is not offered."


class PaymentUnknown(NotFound):
    """A processor tells of a payment that nobody here began."""

    code = "payment-unknown"
    ja = "該当するお支払い手続きがありません。"
    en = "No payment of this kind was begun here."


class PaymentTakenBack(Conflict):
    """Money that came in was refunded at the processor, or is disputed: staff decide what follows."""

    code = "payment-taken-back"
    ja = "決済サービスで返金または異議申立てがありました（{yen}円）。内容を確認し、収納を訂正してください。"
    en = "The payment was refunded or is disputed at the processor ({yen} yen). Please correct the receipt."


@dataclass(frozen=True, slots=True)
class StartedPayment:
    """A payment that was begun; the browser goes on to ``redirect_url``."""

    attempt_id: int
    state: str
    redirect_url: str


class CardPayments:
    """Begins payments at the tenant's processor. Holds no state between calls."""

    def __init__(self, *, processors: Mapping[str, PaymentProcessor], public_url: str) -> None:
        """Name the processors by name, and the address under which browsers reach this site."""
        self._processors = processors
        self._public_url = public_url.rstrip("/")

    async def start(
        self,
        *,
        tenant_id: int,
        invoice_id: int,
        method: Literal["card", "convenience_store"],
        return_path: Callable[[int], str],
        idempotency_key: str,
        now: datetime,
    ) -> StartedPayment:
        """Begin a payment of the whole balance; the same key is the same payment.

        No transaction is open while the processor is asked: a slow answer holds no lock.

        :raises NothingOwed: when nothing is open on the invoice.
        :raises PaymentMethodNotOffered: when the tenant has no processor.
        :raises IdempotencyKeyReused: when the key came with another bill.
        :raises ProcessorUnavailable: when the processor does not answer.
        """
        async with tenant_transaction(tenant_id=tenant_id):
            attempt = await self._attempt(invoice_id, method, idempotency_key, now)
            if attempt.redirect_url is not None:
                return StartedPayment(attempt.attempt_id, attempt.state.value, attempt.redirect_url)
            settings = await receipts.read_credentials(processor=attempt.processor)
            slug_and_name = await tenancy.own_slug()
        path = return_path(attempt.attempt_id)
        request = CheckoutRequest(
            tenant_slug=slug_and_name,
            reference=reference_of(tenant=tenant_id, attempt_id=attempt.attempt_id),
            description="料金のお支払い",
            amount_yen=attempt.amount_yen,
            method=method,
            return_url=f"{self._public_url}{path}",
            cancel_url=f"{self._public_url}{path}",
            idempotency_key=reference_of(tenant=tenant_id, attempt_id=attempt.attempt_id),
        )
        opened = await self._processors[attempt.processor].open_checkout(request, settings=settings)
        async with tenant_transaction(tenant_id=tenant_id):
            await receipts.note_checkout(
                attempt_id=attempt.attempt_id,
                external_id=opened.external_id,
                redirect_url=opened.redirect_url,
                now=now,
            )
        return StartedPayment(attempt.attempt_id, attempt.state.value, opened.redirect_url)

    async def _attempt(
        self, invoice_id: int, method: str, idempotency_key: str, now: datetime
    ) -> PaymentAttempt:
        processor = await tenancy.setting("payment.card_processor", on=civil_date(now))
        if processor not in self._processors:
            raise PaymentMethodNotOffered
        balance = await balances.invoice_balance(invoice_id=invoice_id)
        known = await receipts.attempt_by_key(idempotency_key=idempotency_key)
        if known is None and balance.open_yen <= 0:
            raise NothingOwed
        attempt, _ = await receipts.start_attempt(
            invoice_id=invoice_id,
            invoice_fiscal_year=balance.fiscal_year,
            processor=str(processor),
            method=method,
            amount_yen=known.amount_yen if known is not None else balance.open_yen,
            idempotency_key=idempotency_key,
            now=now,
        )
        return attempt


_STATES = {
    PaymentEventKind.PENDING: AttemptState.PENDING,
    PaymentEventKind.FAILED: AttemptState.FAILED,
    PaymentEventKind.EXPIRED: AttemptState.EXPIRED,
}
_TAKEN_BACK = {PaymentEventKind.REFUNDED, PaymentEventKind.DISPUTED}


async def settle(*, processor: str, event: PaymentEvent, now: datetime) -> str:
    """Take in what a processor tells, inside the open tenant transaction; return what became of it.

    A payment told of twice, late or out of order is counted once.

    :raises PaymentUnknown: when the payment was not begun here.
    :raises PaymentTakenBack: when money that came in was refunded or is disputed at the processor.
    """
    if event.kind is PaymentEventKind.OTHER:
        return "ignored"
    if event.kind in _TAKEN_BACK:
        raise PaymentTakenBack(yen=event.amount_yen)
    attempt = await _attempt_of(processor, event)
    if attempt is None:
        raise PaymentUnknown
    if event.kind is PaymentEventKind.PAID:
        return await _settle_paid(attempt, event, now)
    state = _STATES[event.kind]
    if state is AttemptState.PENDING and attempt.state is not AttemptState.STARTED:
        # A voucher is issued before it is paid or runs out: this message is late, and tells nothing new.
        return "late"
    await receipts.move_attempt(
        attempt_id=attempt.attempt_id, state=state, failure_code=event.failure_code, now=now
    )
    return state.value


async def _attempt_of(processor: str, event: PaymentEvent) -> PaymentAttempt | None:
    """Return the attempt of an event, locked: by the reference that we sent, else by the checkout's id.

    Some events know the payment alone and not its checkout; and an event may be handled before the answer
    that named the checkout was kept.
    """
    attempt_id = own_attempt(event.reference, tenant=tenant_id())
    if attempt_id is not None:
        return await receipts.attempt_by_id(processor=processor, attempt_id=attempt_id)
    return await receipts.attempt_by_external(processor=processor, external_id=event.external_id)


async def _settle_paid(attempt: PaymentAttempt, event: PaymentEvent, now: datetime) -> str:
    balance = await balances.invoice_balance(invoice_id=attempt.invoice_id)
    receipt = NewReceipt(
        # The attempt's way, not the event's: a receipt is one by way and reference, and two events of one
        # payment may name the way differently.
        method=ReceiptMethod(attempt.method),
        reference=event.payment_reference or event.external_id or event.event_id,
        amount_yen=event.amount_yen if event.amount_yen is not None else attempt.amount_yen,
        received_on=civil_date(event.occurred_at),
        payer_account_id=balance.payer_account_id,
        details={"processor": attempt.processor},
    )
    recorded = await receipts.record_receipt(receipt=receipt, now=now)
    if recorded.is_new:
        await receipts.clear_claims(recorded=recorded, receipt=receipt, claim_ids=balance.claim_ids, now=now)
    await receipts.move_attempt(
        attempt_id=attempt.attempt_id, state=AttemptState.PAID, failure_code=None, now=now
    )
    return "paid" if recorded.is_new else "known"
