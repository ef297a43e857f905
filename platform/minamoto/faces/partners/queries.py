"""Reads of the partners' API."""

from __future__ import annotations

from minamoto.faces.partners.schemas import (
    PartnerBill,
    PartnerBillLine,
    PartnerBillPage,
    PartnerFile,
    PartnerFileState,
    PartnerUsage,
    PartnerUsagePoint,
)
from minamoto.faces.presentation.model import BillDetail, Viewer, in_japan
from minamoto.faces.presentation.queries.bill_details import bill_detail
from minamoto.faces.presentation.queries.bills import bill_page, find_invoice
from minamoto.faces.presentation.queries.usage import UsageQuestion, usage_series
from minamoto.foundation.exchange import queries as exchange
from minamoto.foundation.jobs import queries as jobs
from minamoto.kernel.errors import NotFound
from minamoto.supply.contracts import queries as contracts
from minamoto.supply.contracts.queries import Customer

_STATES: dict[str, PartnerFileState] = {
    "received": "received",
    "done": "applied",
    "done_with_parked": "partly_applied",
    "quarantined": "quarantined",
}


def partner_channel(client_id: int) -> str:
    """Return the inbox channel of a partner: a file is the same only if the same partner sent it."""
    return f"partner-{client_id}"


async def find_customer(number: str) -> Customer:
    """Return the customer with a number.

    :raises NotFound: when there is none.
    """
    found = await contracts.customer_by_number(number)
    if found is None:
        raise NotFound
    return found


async def bills(
    viewer: Viewer, customer: Customer, *, cursor: str | None, limit: int, issuer_name: str
) -> PartnerBillPage:
    """Return one page of bills with their lines, the newest first.

    :raises WrongCursor: when the cursor was not given out here.
    """
    page = await bill_page(viewer, customer_ids=[customer.id], cursor=cursor, limit=limit)
    details = [
        await bill_detail(viewer, await find_invoice(viewer, each.id), issuer_name=issuer_name)
        for each in page.items
    ]
    return PartnerBillPage(items=[_bill(each) for each in details], next_cursor=page.next_cursor)


def _bill(detail: BillDetail) -> PartnerBill:
    bill = detail.summary
    return PartnerBill(
        id=bill.id,
        number=bill.number,
        customer_number=bill.customer_number,
        posting_month=bill.posting_month,
        issued_on=bill.issued_on,
        due_on=bill.due_on,
        period=bill.period,
        amount_yen=bill.amount_yen,
        balance_yen=bill.balance_yen,
        state=bill.state,
        lines=[
            PartnerBillLine(
                code=line.code,
                kind=line.kind,
                name=line.name,
                service=claim.service,
                quantity=line.quantity,
                unit=line.unit,
                amount_yen_exact=line.amount_yen_exact,
            )
            for claim in detail.claims
            for line in claim.lines
        ],
        taxes=detail.taxes,
    )


async def usage(viewer: Viewer, customer: Customer, question: UsageQuestion) -> PartnerUsage:
    """Return usage over time.

    :raises NotFound: when the customer has no such agreement.
    """
    series = await usage_series(viewer, customer_id=customer.id, question=question)
    return PartnerUsage(
        customer_number=customer.customer_number,
        service=series.service,
        unit=series.unit,
        grain=series.grain,
        period=series.period,
        points=[
            PartnerUsagePoint(
                starts_at=each.starts_at, ends_at=each.ends_at, quantity=each.quantity, state=each.state
            )
            for each in series.points
        ],
    )


async def file(viewer: Viewer, number: int, *, client_id: int, duplicate: bool = False) -> PartnerFile:
    """Return what became of a file that the partner handed over.

    :raises NotFound: when there is none such, or another party sent it.
    """
    found = await exchange.find_message(number)
    if found is None or found.channel != partner_channel(client_id):
        raise NotFound
    state = _STATES[found.state]
    if state == "received" and found.job_id is not None:
        work = await jobs.find_job(found.job_id)
        state = "processing" if work is not None and work.state == "running" else state
        state = "failed" if work is not None and work.state in {"failed", "cancelled"} else state
    applied = sum(found.counts.get(each, 0) for each in ("stored", "replaced", "unchanged"))
    return PartnerFile(
        id=viewer.opaque.write("msg", found.message_id),
        kind=found.kind,
        file_name=found.file_name,
        sha256=found.sha256,
        state="duplicate" if duplicate else state,
        received_at=in_japan(found.received_at),
        records_total=applied + found.parked,
        records_applied=applied,
        records_parked=found.parked,
    )
