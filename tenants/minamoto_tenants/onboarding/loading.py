"""Loading a customer file: everything of it in the caller's transaction, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.pricing.rating.terms import Attribute
from minamoto.pricing.tariffs import queries as tariffs
from minamoto.pricing.tariffs.model import VersionState
from minamoto.supply.accounts import operations as accounts
from minamoto.supply.accounts.model import NewPayerAccount, PayerMethod
from minamoto.supply.contracts import operations as contracts
from minamoto.supply.contracts.model import NewAgreement, NewCustomer
from minamoto.supply.meters import operations as meters
from minamoto.supply.meters.model import NewInstallation, NewMeter
from minamoto.supply.parties import operations as parties
from minamoto.supply.parties.model import NewParty, PartyKind
from minamoto.supply.premises import operations as premises
from minamoto.supply.premises.model import NewPremises, NewServicePoint, Service
from minamoto_tenants.onboarding.customers_file import (
    AgreementRow,
    CustomerFileRefused,
    CustomerPart,
    Mistake,
)

_KNOWN_NUMBERS = """
select 'customer_number' as kind, customer_number as number from customers
where tenant_id = $1 and customer_number = any($2::text[])
union all
select 'payer_number', number from payer_accounts where tenant_id = $1 and number = any($3::text[])
union all
select 'agreement_number', agreement_number from agreements
where tenant_id = $1 and agreement_number = any($4::text[])
union all
select 'point_number', p.service || ' ' || p.point_number from service_points p
join unnest($5::text[], $6::text[]) as wanted (service, number)
  on wanted.service = p.service and wanted.number = p.point_number
where p.tenant_id = $1
union all
select 'meter_serial', m.service || ' ' || m.serial from meters m
join unnest($7::text[], $8::text[]) as wanted (service, serial)
  on wanted.service = m.service and wanted.serial = m.serial
where m.tenant_id = $1
"""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load wrote; ``is_new`` is false when the same file had been loaded before."""

    is_new: bool
    customers: int
    agreements: int
    service_points: int
    meters: int


async def load_customers(
    *, rows: Sequence[AgreementRow], content: bytes, file_name: str, now: datetime
) -> LoadReport:
    """Write a parsed customer file inside the caller's tenant transaction.

    :raises CustomerFileRefused: when a number exists already (customer, point, meter, payer or agreement).
    """
    if not await _note_load(content, file_name, len(rows), now):
        return LoadReport(is_new=False, customers=0, agreements=0, service_points=0, meters=0)
    await refuse_unpriced(rows)
    await refuse_known_numbers(rows)
    firsts = {row.customer.customer_number: row for row in reversed(rows)}
    customers = [firsts[number] for number in dict.fromkeys(r.customer.customer_number for r in rows)]
    starts: dict[str, date] = {}
    for row in rows:
        known = starts.get(row.customer.customer_number, row.started_on)
        starts[row.customer.customer_number] = min(known, row.started_on)
    party_ids = await parties.record_parties(
        parties=[_party(each.customer, starts[each.customer.customer_number]) for each in customers], now=now
    )
    place_ids = await premises.record_premises(
        premises=[_premises(each.customer) for each in customers], now=now
    )
    payer_ids = await _open_payers(customers, party_ids, starts, now)
    customer_ids = await contracts.open_customers(
        customers=[
            NewCustomer(
                customer_number=each.customer.customer_number,
                party_id=party,
                premises_id=place,
                payer_account_id=payer_ids[each.customer.payer_number],
                started_on=starts[each.customer.customer_number],
            )
            for each, party, place in zip(customers, party_ids, place_ids, strict=True)
        ],
        now=now,
    )
    number_of = {
        each.customer.customer_number: (customer, place)
        for each, customer, place in zip(customers, customer_ids, place_ids, strict=True)
    }
    point_ids = await _record_points(rows, {key: place for key, (_, place) in number_of.items()}, now)
    meter_count = await _install(rows, point_ids, now)
    await contracts.open_agreements(
        agreements=[
            NewAgreement(
                customer_id=number_of[row.customer.customer_number][0],
                service=row.service,
                service_point_id=_point_of(row, point_ids),
                agreement_number=row.agreement_number,
                started_on=row.started_on,
                tariff_code=row.tariff_code,
                attributes=dict(row.attributes),
            )
            for row in rows
        ],
        now=now,
    )
    return LoadReport(
        is_new=True,
        customers=len(customers),
        agreements=len(rows),
        service_points=len(point_ids),
        meters=meter_count,
    )


