"""Payment slips (払込票): one live slip per invoice; a reissue kills the one before."""

from __future__ import annotations

from datetime import date, datetime

from minamoto.foundation.formats.gs1_128 import SlipPayload
from minamoto.foundation.storage import ids
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.yen import Yen
from minamoto.money.billing.model import Slip


async def issue_slip(
    *,
    invoice_id: int,
    amount_yen: int,
    issuer_code: str,
    expires_on: date,
    stamp_needed: bool,
    now: datetime,
) -> Slip:
    """Return the live slip of an invoice, issuing one when there is none or its amount is out of date.

    The 21 free digits hold the tenant (6) and the slip's number (15); the payload follows the GS1-128
    guideline of the convenience stores.

    :raises InvalidInput: when a store could not take the slip, for instance above 300,000 yen.
    """
    link, tenant = connection(), tenant_id()
    live = await link.fetchrow(
        """
        select s.* from live_slips l join payment_slips s on s.tenant_id = l.tenant_id and s.id = l.slip_id
        where l.tenant_id = $1 and l.invoice_id = $2
        """,
        tenant, invoice_id,
    )  # fmt: skip
    if live is not None and live["amount_yen"] == amount_yen and live["expires_on"] == expires_on:
        return Slip(live["id"], live["slip_number"], live["reissue_number"], live["payload"], expires_on)
    reissue = 0 if live is None else live["reissue_number"] + 1
    number = invoice_id if live is None else live["slip_number"]
    payload = SlipPayload(
        company=issuer_code,
        free=f"{tenant:06d}{number:015d}",
        reissue=reissue,
        due_on=expires_on,
        revenue_stamp=stamp_needed,
        amount=Yen(amount_yen),
    ).digits()
    slip_id = await ids.next_id()
    await link.execute(
        """
        insert into payment_slips (tenant_id, id, slip_number, reissue_number, invoice_ids, amount_yen,
                                   expires_on, payload, issued_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        tenant, slip_id, number, reissue, [invoice_id], amount_yen, expires_on, payload, now,
    )  # fmt: skip
    await link.execute(
        """
        insert into live_slips (tenant_id, invoice_id, slip_id) values ($1, $2, $3)
        on conflict (tenant_id, invoice_id) do update set slip_id = excluded.slip_id
        """,
        tenant, invoice_id, slip_id,
    )  # fmt: skip
    return Slip(slip_id, number, reissue, payload, expires_on)
