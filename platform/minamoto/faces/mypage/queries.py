"""Reads of the portal, bounded to the customer numbers of the login."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import cast

from minamoto.faces.mypage.rules import NoCustomerNumber
from minamoto.faces.mypage.schemas import (
    HomeOwed,
    HomeUsage,
    MypageCustomer,
    MypageCustomers,
    MypageHome,
    PaymentView,
)
from minamoto.faces.presentation.model import (
    BillSummary,
    OpaqueId,
    PaymentState,
    ServiceKind,
    Viewer,
    in_japan,
    span,
)
from minamoto.faces.presentation.model.alerts import bill_alerts
from minamoto.faces.presentation.model.contracts import occupancy_state, payer_method_name
from minamoto.faces.presentation.model.numbers import plain
from minamoto.faces.presentation.queries.bills import (
    bill_number,
    find_invoice,
    owed_and_latest,
    unit_of,
)
from minamoto.faces.presentation.queries.plans import plan_labels
from minamoto.faces.presentation.queries.usage import usage_so_far, usage_source
from minamoto.kernel.errors import NotFound
from minamoto.money.billing import queries as billing
from minamoto.money.billing.queries import Invoice
from minamoto.money.receipts import queries as receipts
from minamoto.supply.accounts import queries as accounts
from minamoto.supply.contracts import queries as contracts
from minamoto.supply.contracts.queries import Agreement, Customer
from minamoto.supply.parties import queries as parties
from minamoto.supply.premises import queries as premises

_PAYMENT_STATES: dict[str, PaymentState] = {
    "started": "started",
    "pending": "pending",
    "paid": "succeeded",
    "failed": "failed",
    "expired": "cancelled",
}


async def customers(viewer: Viewer, customer_ids: Collection[int]) -> MypageCustomers:
    """Return the customer numbers of a login, open ones first, then the newer ones."""
    found = await _customers(viewer, customer_ids)
    return MypageCustomers(items=[shape for _, shape, _ in found])


async def _customers(
    viewer: Viewer, customer_ids: Collection[int]
) -> list[tuple[Customer, MypageCustomer, list[Agreement]]]:
    rows = await contracts.customers_by_id(customer_ids)
    names = await parties.names_on([each.party_id for each in rows.values()], viewer.today)
    places = await premises.premises_by_id([each.premises_id for each in rows.values()])
    agreements = await contracts.agreements_of(list(rows), viewer.today)
    points = await premises.service_points_by_id([each.service_point_id for each in agreements])
    labels = await plan_labels({each.tariff_code for each in agreements}, viewer.today)
    methods = await _payment_methods(viewer, list(rows))
    shown = []
    for row in rows.values():
        ours = [each for each in agreements if each.customer_id == row.id]
        name = names.get(row.party_id)
        point = points.get(ours[0].service_point_id) if ours else None
        shape = MypageCustomer(
            id=viewer.opaque.write("cus", row.id),
            number=row.customer_number,
            name=name.name if name else "",
            nickname=None,
            address=places[row.premises_id].address,
            state=occupancy_state(row.started_on, row.closed_on, viewer.today),
            opened_on=row.started_on,
            closed_on=row.closed_on,
            services=_services(ours),
            plan_names=_plan_names(ours, labels, viewer),
            supply_point_number=point.point_number if point else None,
            payment_method_name=payer_method_name(methods.get(row.id), viewer.language),
        )
        shown.append((row, shape, ours))
    return sorted(shown, key=lambda each: (each[1].state != "open", -each[0].started_on.toordinal()))


def _services(agreements: Sequence[Agreement]) -> list[ServiceKind]:
    return [cast("ServiceKind", each) for each in dict.fromkeys(each.service for each in agreements)]


def _plan_names(
    agreements: Sequence[Agreement], labels: dict[str, tuple[str, str]], viewer: Viewer
) -> list[str]:
    codes = dict.fromkeys(each.tariff_code for each in agreements if each.tariff_code)
    return [viewer.text(*labels.get(code, (code, code))) for code in codes]


async def _payment_methods(viewer: Viewer, customer_ids: Collection[int]) -> dict[int, str | None]:
    payers = await contracts.payers_of(customer_ids)
    now: dict[int, int] = {}
    for each in payers:
        if each.valid_from <= viewer.today:
            now.setdefault(each.customer_id, each.payer_account_id)
    found = await accounts.payer_accounts_on(list(now.values()), viewer.today)
    return {customer: found[payer].method for customer, payer in now.items() if payer in found}


async def home(
    viewer: Viewer, customer_ids: Collection[int], *, customer: OpaqueId | None, now: datetime
) -> MypageHome:
    """Return the first screen for one customer number; without one, for the first open one.

    :raises NotFound: when the login may not see the customer number.
    :raises NoCustomerNumber: when the login has none.
    """
    found = await _customers(viewer, customer_ids)
    if not found:
        raise NoCustomerNumber
    if customer is not None:
        wanted = viewer.opaque.read("cus", customer)
        found = [each for each in found if each[0].id == wanted]
        if not found:
            raise NotFound
    row, shape, agreements = found[0]
    owed, latest = await owed_and_latest(viewer, customer_ids=[row.id])
    return MypageHome(
        customer=shape,
        as_of=in_japan(now),
        usage=await _home_usage(viewer, agreements),
        owed=_owed(owed),
        latest_bill=latest,
        alerts=bill_alerts(owed, viewer.today, viewer.language),
    )


def _owed(bills: Sequence[BillSummary]) -> HomeOwed:
    waiting = [each for each in bills if each.due_on is not None and each.state != "overdue"]
    return HomeOwed(
        total_yen=sum(each.balance_yen for each in bills),
        overdue_yen=sum(each.balance_yen for each in bills if each.state == "overdue"),
        next_due_on=min((each.due_on for each in waiting if each.due_on is not None), default=None),
        unpaid_bills=list(bills),
    )


async def _home_usage(viewer: Viewer, agreements: Sequence[Agreement]) -> list[HomeUsage]:
    open_ones = [
        each
        for each in agreements
        if each.service != "sewer" and (each.closed_on is None or each.closed_on > viewer.today)
    ]
    usages = []
    for agreement in open_ones:
        found = await usage_so_far(await usage_source(agreement, viewer.today, recent=True))
        if found is not None:
            usages.append(
                HomeUsage(
                    service=cast("ServiceKind", agreement.service),
                    unit=unit_of(agreement.service),
                    period=span(found.period),
                    counted=span(found.counted),
                    quantity=plain(found.quantity),
                    last_year_quantity=_plain_or_none(found.last_year),
                    previous_period_quantity=_plain_or_none(found.previous),
                )
            )
    return usages


def _plain_or_none(quantity: Decimal | None) -> str | None:
    return None if quantity is None else plain(quantity)


def customer_of(viewer: Viewer, customer_ids: Collection[int], customer: OpaqueId | None) -> list[int]:
    """Return the customer ids asked about: the one named, or all of the login.

    :raises NotFound: when the login may not see the one named.
    """
    if customer is None:
        return sorted(customer_ids)
    wanted = viewer.opaque.read("cus", customer)
    if wanted not in customer_ids:
        raise NotFound
    return [wanted]


async def chosen_customer(viewer: Viewer, customer_ids: Collection[int], customer: OpaqueId | None) -> int:
    """Return the one customer id to show: the one named, else the first open one.

    :raises NotFound: when the login may not see the one named.
    :raises NoCustomerNumber: when the login has none.
    """
    if customer is not None:
        return customer_of(viewer, customer_ids, customer)[0]
    rows = await contracts.customers_by_id(customer_ids)
    if not rows:
        raise NoCustomerNumber
    return min(
        rows.values(),
        key=lambda each: (
            occupancy_state(each.started_on, each.closed_on, viewer.today) != "open",
            -each.started_on.toordinal(),
        ),
    ).id


async def own_invoice(viewer: Viewer, customer_ids: Collection[int], bill_id: OpaqueId) -> Invoice:
    """Return an invoice of the login.

    :raises NotFound: when there is none such, or it is somebody else's.
    """
    invoice = await find_invoice(viewer, bill_id)
    if invoice.customer_id not in customer_ids:
        raise NotFound
    return invoice


def payment_state(state: str) -> PaymentState:
    """Return an attempt's state as the portal names it."""
    return _PAYMENT_STATES[state]