async def tariff_services() -> dict[str, str]:
    """Return the service of each tariff that has a released version: what a customer file may name."""
    found = await tariffs.versions()
    return {each.tariff_code: each.service for each in found if each.state is VersionState.RELEASED}


async def was_loaded(content: bytes) -> bool:
    """Tell whether the same file was loaded before."""
    found: bool = await connection().fetchval(
        "select exists (select from onboarding_loads where tenant_id = $1 and sha256 = $2)",
        tenant_id(), hashlib.sha256(content).digest(),
    )  # fmt: skip
    return found


async def refuse_known_numbers(rows: Sequence[AgreementRow]) -> None:
    """Refuse rows whose numbers stand in the database already.

    :raises CustomerFileRefused: with the line and column of each.
    """
    metered = [(row, row.meter) for row in rows if row.meter is not None]
    points = {(row.service, row.point_number) for row in rows}
    found = await connection().fetch(
        _KNOWN_NUMBERS,
        tenant_id(),
        sorted({row.customer.customer_number for row in rows}),
        sorted({row.customer.payer_number for row in rows}),
        sorted({row.agreement_number for row in rows}),
        [service for service, _ in sorted(points)],
        [number for _, number in sorted(points)],
        [row.service for row, _ in metered],
        [meter.serial for _, meter in metered],
    )
    known = {(row["kind"], row["number"]) for row in found}
    mistakes = [
        Mistake(row.line, column, "この番号はすでに登録されています。", "This number is registered already.")
        for row in rows
        for column, number in _numbers_of(row)
        if (column, number) in known
    ]
    if mistakes:
        raise CustomerFileRefused(mistakes)


def _numbers_of(row: AgreementRow) -> list[tuple[str, str]]:
    numbers = [
        ("customer_number", row.customer.customer_number),
        ("payer_number", row.customer.payer_number),
        ("agreement_number", row.agreement_number),
        ("point_number", f"{row.service} {row.point_number}"),
    ]
    return numbers + ([("meter_serial", f"{row.service} {row.meter.serial}")] if row.meter else [])


async def _note_load(content: bytes, file_name: str, row_count: int, now: datetime) -> bool:
    written = await connection().fetchval(
        """
        insert into onboarding_loads (tenant_id, sha256, kind, file_name, row_count, loaded_at)
        values ($1, $2, 'customers', $3, $4, $5) on conflict do nothing returning true
        """,
        tenant_id(), hashlib.sha256(content).digest(), file_name, row_count, now,
    )  # fmt: skip
    return bool(written)


def _party(customer: CustomerPart, since: date) -> NewParty:
    return NewParty(
        kind=PartyKind(customer.party_kind),
        name=customer.name,
        kana=customer.kana,
        valid_from=since,
        phone=customer.phone,
        email=customer.email,
    )


def _premises(customer: CustomerPart) -> NewPremises:
    postcode, prefecture, city, town, block, building, room = customer.address
    return NewPremises(postcode, prefecture, city, town, block, building, room, customer.district)


