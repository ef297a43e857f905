"""The customer page: header, contracts, meters, receipts and ledger of one customer number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from minamoto.faces.console.queries.search import open_balances
from minamoto.faces.console.queries.work import run_behind
from minamoto.faces.console.rules import register_differences, say
from minamoto.faces.console.schemas import (
    AssessmentOrigin,
    ConsoleBill,
    ConsoleCustomer,
    ContractAttribute,
    ContractView,
    CustomerCounts,
    LedgerEntry,
    LedgerPage,
    MeterView,
    ReadingView,
    ReceiptPage,
    ReceiptView,
    RoleHolder,
    ServicePointView,
)
from minamoto.faces.presentation.model import OpaqueId, QuantityUnit, ServiceKind, Viewer, in_japan
from minamoto.faces.presentation.model.alerts import bill_alerts
from minamoto.faces.presentation.model.contracts import (
    contract_attributes,
    occupancy_state,
    payer_method_name,
)
from minamoto.faces.presentation.model.numbers import plain
from minamoto.faces.presentation.queries.bill_details import bill_detail
from minamoto.faces.presentation.queries.bills import (
    bill_number,
    find_invoice,
    owed_bills,
    payment_method,
    unit_of,
)
from minamoto.faces.presentation.queries.plans import plan_labels
from minamoto.faces.presentation.rules.bills import read_working
from minamoto.kernel.errors import NotFound
from minamoto.kernel.quantities import unscaled
from minamoto.money.assessments import queries as assessments
from minamoto.money.billing import queries as billing
from minamoto.money.billing.queries import Invoice
from minamoto.money.ledger import queries as ledger
from minamoto.money.receipts import queries as receipts
from minamoto.money.receipts.queries import Receipt
from minamoto.supply.accounts import queries as accounts
from minamoto.supply.accounts.queries import PayerAccount
from minamoto.supply.contracts import queries as contracts
from minamoto.supply.contracts.queries import Agreement, Customer
from minamoto.supply.meters import queries as meters
from minamoto.supply.meters.queries import InstalledMeter
from minamoto.supply.parties import queries as parties
from minamoto.supply.premises import queries as premises
from minamoto.supply.premises.queries import Premises, ServicePoint
from minamoto.supply.readings.queries import registers
from minamoto.supply.readings.queries.registers import ReadingRow

READINGS_SHOWN = 13


async def find_customer(viewer: Viewer, customer_id: OpaqueId) -> Customer:
    """Return the customer number behind an opaque id.

    :raises NotFound: when there is none of this tenant.
    """
    number = viewer.opaque.read("cus", customer_id)
    found = (await contracts.customers_by_id([number])).get(number)
    if found is None:
        raise NotFound
    return found


async def customer_page(viewer: Viewer, customer: Customer) -> ConsoleCustomer:
    """Return the header, contracts and meters of a customer number."""
    agreements = await contracts.agreements_of([customer.id], viewer.today)
    place = (await premises.premises_by_id([customer.premises_id]))[customer.premises_id]
    names = await parties.names_on([customer.party_id], viewer.today)
    owed = await owed_bills(viewer, customer_ids=[customer.id])
    payer = await _payer(viewer, customer)
    points = await _service_points(viewer, agreements)
    name = names.get(customer.party_id)
    return ConsoleCustomer(
        id=viewer.opaque.write("cus", customer.id),
        number=customer.customer_number,
        name=name.name if name else "",
        name_kana=name.kana if name else None,
        party_kind="organisation" if name and name.kind == "company" else "person",
        state=occupancy_state(customer.started_on, customer.closed_on, viewer.today),
        opened_on=customer.started_on,
        closed_on=customer.closed_on,
        address=place.address,
        services=[cast("ServiceKind", each) for each in dict.fromkeys(a.service for a in agreements)],
        payment_method_name=payer_method_name(payer.method if payer else None, viewer.language),
        balance_yen=(await open_balances([customer.id])).get(customer.id, 0),
        overdue_yen=sum(each.balance_yen for each in owed if each.state == "overdue"),
        alerts=bill_alerts(owed, viewer.today, viewer.language),
        roles=await _roles(viewer, customer, payer, place),
        contracts=await _contracts(viewer, agreements),
        service_points=points,
        counts=await _counts(customer, len(agreements), sum(len(each.meters) for each in points)),
    )


async def _payer(viewer: Viewer, customer: Customer) -> PayerAccount | None:
    for each in await contracts.payers_of([customer.id]):
        if each.valid_from <= max(viewer.today, customer.started_on):
            found = await accounts.payer_accounts_on([each.payer_account_id], viewer.today)
            return found.get(each.payer_account_id)
    return None


async def _counts(customer: Customer, agreements: int, installed: int) -> CustomerCounts:
    payers = [each.payer_account_id for each in await contracts.payers_of([customer.id])]
    return CustomerCounts(
        contracts=agreements,
        meters=installed,
        bills=await billing.count_invoices([customer.id]),
        receipts=(await receipts.sum_receipts(payers))[0],
        postings=(await ledger.payer_balance(payers))[0],
    )


async def _roles(
    viewer: Viewer, customer: Customer, payer: PayerAccount | None, place: Premises
) -> list[RoleHolder]:
    held: list[tuple[str, int, date]] = [
        (each.role, each.party_id, each.valid_from)
        for each in await contracts.roles_on([customer.id], max(viewer.today, customer.started_on))
    ]
    if payer is not None:
        held.append(("payer", payer.party_id, payer.opened_on))
    names = await parties.names_on([party for _, party, _ in held], viewer.today)
    return [
        RoleHolder(
            role=role,
            role_name=say(role, viewer.language),
            name=names[party].name,
            name_kana=names[party].kana,
            phone=names[party].phone,
            email=names[party].email,
            postal_address=f"〒{place.postcode[:3]}-{place.postcode[3:]} {place.address}"
            if role == "user"
            else None,
            since=since,
        )
        for role, party, since in held
        if party in names
    ]


async def _contracts(viewer: Viewer, agreements: Sequence[Agreement]) -> list[ContractView]:
    labels = await plan_labels({each.tariff_code for each in agreements}, viewer.today)
    return [
        ContractView(
            id=viewer.opaque.write("agr", each.id),
            service=cast("ServiceKind", each.service),
            plan_code=each.tariff_code or "",
            plan_name=_plan_name(viewer, each, labels),
            state=occupancy_state(each.started_on, each.closed_on, viewer.today),
            started_on=each.started_on,
            ended_on=each.closed_on,
            attributes=[
                ContractAttribute(code=code, label=label, value=value)
                for code, label, value in contract_attributes(each.attributes, viewer.language)
            ],
        )
        for each in agreements
    ]


def _plan_name(viewer: Viewer, agreement: Agreement, labels: Mapping[str, tuple[str, str]]) -> str:
    code = agreement.tariff_code or ""
    return viewer.text(*labels.get(code, (code, code)))


async def _service_points(viewer: Viewer, agreements: Sequence[Agreement]) -> list[ServicePointView]:
    ids = list(dict.fromkeys(each.service_point_id for each in agreements))
    points = await premises.service_points_by_id(ids)
    places = await premises.premises_by_id([each.premises_id for each in points.values()])
    installed = await meters.meters_at(ids)
    views = []
    for point_id in ids:
        point = points[point_id]
        rows = await registers.latest_readings(service_point_id=point_id, limit=READINGS_SHOWN)
        ours = [each for each in installed if each.service_point_id == point_id]
        views.append(_point_view(viewer, point, places[point.premises_id], ours, rows))
    return views


def _point_view(
    viewer: Viewer,
    point: ServicePoint,
    place: Premises,
    installed: Sequence[InstalledMeter],
    rows: Sequence[ReadingRow],
) -> ServicePointView:
    differences = register_differences([(each.installation_id, each.value) for each in rows])
    unit = unit_of(point.service)
    return ServicePointView(
        id=viewer.opaque.write("spt", point.id),
        number=point.point_number,
        service=cast("ServiceKind", point.service),
        address=place.address,
        route=point.route,
        district=place.district,
        meters=[
            MeterView(
                id=viewer.opaque.write("mtr", meter.installation_id),
                number=meter.serial,
                service=cast("ServiceKind", meter.service),
                unit=unit,
                installed_on=meter.installed_on,
                removed_on=meter.removed_on,
                certified_until=meter.certified_until,
                multiplier="1",
                size=None,
                readings=[
                    _reading(viewer, row, difference, unit)
                    for row, difference in zip(rows, differences, strict=True)
                    if row.installation_id == meter.installation_id
                ],
            )
            for meter in installed
        ],
    )


def _reading(viewer: Viewer, row: ReadingRow, difference: int | None, unit: QuantityUnit) -> ReadingView:
    reason = say(row.reason, viewer.language) if row.reason else None
    return ReadingView(
        read_on=row.read_on,
        kind=row.kind.value,
        kind_name=say(row.kind.value, viewer.language),
        value=None if row.value is None else plain(unscaled(row.value, row.scale)),
        quantity=None if difference is None else plain(unscaled(difference, row.scale)),
        unit=unit,
        estimated=row.kind.value == "estimate",
        note="／".join(each for each in (reason, row.note) if each) or None,
    )


async def receipt_page(viewer: Viewer, customer: Customer, *, cursor: str | None, limit: int) -> ReceiptPage:
    """Return one page of the receipts of the customer's payer accounts, the newest first.

    :raises WrongCursor: when the cursor was not given out here.
    """
    payers = [each.payer_account_id for each in await contracts.payers_of([customer.id])]
    found = await receipts.receipts_of_payers(
        payers, before=viewer.read_day_cursor("rcp", cursor), limit=limit + 1
    )
    shown = found[:limit]
    live = await billing.live_invoices_of_claims([claim for each in shown for claim in each.claim_ids])
    invoices = await billing.invoices_by_id(list(live.values()))
    count, total = await receipts.sum_receipts(payers)
    last = shown[-1] if len(found) > limit else None
    return ReceiptPage(
        items=[_receipt(viewer, each, _invoice_of(each, live, invoices)) for each in shown],
        total=count,
        total_yen=total,
        next_cursor=viewer.write_cursor("rcp", last.received_on, last.id) if last else None,
    )


def _invoice_of(receipt: Receipt, live: Mapping[int, int], invoices: Mapping[int, Invoice]) -> Invoice | None:
    return next((invoices[live[claim]] for claim in receipt.claim_ids if claim in live), None)


def _receipt(viewer: Viewer, receipt: Receipt, invoice: Invoice | None) -> ReceiptView:
    cleared = receipt.cleared_yen >= receipt.amount_yen
    return ReceiptView(
        id=viewer.opaque.write("rcp", receipt.id),
        received_on=receipt.received_on,
        recorded_at=in_japan(receipt.recorded_at),
        amount_yen=receipt.amount_yen,
        method=payment_method(receipt.method),
        method_name=say(receipt.method, viewer.language),
        reference=receipt.reference,
        state="cleared" if cleared else "partly_cleared" if receipt.cleared_yen else "unidentified",
        bill_id=viewer.opaque.write("inv", invoice.id) if invoice else None,
        bill_number=bill_number(invoice) if invoice else None,
    )


async def ledger_page(viewer: Viewer, customer: Customer, *, cursor: str | None, limit: int) -> LedgerPage:
    """Return one page of the postings of the customer's payer accounts, the newest first.

    :raises WrongCursor: when the cursor was not given out here.
    """
    payers = [each.payer_account_id for each in await contracts.payers_of([customer.id])]
    found = await ledger.postings_of_payers(
        payers, before=viewer.read_day_cursor("pst", cursor), limit=limit + 1
    )
    shown = found[:limit]
    count, balance = await ledger.payer_balance(payers)
    bills = await _bills_of_sources(customer)
    last = shown[-1] if len(found) > limit else None
    return LedgerPage(
        items=[
            LedgerEntry(
                id=viewer.opaque.write("pst", each.id),
                posted_on=each.posted_on,
                recorded_at=in_japan(each.recorded_at),
                kind=each.source_kind,
                description=say(each.source_kind, viewer.language),
                debit_account=each.debit_account,
                debit_account_name=each.debit_account_name,
                credit_account=each.credit_account,
                credit_account_name=each.credit_account_name,
                amount_yen=each.amount_yen,
                balance_yen=each.balance_yen,
                bill_id=viewer.opaque.write("inv", bill.id) if bill else None,
                bill_number=bill_number(bill) if bill else None,
            )
            for each in shown
            for bill in (bills.get((each.source_kind, each.source_id)),)
        ],
        total=count,
        balance_yen=balance,
        next_cursor=viewer.write_cursor("pst", last.posted_on, last.id) if last else None,
    )


async def _bills_of_sources(customer: Customer) -> dict[tuple[str, int], Invoice]:
    """Return the live bill behind each assessment and receipt of a customer, by kind and id of the source."""
    claims = await assessments.claims_of_customers([customer.id])
    clearings = await receipts.clearings_of_claims([each.id for each in claims])
    live = await billing.live_invoices_of_claims([each.id for each in claims])
    invoices = await billing.invoices_by_id(list(live.values()))
    sources = [("assessment", each.assessment_id, each.id) for each in claims]
    sources += [("receipt", each.receipt_id, each.claim_id) for each in clearings]
    return {(kind, source): invoices[live[claim]] for kind, source, claim in sources if claim in live}


async def console_bill(viewer: Viewer, bill_id: OpaqueId, *, issuer_name: str) -> ConsoleBill:
    """Return a bill with where its figures came from.

    :raises NotFound: when there is none of this tenant.
    """
    invoice = await find_invoice(viewer, bill_id)
    customer = (await contracts.customers_by_id([invoice.customer_id]))[invoice.customer_id]
    names = await parties.names_on([customer.party_id], viewer.today)
    claims = await assessments.claims_by_id(invoice.claim_ids)
    worked = await assessments.assessments_of_claims(claims.values())
    name = names.get(customer.party_id)
    return ConsoleBill(
        bill=await bill_detail(viewer, invoice, issuer_name=issuer_name),
        customer_id=viewer.opaque.write("cus", customer.id),
        customer_name=name.name if name else "",
        origins=[
            AssessmentOrigin(
                service=cast("ServiceKind", each.service),
                tariff_code=read_working(each.steps).tariff,
                tariff_version=read_working(each.steps).valid_from,
                origin=each.origin,
                assessed_at=in_japan(each.recorded_at),
                fingerprint=each.fingerprint.hex(),
            )
            for each in worked.values()
        ],
        billing_run_id=await run_behind(viewer, invoice.run_id),
    )
