"""One bill that explains itself: its claims with their working, what changed, and what was paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from minamoto.faces.presentation.model import (
    BillChange,
    BillClaim,
    BillDetail,
    BillPayment,
    ChangeCause,
    Issuer,
    LineKind,
    RegisterValues,
    ServiceKind,
    TaxTotal,
    Viewer,
    span,
)
from minamoto.faces.presentation.model.contracts import contract_size
from minamoto.faces.presentation.model.numbers import plain
from minamoto.faces.presentation.queries.bills import (
    BillFacts,
    gather_facts,
    payment_method,
    quantity_of,
    summary,
    unit_of,
)
from minamoto.faces.presentation.queries.plans import charge_kinds
from minamoto.faces.presentation.rules.bills import (
    Working,
    bill_line,
    change_sentence,
    find_causes,
    read_working,
    shown_lines,
    sum_lines,
)
from minamoto.kernel.periods import Period
from minamoto.kernel.quantities import unscaled
from minamoto.money.assessments import queries as assessments
from minamoto.money.assessments.queries import Assessment, Claim
from minamoto.money.billing import queries as billing
from minamoto.money.billing.queries import Invoice
from minamoto.money.receipts.queries import ClaimClearing
from minamoto.supply.contracts import queries as contracts
from minamoto.supply.contracts.queries import Agreement
from minamoto.supply.premises import queries as premises
from minamoto.supply.premises.queries import ServicePoint
from minamoto.supply.readings.queries import registers, usages

READINGS_LOOKED_AT = 60
"""Bills older than so many readings of a point show no register values."""


async def bill_detail(viewer: Viewer, invoice: Invoice, *, issuer_name: str) -> BillDetail:
    """Return a bill that explains itself."""
    facts = await gather_facts([invoice])
    claims = facts.claims_of(invoice)
    worked = [facts.assessments[each.assessment_id] for each in claims]
    agreements = await contracts.agreements_by_id([each.agreement_id for each in worked], invoice.period_from)
    points = await premises.service_points_by_id([each.service_point_id for each in agreements.values()])
    kinds = await charge_kinds({each.tariff_version_id for each in worked})
    return BillDetail(
        summary=summary(viewer, facts, invoice),
        issuer=Issuer(name=issuer_name, registration_number=invoice.registration_number),
        claims=[
            await _claim(viewer, facts, claim, agreements[worked_out.agreement_id], points, kinds)
            for claim, worked_out in zip(claims, worked, strict=True)
        ],
        taxes=[
            TaxTotal(
                rate_percent=plain(each.rate_percent),
                amount_including_tax_yen=each.taxable_yen,
                tax_yen=each.tax_yen,
            )
            for each in invoice.tax_totals
        ],
        change=await _change(viewer, invoice, [read_working(each.steps) for each in worked], kinds),
        payments=_payments(viewer, facts.clearings_of(invoice)),
        replaces_bill_id=None,
        replaced_by_bill_id=None,
        correction_reason=invoice.cancellation_reason,
    )


async def _claim(
    viewer: Viewer,
    facts: BillFacts,
    claim: Claim,
    agreement: Agreement,
    points: Mapping[int, ServicePoint],
    kinds: Mapping[str, LineKind],
) -> BillClaim:
    assessment = facts.assessments[claim.assessment_id]
    working = read_working(assessment.steps)
    point = points.get(agreement.service_point_id)
    return BillClaim(
        service=cast("ServiceKind", claim.service),
        plan_name=working.label.in_language(viewer.language),
        tariff_name=f"{working.tariff} {working.valid_from}",
        supply_point_number=point.point_number if point else None,
        contract_size=contract_size(agreement.attributes, viewer.language),
        period=span(Period(assessment.period_from, assessment.period_to)),
        quantity=plain(quantity_of(facts, claim) or Decimal(0)),
        unit=unit_of(claim.service),
        registers=[] if claim.service == "sewer" else await _registers(agreement, assessment),
        lines=[
            bill_line(
                each, viewer.language, kinds, months=max((line.month for line in working.lines), default=1)
            )
            for each in shown_lines(working, kinds)
        ],
        amount_yen=assessment.amount_yen,
        tax_yen=assessment.tax_yen,
    )


async def _registers(agreement: Agreement, assessment: Assessment) -> list[RegisterValues]:
    """Return what the meter showed at both ends, where the usage was read from one register."""
    period = Period(assessment.period_from, assessment.period_to)
    point = agreement.service_point_id
    live = await usages.live_usages_between(service_point_ids=[point], period=period)
    details = next((each.details for each in live if each.usage_id == assessment.usage_id), {})
    present = details.get("reading_id")
    if present is None:
        return []
    rows = await registers.latest_readings(service_point_id=point, limit=READINGS_LOOKED_AT)
    by_id = {each.id: each for each in rows}
    now, earlier = by_id.get(present), by_id.get(details.get("previous_reading_id", 0))
    if now is None or now.value is None:
        return []
    same = earlier is not None and earlier.installation_id == now.installation_id
    return [
        RegisterValues(
            meter_number=now.serial,
            previous_read_on=earlier.read_on if earlier and same else None,
            previous_value=plain(unscaled(earlier.value, earlier.scale))
            if earlier and same and earlier.value is not None
            else None,
            current_read_on=now.read_on,
            current_value=plain(unscaled(now.value, now.scale)),
            multiplier="1",
            estimated=now.kind.value == "estimate",
        )
    ]


def _payments(viewer: Viewer, clearings: Sequence[ClaimClearing]) -> list[BillPayment]:
    by_receipt: dict[int, list[ClaimClearing]] = {}
    for each in clearings:
        by_receipt.setdefault(each.receipt_id, []).append(each)
    return [
        BillPayment(
            id=viewer.opaque.write("rcp", receipt_id),
            method=payment_method(parts[0].method),
            amount_yen=sum(each.amount_yen for each in parts),
            state="succeeded" if parts[0].stage == "final" else "pending",
            paid_on=parts[0].received_on,
        )
        for receipt_id, parts in by_receipt.items()
    ]


async def _change(
    viewer: Viewer, invoice: Invoice, workings: Sequence[Working], kinds: Mapping[str, LineKind]
) -> BillChange | None:
    """Return what changed since the customer's bill before, if there was one."""
    earlier = await billing.invoices_of_customers(
        [invoice.customer_id], before=(invoice.issued_on, invoice.id), limit=10
    )
    previous = next((each for each in earlier if each.cancelled_on is None), None)
    if previous is None or invoice.cancelled_on is not None:
        return None
    claims = await assessments.claims_by_id(previous.claim_ids)
    worked = await assessments.assessments_of_claims(claims.values())
    before = await charge_kinds({each.tariff_version_id for each in worked.values()})
    causes = find_causes(
        sum_lines([read_working(each.steps) for each in worked.values()], viewer.language, before),
        sum_lines(workings, viewer.language, kinds),
    )
    difference = invoice.amount_yen - previous.amount_yen
    return BillChange(
        previous_bill_id=viewer.opaque.write("inv", previous.id),
        previous_amount_yen=previous.amount_yen,
        difference_yen=difference,
        causes=[
            ChangeCause(
                kind=each.kind,
                name=each.name,
                difference_yen=each.difference_yen,
                previous_quantity=None if each.previous_quantity is None else plain(each.previous_quantity),
                quantity=None if each.quantity is None else plain(each.quantity),
                unit=each.unit,
            )
            for each in causes
        ],
        sentence=change_sentence(difference, causes, viewer.language),
    )