async def _open_payers(
    customers: Sequence[AgreementRow], party_ids: Sequence[int], starts: Mapping[str, date], now: datetime
) -> dict[str, int]:
    """Open one payer account per payer number; the first customer that names it gives the party.

    It pays from the day the earliest of its customers began: a payer without a way of paying on some day
    would leave that day's usage without a bill.
    """
    firsts: dict[str, tuple[AgreementRow, int]] = {}
    since: dict[str, date] = {}
    for row, party in zip(customers, party_ids, strict=True):
        number, start = row.customer.payer_number, starts[row.customer.customer_number]
        firsts.setdefault(number, (row, party))
        since[number] = min(since.get(number, start), start)
    numbers = await accounts.open_payer_accounts(
        accounts=[
            NewPayerAccount(number, party, since[number], PayerMethod(row.customer.payment_method))
            for number, (row, party) in firsts.items()
        ],
        now=now,
    )
    return dict(zip(firsts, numbers, strict=True))


async def _record_points(
    rows: Sequence[AgreementRow], places: dict[str, int], now: datetime
) -> dict[tuple[str, str], int]:
    """Record the service points; sewer of a tap shares the tap's point and gets none of its own."""
    taps = {row.point_number for row in rows if row.service == "water"}
    owners = [row for row in rows if row.service != "sewer" or row.point_number not in taps]
    numbers = await premises.record_service_points(
        points=[
            NewServicePoint(
                premises_id=places[row.customer.customer_number],
                service=Service(row.service),
                point_number=row.point_number,
                reading_group=row.reading_group,
                installed_on=row.meter.installed_on if row.meter else row.started_on,
                route=row.route,
            )
            for row in owners
        ],
        now=now,
    )
    return {(row.service, row.point_number): number for row, number in zip(owners, numbers, strict=True)}


def _point_of(row: AgreementRow, points: dict[tuple[str, str], int]) -> int:
    own = points.get((row.service, row.point_number))
    return own if own is not None else points["water", row.point_number]


async def _install(rows: Sequence[AgreementRow], points: dict[tuple[str, str], int], now: datetime) -> int:
    metered = [(row, row.meter) for row in rows if row.meter is not None]
    meter_ids = await meters.record_meters(
        meters=[
            NewMeter(
                serial=meter.serial,
                service=row.service,
                digits=meter.digits,
                scale=meter.scale,
                certified_until=meter.certified_until,
            )
            for row, meter in metered
        ],
        now=now,
    )
    await meters.install_meters(
        installations=[
            NewInstallation(number, _point_of(row, points), meter.installed_on, meter.initial_value)
            for number, (row, meter) in zip(meter_ids, metered, strict=True)
        ],
        now=now,
    )
    return len(meter_ids)


async def refuse_unpriced(rows: Sequence[AgreementRow]) -> None:
    """Check each row's attributes against its tariff: what the tariff prices by must be there, and be priced.

    :raises CustomerFileRefused: with the line of every attribute that is missing or has no price.
    """
    wanted = await _priced_attributes()
    mistakes = [
        mistake
        for row in rows
        for attribute in wanted.get(row.tariff_code, ())
        for mistake in _attribute_mistakes(row, attribute)
    ]
    if mistakes:
        raise CustomerFileRefused(mistakes)


async def _priced_attributes() -> dict[str, tuple[Attribute, ...]]:
    """Return the attributes that each released tariff prices by; of several versions the newest."""
    found: dict[str, tuple[Attribute, ...]] = {}
    for version in await tariffs.versions():
        if version.state is VersionState.RELEASED and version.tariff_code not in found:
            found[version.tariff_code] = tariffs.compiled(version.definition).definition.attributes
    return found


def _attribute_mistakes(row: AgreementRow, attribute: Attribute) -> list[Mistake]:
    given = dict(row.attributes).get(attribute.code)
    values = [str(each) for each in attribute.values]
    if given is not None and (not values or str(given) in values):
        return []
    listed = "、".join(values) or "数値"
    ja = f"{attribute.label.ja}（{attribute.code}）を次のいずれかで入力してください: {listed}"
    en = f"Give {attribute.code}, which {row.tariff_code} prices by: {', '.join(values) or 'a number'}"
    return [Mistake(row.line, "attributes", ja, en)]
