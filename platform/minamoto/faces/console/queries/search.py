"""One search over everything a caller may name: numbers, names, telephones, addresses, meters, bills."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, cast

from minamoto.faces.console.rules import SearchForms, search_forms
from minamoto.faces.console.schemas import CustomerHit, CustomerHits, CustomerSearch
from minamoto.faces.presentation.model import OccupancyState, ServiceKind, Viewer, WrongCursor
from minamoto.faces.presentation.model.contracts import occupancy_state
from minamoto.kernel.errors import NotFound
from minamoto.money.assessments import queries as assessments
from minamoto.money.billing import queries as billing
from minamoto.money.receipts import queries as receipts
from minamoto.supply.contracts import queries as contracts
from minamoto.supply.contracts.queries import Agreement, Customer
from minamoto.supply.meters import queries as meters
from minamoto.supply.parties import queries as parties
from minamoto.supply.premises import queries as premises

MatchedOn = Literal["customer_number", "name", "kana", "phone", "address", "supply_point", "meter", "bill"]
MOST_MATCHES = 500
"""So many matches of each kind are looked at; a clerk with more refines the search."""

_ORDER: dict[OccupancyState, int] = {"open": 0, "not_yet_open": 1, "closed": 2}


class _Found:
    """Customers that were found, and by what."""

    def __init__(self) -> None:
        self.customers: dict[int, Customer] = {}
        self.matched: dict[int, list[MatchedOn]] = {}

    def add(self, customers: Iterable[Customer], field: MatchedOn) -> None:
        for each in customers:
            self.customers[each.id] = each
            fields = self.matched.setdefault(each.id, [])
            if field not in fields:
                fields.append(field)


async def search(viewer: Viewer, asked: CustomerSearch) -> CustomerHits:
    """Return the customer numbers that a text could mean, open ones first, then by number.

    :raises WrongCursor: when the cursor was not given out here.
    """
    found = await _find(search_forms(asked.q))
    states = {
        each.id: occupancy_state(each.started_on, each.closed_on, viewer.today)
        for each in found.customers.values()
    }
    wanted = sorted(
        (each for each in found.customers.values() if _is_wanted(states[each.id], asked.status)),
        key=lambda each: (_ORDER[states[each.id]], each.customer_number, each.id),
    )
    start = _start(viewer, wanted, asked.cursor)
    page = wanted[start : start + asked.limit]
    more = start + asked.limit < len(wanted)
    return CustomerHits(
        items=await _hits(viewer, page, found, states),
        total=len(wanted),
        next_cursor=viewer.opaque.write("cus", page[-1].id) if more and page else None,
    )


def _is_wanted(state: OccupancyState, status: str) -> bool:
    return status == "all" or (state == "closed") == (status == "closed")


def _start(viewer: Viewer, wanted: list[Customer], cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        last = viewer.opaque.read("cus", cursor)
    except NotFound as error:
        raise WrongCursor(pointer="/cursor") from error
    return next((place + 1 for place, each in enumerate(wanted) if each.id == last), len(wanted))


async def _find(forms: SearchForms) -> _Found:
    found = _Found()
    if forms.number:
        found.add(
            await contracts.search_customers(number=forms.number, limit=MOST_MATCHES), "customer_number"
        )
        points = await premises.search_service_points(number=forms.number, limit=MOST_MATCHES)
        found.add(await _at_points(points), "supply_point")
    if forms.serial:
        points = await meters.search_meters(serial=forms.serial, limit=MOST_MATCHES)
        found.add(await _at_points(points), "meter")
    if forms.bill is not None:
        found.add(await _of_bill(*forms.bill), "bill")
    await _find_people(forms, found)
    if forms.address:
        places = await premises.search_premises(address_search=forms.address, limit=MOST_MATCHES)
        if places:
            found.add(await contracts.customers_at_premises(places), "address")
    return found


async def _find_people(forms: SearchForms, found: _Found) -> None:
    matches = await parties.search_parties(
        name_search=forms.name, kana_search=forms.kana, phone_search=forms.phone, limit=MOST_MATCHES
    )
    if not matches:
        return
    field_of = {each.party_id: each.field for each in matches}
    for customer in await contracts.customers_of_parties(list(field_of)):
        found.add([customer], field_of[customer.party_id])


async def _at_points(point_ids: Collection[int]) -> list[Customer]:
    return await contracts.customers_at_points(point_ids) if point_ids else []


async def _of_bill(year: int | None, number: int) -> list[Customer]:
    invoices = await billing.invoices_by_number(number=number)
    ids = [each.customer_id for each in invoices if year in {None, each.fiscal_year}]
    return list((await contracts.customers_by_id(ids)).values()) if ids else []


async def _hits(
    viewer: Viewer, page: list[Customer], found: _Found, states: dict[int, OccupancyState]
) -> list[CustomerHit]:
    if not page:
        return []
    ids = [each.id for each in page]
    names = await parties.names_on([each.party_id for each in page], viewer.today)
    places = await premises.premises_by_id([each.premises_id for each in page])
    agreements: dict[int, list[Agreement]] = {}
    for agreement in await contracts.agreements_of(ids, viewer.today):
        agreements.setdefault(agreement.customer_id, []).append(agreement)
    point_ids = {each.service_point_id for group in agreements.values() for each in group}
    points = await premises.service_points_by_id(point_ids)
    serials = {
        each.service_point_id: each.serial
        for each in await meters.meters_at(point_ids)
        if each.removed_on is None
    }
    balances = await open_balances(ids)
    hits = []
    for each in page:
        name = names.get(each.party_id)
        ours = agreements.get(each.id, [])
        first = ours[0].service_point_id if ours else None
        hits.append(
            CustomerHit(
                customer_id=viewer.opaque.write("cus", each.id),
                number=each.customer_number,
                name=name.name if name else "",
                name_kana=name.kana if name else None,
                state=states[each.id],
                address=places[each.premises_id].address,
                phone=name.phone if name else None,
                services=[cast("ServiceKind", service) for service in dict.fromkeys(a.service for a in ours)],
                supply_point_number=points[first].point_number if first in points else None,
                meter_number=serials.get(first) if first is not None else None,
                opened_on=each.started_on,
                closed_on=each.closed_on,
                balance_yen=balances.get(each.id, 0),
                matched_on=found.matched[each.id],
            )
        )
    return hits


async def open_balances(customer_ids: Collection[int]) -> dict[int, int]:
    """Return what each customer number owes in yen; those that owe nothing are left out."""
    claims = await assessments.claims_of_customers(customer_ids)
    cleared = await receipts.cleared_by_claim([each.id for each in claims])
    balances: dict[int, int] = {}
    for each in claims:
        left = each.amount_yen - cleared.get(each.id, 0)
        if left:
            balances[each.customer_id] = balances.get(each.customer_id, 0) + left
    return balances
