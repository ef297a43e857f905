"""Reads of customer numbers, their roles and payers, and agreements with the terms in force on a day."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from minamoto.foundation.storage.transactions import connection, tenant_id

Role = Literal["user", "owner", "mail_recipient", "manager"]
TermState = Literal["open", "shut_off", "closed"]


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer number (お客さま番号): the occupancy of a place by a party."""

    id: int
    customer_number: str
    party_id: int
    premises_id: int
    started_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """One service agreement with the terms in force on the day asked for."""

    id: int
    customer_id: int
    service: str
    service_point_id: int
    agreement_number: str
    started_on: date
    closed_on: date | None
    state: TermState | None
    tariff_code: str | None
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RoleOnDay:
    """Who holds a role at a customer number."""

    customer_id: int
    role: Role
    valid_from: date
    party_id: int


@dataclass(frozen=True, slots=True)
class PayerOfCustomer:
    """Which payer account stands behind a customer number since a day."""

    customer_id: int
    payer_account_id: int
    valid_from: date


_CUSTOMER = "id, customer_number, party_id, premises_id, started_on, closed_on"


async def customers_by_id(customer_ids: Collection[int]) -> dict[int, Customer]:
    """Return customer numbers by id."""
    return {each.id: each for each in await _customers("id = any($2::bigint[])", list(set(customer_ids)))}


async def customer_by_number(customer_number: str) -> Customer | None:
    """Return the customer with a number, or nothing."""
    found = await _customers("customer_number = $2", customer_number)
    return found[0] if found else None


async def customers_of_parties(party_ids: Collection[int]) -> list[Customer]:
    """Return the customer numbers that parties hold or held."""
    return await _customers("party_id = any($2::bigint[])", list(set(party_ids)))


async def customers_at_premises(premises_ids: Collection[int]) -> list[Customer]:
    """Return the customer numbers of places, past ones too."""
    return await _customers("premises_id = any($2::bigint[])", list(set(premises_ids)))


async def customers_at_points(point_ids: Collection[int]) -> list[Customer]:
    """Return the customer numbers that have or had an agreement on service points."""
    return await _customers(
        "id in (select customer_id from agreements"
        " where tenant_id = $1 and service_point_id = any($2::bigint[]))",
        list(set(point_ids)),
    )


async def search_customers(*, number: str, limit: int) -> list[Customer]:
    """Return customers whose number begins with the digits, in order of the number."""
    return await _customers(
        "customer_number ~>=~ $2 and customer_number ~<~ $3",
        number,
        number + "\U0010ffff",
        tail=f"order by customer_number using ~<~ limit {int(limit)}",
    )


async def _customers(condition: str, *values: object, tail: str = "order by id") -> list[Customer]:
    rows = await connection().fetch(
        f"select {_CUSTOMER} from customers where tenant_id = $1 and {condition} {tail}",
        tenant_id(),
        *values,
    )
    return [Customer(**row) for row in rows]


async def count_open_customers(on: date) -> int:
    """Return how many customer numbers are open on a day."""
    count: int = await connection().fetchval(
        """
        select count(*) from customers
        where tenant_id = $1 and started_on <= $2 and (closed_on is null or closed_on > $2)
        """,
        tenant_id(),
        on,
    )
    return count


async def agreements_of(customer_ids: Collection[int], on: date) -> list[Agreement]:
    """Return the agreements of customers with the terms in force on a day, else those that come first."""
    return await _agreements("a.customer_id = any($3::bigint[])", on, list(set(customer_ids)))


async def agreements_by_id(agreement_ids: Collection[int], on: date) -> dict[int, Agreement]:
    """Return agreements by id with the terms in force on a day, else those that come first."""
    found = await _agreements("a.id = any($3::bigint[])", on, list(set(agreement_ids)))
    return {each.id: each for each in found}


async def _agreements(condition: str, on: date, ids: list[int]) -> list[Agreement]:
    rows = await connection().fetch(
        f"""
        select a.id, a.customer_id, a.service, a.service_point_id, a.agreement_number, a.started_on,
               a.closed_on, t.state, t.tariff_code, coalesce(t.attributes, '{{}}'::jsonb) as attributes
        from agreements a
        left join lateral (
            select state, tariff_code, attributes from agreement_terms
            where tenant_id = a.tenant_id and agreement_id = a.id
            order by valid_from > $2, abs($2 - valid_from), recorded_at desc limit 1
        ) t on true
        where a.tenant_id = $1 and {condition}
        order by a.customer_id, a.started_on, a.id
        """,
        tenant_id(),
        on,
        ids,
    )
    return [Agreement(**{**row, "attributes": _exact(row["attributes"])}) for row in rows]


def _exact(document: str | Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a JSON object with its numbers exact, whichever codec the connection has."""
    return json.loads(document, parse_float=Decimal) if isinstance(document, str) else document


async def roles_on(customer_ids: Collection[int], on: date) -> list[RoleOnDay]:
    """Return who holds each role of the customers on a day."""
    rows = await connection().fetch(
        """
        select distinct on (customer_id, role) customer_id, role, valid_from, party_id
        from customer_roles
        where tenant_id = $1 and customer_id = any($2::bigint[]) and valid_from <= $3
        order by customer_id, role, valid_from desc, recorded_at desc
        """,
        tenant_id(),
        list(set(customer_ids)),
        on,
    )
    return [RoleOnDay(**row) for row in rows]


async def payers_of(customer_ids: Collection[int]) -> list[PayerOfCustomer]:
    """Return every payer account the customers ever had, the newest first for each customer."""
    rows = await connection().fetch(
        """
        select distinct on (customer_id, valid_from) customer_id, payer_account_id, valid_from
        from customer_payers
        where tenant_id = $1 and customer_id = any($2::bigint[])
        order by customer_id, valid_from desc, recorded_at desc
        """,
        tenant_id(),
        list(set(customer_ids)),
    )
    return [PayerOfCustomer(**row) for row in rows]
