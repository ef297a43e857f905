"""Gathers what a bill's forms need, from each room's own queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from minamoto.foundation.tenancy import queries as tenancy
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.kernel.errors import NotFound
from minamoto.money.assessments import queries as assessments
from minamoto.money.assessments.queries import Assessment
from minamoto.money.billing import queries as billing
from minamoto.money.billing.queries import Invoice
from minamoto.money.receipts import queries as receipts
from minamoto.supply.accounts import queries as accounts
from minamoto.supply.contracts import queries as contracts
from minamoto.supply.contracts.queries import Agreement
from minamoto.supply.parties import queries as parties
from minamoto.supply.parties.queries import PartyName
from minamoto.supply.premises import queries as premises
from minamoto.supply.premises.queries import Premises, ServicePoint
from minamoto.supply.readings.queries.registers import ReadingRow, latest_readings
from minamoto.supply.readings.queries.usages import LiveUsage, usage_history


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """One assessment on the bill with the agreement, point, usage and readings behind it."""

    assessment: Assessment
    agreement: Agreement
    point: ServicePoint
    history: tuple[LiveUsage, ...]
    readings: tuple[ReadingRow, ...]


@dataclass(frozen=True, slots=True)
class BillFacts:
    """Everything a bill's forms are made of."""

    tenant: TenantContext
    settings: dict[str, Any]
    invoice: Invoice
    customer_number: str
    party: PartyName
    address: Premises
    payer_method: str
    services: tuple[ServiceFacts, ...]
    open_yen: int


async def gather(*, invoice_id: int) -> BillFacts:
    """Return the facts of an invoice in the open tenant transaction.

    :raises NotFound: when there is no such invoice.
    """
    invoice = (await billing.invoices_by_id([invoice_id])).get(invoice_id)
    if invoice is None:
        raise NotFound
    day = invoice.issued_on
    customer = (await contracts.customers_by_id([invoice.customer_id]))[invoice.customer_id]
    names = await parties.names_on([customer.party_id], day)
    places = await premises.premises_by_id([customer.premises_id])
    payer = (await accounts.payer_accounts_on([invoice.payer_account_id], day))[invoice.payer_account_id]
    return BillFacts(
        tenant=await tenancy.tenant_context(await tenancy.own_slug(), on=day),
        settings=await tenancy.settings_on(day),
        invoice=invoice,
        customer_number=customer.customer_number,
        party=names[customer.party_id],
        address=places[customer.premises_id],
        payer_method=str(payer.method or "payment_slip"),
        services=await _services(invoice, day),
        open_yen=(await receipts.invoice_balance(invoice_id=invoice_id)).open_yen,
    )


async def _services(invoice: Invoice, day: date) -> tuple[ServiceFacts, ...]:
    claims = await assessments.claims_by_id(invoice.claim_ids)
    fixed = await assessments.assessments_of_claims(list(claims.values()))
    agreements = await contracts.agreements_by_id([each.agreement_id for each in fixed.values()], day)
    points = await premises.service_points_by_id([each.service_point_id for each in agreements.values()])
    found = []
    for claim_id in invoice.claim_ids:
        assessment = fixed[claims[claim_id].assessment_id]
        agreement = agreements[assessment.agreement_id]
        point = points[agreement.service_point_id]
        end = assessment.period_to
        history = await usage_history(service_point_id=point.id, today=end, months=14)
        readings = await latest_readings(service_point_id=point.id, limit=20)
        found.append(
            ServiceFacts(
                assessment=assessment,
                agreement=agreement,
                point=point,
                history=tuple(each for each in history if each.period.end <= end),
                readings=tuple(each for each in readings if each.read_on <= end and each.value is not None),
            )
        )
    return tuple(found)
