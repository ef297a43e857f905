"""Where Stripe's messages come in: verified, kept in the inbox, answered at once, handled by a job."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, post

from minamoto.foundation.exchange import operations as exchange
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.journeys.card_payment.handlers import event_kind
from minamoto.kernel.moments import Clock
from minamoto.money.receipts import operations as receipts
from minamoto.money.receipts.ports import SignatureRefused
from minamoto_adapters.stripe_card.events import event_id_of
from minamoto_adapters.stripe_card.names import PROCESSOR
from minamoto_adapters.stripe_card.signatures import check_signature

MAX_EVENT_BYTES = 1024 * 1024
"""Far above any event of Stripe's, far below what could fill the inbox."""


@post(
    "/{slug:str}/webhooks/stripe",
    operation_id="stripe_event",
    opt={"public": "signed by the processor", "transaction": "none", "while_suspended": True},
    summary="A signed message of Stripe's",
    status_code=200,
    request_max_body_size=MAX_EVENT_BYTES,
    include_in_schema=False,
)
async def receive_event(
    request: Request[Any, Any, Any], tenant: TenantContext, clock: Clock
) -> Response[None]:
    """Keep a signed message once. No transaction is open while the body comes in.

    :raises SignatureRefused: when Stripe did not sign it with this tenant's secret, or long ago.
    :raises EventUnreadable: when it is signed but no event.
    """
    body = await request.body()
    now = clock.now()
    headers = {name.lower(): value for name, value in request.headers.items()}
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        try:
            settings = await receipts.read_credentials(processor=PROCESSOR)
        except receipts.ProcessorNotConfigured:
            # To a stranger a tenant without Stripe looks like one whose secret he does not know.
            raise SignatureRefused from None
        check_signature(body=body, headers=headers, secret=settings.get("webhook_secret", ""), now=now)
        event_id = event_id_of(body)
        await exchange.receive(
            channel=PROCESSOR,
            kind=event_kind(PROCESSOR),
            file_name=event_id,
            content=body,
            dedupe_key=event_id,
            now=now,
        )
    return Response(None, status_code=200)
