"""Usage over time as every audience sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

import numpy as np

from minamoto.faces.presentation.model import (
    BandQuantity,
    Grain,
    ServiceKind,
    UsagePoint,
    UsageSeries,
    Viewer,
    span,
)
from minamoto.faces.presentation.model.numbers import plain
from minamoto.faces.presentation.queries.bills import unit_of
from minamoto.faces.presentation.queries.plans import plan_bands
from minamoto.faces.presentation.rules.bills import rated_channels
from minamoto.faces.presentation.rules.usage import (
    BandOfSlot,
    Bar,
    BilledUsage,
    IntervalDay,
    asked_period,
    billed_bars,
    day_bars,
    slot_bars,
    sum_bands,
    sum_known,
    year_bars,
    year_before,
)
from minamoto.kernel.errors import InvalidInput, NotFound
from minamoto.kernel.periods import Period, add_months
from minamoto.money.assessments import queries as assessments
from minamoto.supply.contracts import queries as contracts
from minamoto.supply.contracts.queries import Agreement
from minamoto.supply.readings.model import MINUTES_PER_DAY
from minamoto.supply.readings.queries import intervals
from minamoto.supply.readings.queries import usages as readings

_FINE: tuple[Grain, ...] = ("half_hour", "hour", "day", "month", "year")
_COARSE: tuple[Grain, ...] = ("month", "year")
_MINUTES = {"half_hour": 30, "hour": 60}
_LONG_AGO = 12 * 21
_TWO_YEARS = 26
_NEVER = date(9999, 1, 1)
_DAY = timedelta(days=1)


class GrainNotKnown(InvalidInput):
    """The service point has no values as fine as asked for."""

    code = "grain-not-known"
    ja = "このご契約では、指定された細かさの使用量は記録されていません。"
    en = "Usage is not recorded in this detail for this contract."


class ServiceNotContracted(NotFound):
    """The customer number has no agreement for the service."""

    code = "service-not-contracted"
    ja = "このお客さま番号には、指定されたサービスのご契約がありません。"
    en = "This customer number has no contract for that service."


@dataclass(frozen=True, slots=True)
class UsageQuestion:
    """What a chart is asked for; what is left out is filled with what makes sense."""

    service: ServiceKind | None = None
    grain: Grain | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class UsageSource:
    """One agreement's usage, as far as the rooms below know it."""

    agreement: Agreement
    billed: Sequence[BilledUsage]
    looked_at: Period
    totals: Sequence[intervals.DayTotal]

    @property
    def last_day(self) -> date | None:
        """The newest day that has interval values."""
        return self.totals[-1].day if self.totals else None

    @property
    def grains(self) -> tuple[Grain, ...]:
        """The details that can be shown."""
        return _COARSE if self.last_day is None else _FINE

    def running_start(self) -> date:
        """Return the first day that is not billed yet."""
        return self.billed[-1].period.end if self.billed else self.agreement.started_on

    def known(self) -> Period | None:
        """Return the days that anything is known of."""
        ends = [each.period.end for each in self.billed[-1:]]
        if self.last_day is not None:
            ends.append(self.last_day + timedelta(days=1))
        starts = [self.agreement.started_on, *(each.period.start for each in self.billed[:1])]
        return Period(min(starts), max(ends)) if ends and max(ends) > min(starts) else None


def choose_agreement(agreements: Sequence[Agreement], service: str | None, today: date) -> Agreement:
    """Return the agreement to show: of the service asked for, open ones and newer ones first.

    :raises ServiceNotContracted: when there is none.
    """
    candidates = [each for each in agreements if service in {None, each.service}]
    if not candidates:
        raise ServiceNotContracted
    return max(
        candidates,
        key=lambda each: (
            each.closed_on is None or each.closed_on > today,
            each.service != "sewer",
            each.started_on,
            each.id,
        ),
    )


