"""Rates what is due, tariff version by tariff version, and holds what cannot be rated. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from minamoto.journeys.monthly_cycle.determinants import bill_usage, index_month, write_determinants
from minamoto.journeys.monthly_cycle.model import DueUsage
from minamoto.money.assessments.model import NewAssessment
from minamoto.money.billing.model import HeldBill
from minamoto.pricing.rating.batch import BillUsage, batch_of
from minamoto.pricing.rating.charges import Charges
from minamoto.pricing.rating.errors import UnratableUsage
from minamoto.pricing.rating.model import DecidedBy
from minamoto.pricing.rating.plan import Plan
from minamoto.pricing.rating.workings import write_workings


@dataclass(frozen=True, slots=True)
class PricedVersion:
    """A released tariff version, compiled."""

    version_id: int
    valid_from: date
    plan: Plan
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class PriceBook:
    """The released versions by tariff code (oldest first) and the index values by code and month."""

    versions: Mapping[str, Sequence[PricedVersion]]
    indexes: Mapping[tuple[str, date], Decimal]

    def version_for(self, due: DueUsage, assessed_on: date) -> PricedVersion | None:
        """Return the version that applies, by the date that the version itself names as deciding."""
        for version in reversed(self.versions.get(due.tariff_code, ())):
            if version.valid_from <= _deciding_day(version.plan.definition.decided_by, due, assessed_on):
                return version
        return None


Channels = Mapping[tuple[int, date], Mapping[str, Decimal]]
"""Usage per channel of (service point, period start), for tariffs that ask for more than the total."""


@dataclass(frozen=True, slots=True)
class RatedDue:
    """The outcome of a chunk's rating."""

    assessments: tuple[NewAssessment, ...]
    held: tuple[HeldBill, ...]


def rate_due(due: Sequence[DueUsage], book: PriceBook, channels: Channels, *, assessed_on: date) -> RatedDue:
    """Return an assessment for each usage that can be priced and a reason for each that cannot."""
    groups: dict[int, list[DueUsage]] = defaultdict(list)
    versions: dict[int, PricedVersion] = {}
    held: list[HeldBill] = []
    for each in due:
        version = book.version_for(each, assessed_on)
        reason = _reason_to_hold(each, version, book, channels)
        if version is None or reason is not None:
            held.append(_hold(each, *(reason or ("tariff-version-missing", each.tariff_code))))
            continue
        versions[version.version_id] = version
        groups[version.version_id].append(each)
    assessments: list[NewAssessment] = []
    for version_id, members in groups.items():
        fixed, refused = _rate_group(members, versions[version_id], book, channels)
        assessments += fixed
        held += refused
    return RatedDue(tuple(assessments), tuple(held))


def _reason_to_hold(
    due: DueUsage, version: PricedVersion | None, book: PriceBook, channels: Channels
) -> tuple[str, str] | None:
    """Return why a usage cannot be billed now, as a code and a detail, or nothing."""
    of_contract = _contract_reason(due)
    if of_contract is not None or version is None:
        return of_contract
    month = index_month(due)
    for code in version.plan.indexes:
        if (code, month) not in book.indexes:
            return "index-missing", f"{code} {month:%Y-%m}"
    wanted = {each.code for each in version.plan.definition.channels}
    if len(wanted) > 1 and not wanted <= set(channels.get((due.service_point_id, due.period.start), {})):
        return "interval-values-missing", due.tariff_code
    return None


def _contract_reason(due: DueUsage) -> tuple[str, str] | None:
    """Return what in the contract's own rows keeps a usage from being billed, or nothing."""
    days = f"{due.period.start} .. {due.period.end}"
    if not due.payer_account_id or not due.payer_method:
        return "payer-missing", days
    if not due.tariff_code:
        return "terms-missing", days
    if due.overlaps:
        # Billing it would charge days twice: what was assessed must be corrected first.
        return "period-assessed-otherwise", days
    return None if due.covered else ("terms-change-inside-period", due.tariff_code)


def _rate_group(
    members: Sequence[DueUsage], version: PricedVersion, book: PriceBook, channels: Channels
) -> tuple[list[NewAssessment], list[HeldBill]]:
    """Rate usages under one version; a usage that cannot be priced is held and the rest goes on."""
    left = list(members)
    bills = [_bill(each, version, book, channels) for each in left]
    held: list[HeldBill] = []
    while left:
        try:
            charges = version.plan.rate(batch_of(bills))
        except UnratableUsage as error:
            row = error.details.get("row")
            place = row if isinstance(row, int) else 0
            held.append(_hold(left[place], error.code, error.message("ja")))
            del left[place], bills[place]
            continue
        return _assess(left, bills, version, charges, held), held
    return [], held


def _assess(
    left: Sequence[DueUsage],
    bills: Sequence[BillUsage],
    version: PricedVersion,
    charges: Charges,
    held: list[HeldBill],
) -> list[NewAssessment]:
    rates = [each.rate for each in charges.rates]
    totals = [each.total_yen.tolist() for each in charges.rates]
    taxes = [each.tax_yen.tolist() for each in charges.rates]
    workings = write_workings(version.plan, charges)
    assessments = []
    for row, (each, bill, amount) in enumerate(zip(left, bills, charges.amount_yen.tolist(), strict=True)):
        if amount < 0:
            held.append(_hold(each, "negative-amount", str(amount)))
            continue
        charged = [rate for rate in range(len(rates)) if totals[rate][row]] or [0]
        if len(charged) > 1:
            # An assessment states one rate; two would put the wrong tax on the qualified invoice.
            held.append(_hold(each, "several-tax-rates", "/".join(f"{rates[rate]}%" for rate in charged)))
            continue
        assessments.append(
            NewAssessment(
                agreement_id=each.agreement_id,
                customer_id=each.customer_id,
                payer_account_id=each.payer_account_id,
                service=each.service,
                period=each.period,
                usage_id=each.usage_id,
                tariff_version_id=version.version_id,
                months_of_use=Decimal(bill.months or 1),
                determinants=write_determinants(each, bill, index_month(each)),
                steps=workings[row],
                amount_yen=amount,
                tax_rate_percent=rates[charged[0]],
                tax_yen=sum(tax[row] for tax in taxes),
                district=each.district,
                fingerprint=version.fingerprint,
            )
        )
    return assessments


def _bill(due: DueUsage, version: PricedVersion, book: PriceBook, channels: Channels) -> BillUsage:
    definition, month = version.plan.definition, index_month(due)
    known = channels.get((due.service_point_id, due.period.start))
    single = definition.channels[0].code
    return bill_usage(
        due,
        definition,
        channels=known if known is not None and len(definition.channels) > 1 else {single: due.quantity},
        indexes={code: book.indexes[code, month] for code in version.plan.indexes},
    )


def _deciding_day(decided_by: DecidedBy, due: DueUsage, assessed_on: date) -> date:
    if decided_by is DecidedBy.USAGE_DATE:
        return due.period.start
    return due.period.end if decided_by is DecidedBy.READING_DATE else assessed_on


def _hold(due: DueUsage, code: str, detail: str) -> HeldBill:
    return HeldBill(due.agreement_id, due.usage_id, code, {"detail": detail})