async def payment(viewer: Viewer, customer_ids: Collection[int], payment_id: OpaqueId) -> PaymentView:
    """Return how a payment of the login stands.

    :raises NotFound: when there is none such, or it is somebody else's.
    """
    attempt = await receipts.payment_attempt(viewer.opaque.read("pay", payment_id))
    if attempt is None:
        raise NotFound
    invoice = (await billing.invoices_by_id([attempt.invoice_id]))[attempt.invoice_id]
    if invoice.customer_id not in customer_ids:
        raise NotFound
    state = payment_state(attempt.state)
    settled = state in {"succeeded", "failed", "cancelled"}
    return PaymentView(
        id=payment_id,
        bill_id=viewer.opaque.write("inv", invoice.id),
        bill_number=bill_number(invoice),
        amount_yen=attempt.amount_yen,
        method="card" if attempt.method == "card" else "convenience_store",
        state=state,
        message=_payment_message(viewer, state),
        started_at=in_japan(attempt.started_at),
        settled_at=in_japan(attempt.updated_at) if settled else None,
    )


def _payment_message(viewer: Viewer, state: PaymentState) -> str | None:
    if state == "failed":
        return viewer.text(
            "お支払いができませんでした。カード情報をご確認のうえ、もう一度お試しください。",
            "The payment did not go through. Please check the card and try again.",
        )
    if state == "cancelled":
        return viewer.text("お支払いの手続きは完了していません。", "The payment was not completed.")
    return None