async def usage_source(agreement: Agreement, today: date, *, recent: bool = False) -> UsageSource:
    """Return what is known of an agreement's usage; ``recent``: of two years, without what it cost."""
    start = add_months(today, -_TWO_YEARS if recent else -_LONG_AGO)
    live = await readings.live_usages_between(
        service_point_ids=[agreement.service_point_id], period=Period(start, _NEVER)
    )
    priced = [] if recent else await assessments.live_assessments_of([agreement.id], start, _NEVER)
    assessed = {Period(each.period_from, each.period_to): each for each in priced}
    ours = [
        each
        for each in live
        if each.period.start >= agreement.started_on
        and (agreement.closed_on is None or each.period.start < agreement.closed_on)
    ]
    looked_at, totals = await _newest_totals(agreement.service_point_id, today)
    return UsageSource(
        agreement=agreement,
        billed=[
            BilledUsage(
                period=each.period,
                quantity=each.exact,
                estimated=each.source == "estimate",
                amount_yen=bill.amount_yen if (bill := assessed.get(each.period)) else None,
                bands=_channels(bill.determinants) if bill else {},
            )
            for each in ours
        ],
        looked_at=looked_at,
        totals=totals,
    )


async def _newest_totals(service_point_id: int, today: date) -> tuple[Period, list[intervals.DayTotal]]:
    """Return the newest totals and the days looked at: a short look first, for it nearly always does."""
    for days in (70, 800):
        period = Period(today - timedelta(days), today + _DAY)
        totals = await intervals.day_totals(service_point_id=service_point_id, period=period)
        if totals:
            break
    return period, totals


def _own_days(source: UsageSource, period: Period) -> Period | None:
    """Return the days of the period that belong to the agreement: never a neighbour's before or after it."""
    agreement = source.agreement
    start = max(period.start, agreement.started_on)
    end = period.end if agreement.closed_on is None else min(period.end, agreement.closed_on)
    return Period(start, end) if end > start else None


def _channels(determinants: object) -> dict[str, Decimal]:
    """Return the bands of a bill, where its plan tells more than one apart."""
    channels = rated_channels(determinants)
    return channels if len(channels) > 1 else {}


async def interval_days(source: UsageSource, period: Period) -> list[IntervalDay]:
    """Return the interval values of the agreement's days of a period; days without a row are left out."""
    own = _own_days(source, period)
    if own is None:
        return []
    table = await intervals.intervals_of_points(
        service_point_ids=[source.agreement.service_point_id], period=own
    )
    minutes = MINUTES_PER_DAY // table.values.shape[2]
    return [
        IntervalDay(
            day=day,
            interval_minutes=minutes,
            scale=table.scale,
            values=table.values[0, row].tolist(),
            missing=frozenset(np.flatnonzero(table.missing[0, row]).tolist()),
            estimated=frozenset(np.flatnonzero(table.estimated[0, row]).tolist()),
        )
        for row, day in enumerate(own.each_day())
        if table.stages[0, row] != intervals.NOT_STORED
    ]


@dataclass(frozen=True, slots=True)
class UsageSoFar:
    """Usage of the period under way as far as ``counted``, beside the same days before."""

    period: Period
    counted: Period
    quantity: Decimal
    last_year: Decimal | None
    previous: Decimal | None


async def usage_so_far(source: UsageSource) -> UsageSoFar | None:
    """Return the usage of the period under way; where meters are read by hand, of the last one billed."""
    start = source.running_start()
    if source.last_day is None or source.last_day < start:
        return _last_billed(source.billed)
    counted = Period(start, source.last_day + _DAY)
    usual = source.billed[-1].period.days if source.billed else 30
    before = Period(start - timedelta(usual), start - timedelta(usual) + timedelta(counted.days))
    return UsageSoFar(
        period=Period(start, start + timedelta(max(usual, counted.days))),
        counted=counted,
        quantity=await _interval_sum(source, counted) or Decimal(0),
        last_year=await _interval_sum(source, year_before(counted)),
        previous=await _interval_sum(source, before),
    )


async def _interval_sum(source: UsageSource, period: Period) -> Decimal | None:
    own = _own_days(source, period)
    if own is None:
        return None
    if source.looked_at.start <= own.start:
        return sum_known(each.exact for each in source.totals if own.contains(each.day))
    point = source.agreement.service_point_id
    return sum_known(each.exact for each in await intervals.day_totals(service_point_id=point, period=own))


def _last_billed(billed: Sequence[BilledUsage]) -> UsageSoFar | None:
    if not billed:
        return None
    last = billed[-1]
    target = year_before(last.period).last_day
    twin = next((each for each in billed[:-1] if each.period.contains(target)), None)
    return UsageSoFar(
        period=last.period,
        counted=last.period,
        quantity=last.quantity,
        last_year=twin.quantity if twin else None,
        previous=billed[-2].quantity if len(billed) > 1 else None,
    )


async def usage_series(viewer: Viewer, *, customer_id: int, question: UsageQuestion) -> UsageSeries:
    """Return usage over time with the year before beside it.

    :raises ServiceNotContracted: when the customer has no such agreement.
    :raises GrainNotKnown: when nothing that fine is recorded.
    :raises SpanTooLong: when more days are asked for than one answer covers.
    """
    agreements = await contracts.agreements_of([customer_id], viewer.today)
    agreement = choose_agreement(agreements, question.service, viewer.today)
    source = await usage_source(agreement, viewer.today)
    grain = question.grain or ("day" if source.last_day else "month")
    if grain not in source.grains:
        raise GrainNotKnown(pointer="/grain")
    period = asked_period(question.start, question.end, _default_period(source, grain, viewer.today), grain)
    bands, band_of = await plan_bands(viewer, agreement.tariff_code, period)
    bars = await _bars(source, grain, period, band_of)
    total_before = sum_known(each.last_year for each in bars)
    known = source.known()
    return UsageSeries(
        customer_id=viewer.opaque.write("cus", customer_id),
        service=cast("ServiceKind", agreement.service),
        unit=unit_of(agreement.service),
        grain=grain,
        grains=list(source.grains),
        period=span(period),
        known=None if known is None else span(known),
        bands=bands,
        points=[_point(each) for each in bars],
        total_quantity=plain(sum_known(each.quantity for each in bars) or Decimal(0)),
        total_last_year_quantity=None if total_before is None else plain(total_before),
        total_bands=[BandQuantity(band=band, quantity=plain(q)) for band, q in sum_bands(bars).items()],
    )


def _default_period(source: UsageSource, grain: Grain, today: date) -> Period:
    tomorrow = today + timedelta(days=1)
    if grain in {"half_hour", "hour"} and source.last_day is not None:
        return Period(source.last_day, source.last_day + timedelta(days=1))
    if grain == "day":
        start = source.running_start()
        if source.last_day is None or source.last_day < start:
            return source.billed[-1].period if source.billed else Period(start, max(tomorrow, start + _DAY))
        return Period(max(start, source.last_day - timedelta(days=61)), source.last_day + _DAY)
    if grain == "month":
        return Period(add_months(today.replace(day=1), -12), tomorrow)
    return Period(date(today.year - 4, 1, 1), date(today.year + 1, 1, 1))


async def _bars(source: UsageSource, grain: Grain, period: Period, band_of: BandOfSlot) -> list[Bar]:
    if grain == "month":
        return billed_bars(source.billed, period)
    if grain == "year":
        return year_bars(source.billed, period)
    days = await interval_days(source, period)
    before = await interval_days(source, year_before(period))
    if grain == "day":
        return day_bars(days, before, period, band_of)
    return slot_bars(days, before, _MINUTES[grain], band_of)


def _point(bar: Bar) -> UsagePoint:
    return UsagePoint(
        starts_at=bar.starts_at,
        ends_at=bar.ends_at,
        day=bar.starts_at.date(),
        quantity=None if bar.quantity is None else plain(bar.quantity),
        state=bar.state,
        bands=[BandQuantity(band=band, quantity=plain(quantity)) for band, quantity in bar.bands],
        last_year_quantity=None if bar.last_year is None else plain(bar.last_year),
        amount_yen=bar.amount_yen,
    )
