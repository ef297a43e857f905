"""Sample readings, made up but the same at every run: profiles drawn from the point number alone. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from minamoto.kernel.periods import Period, add_months
from minamoto.supply.readings.model import ReadingKind, RegisterReading
from minamoto_adapters.electricity.sample_files import (
    ConfirmedSample,
    SampleFile,
    confirmed_file,
    previous_day_file,
)
from minamoto_adapters.handheld import reading_file
from minamoto_tenants.onboarding.customers_file import AgreementRow

HISTORY_FROM = date(2025, 9, 1)
"""Sample readings begin in this month; meters of the sample files were installed then."""

_EVENING = np.array(
    [3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 4, 6, 7, 7, 6, 5, 4, 4, 4, 4, 4, 5, 5, 5, 4, 4, 4, 4, 4, 5, 5, 6, 7,
     9, 10, 11, 12, 12, 11, 11, 10, 9, 8, 7, 5, 4],
    dtype=np.int64,
)  # fmt: skip
"""Weights of the 48 half hours of a household, summing to its daily usage."""

_SEASON = (130, 125, 110, 92, 82, 88, 112, 122, 104, 86, 92, 118)
"""Per cent of the average by month, January first: heating in winter, cooling in summer."""


@dataclass(frozen=True, slots=True)
class SampleUpload:
    """A file as it would arrive from outside."""

    kind: str
    file_name: str
    content: bytes


def electricity_files(rows: Sequence[AgreementRow], *, until: date) -> Iterator[SampleUpload]:
    """Yield the confirmed files of every month read before ``until``, then the daily files since."""
    by_group = _by_group(rows)
    for group, points in sorted(by_group.items()):
        for period in reading_periods(group, months=1, until=until):
            yield _upload("electricity.confirmed-usage.v1", _confirmed(points, period))
    first = min(_last_reading(group, until) for group in by_group)
    for offset in range((until - first).days):
        day = first + timedelta(days=offset)
        open_points = [
            point
            for group, points in sorted(by_group.items())
            for point in points
            if _last_reading(group, until) <= day
        ]
        yield _upload("electricity.interval.previous-day.v1", _daily(open_points, day))


def register_files(rows: Sequence[AgreementRow], *, service: str, until: date) -> Iterator[SampleUpload]:
    """Yield one handheld file per reading group and reading day before ``until``."""
    metered = [row for row in rows if row.meter is not None]
    months = 2 if service == "water" else 1
    for group in sorted({row.reading_group for row in metered}):
        members = [row for row in metered if row.reading_group == group]
        shown = {row.agreement_number: row.meter.initial_value for row in members if row.meter}
        for period in reading_periods(group, months=months, until=until):
            readings = []
            for row in members:
                shown[row.agreement_number] += _register_usage(row, period)
                readings.append(_reading(row, service, period.end, shown[row.agreement_number]))
            name = f"{service}-{period.end:%Y%m%d}-{group:02d}.csv"
            yield SampleUpload("handheld.readings.v1", name, reading_file.write(readings))


def reading_periods(group: int, *, months: int, until: date) -> Iterator[Period]:
    """Yield the reading periods of a group since the history began, the last ending by ``until``."""
    start = HISTORY_FROM.replace(day=group)
    while (end := add_months(start, months)) <= until:
        yield Period(start, end)
        start = end


def _last_reading(group: int, until: date) -> date:
    return max(period.end for period in reading_periods(group, months=1, until=until))


def _by_group(rows: Sequence[AgreementRow]) -> dict[int, list[str]]:
    groups: dict[int, list[str]] = {}
    for row in rows:
        groups.setdefault(row.reading_group, []).append(row.point_number)
    return groups


def _confirmed(points: Sequence[str], period: Period) -> SampleFile:
    samples = [
        ConfirmedSample(
            point_number=point,
            usage_month=period.end.replace(day=1),
            first_day=period.start,
            values=np.stack([day_profile(point, day) for day in period.each_day()]),
            next_reading_on=add_months(period.end, 1),
        )
        for point in points
    ]
    return confirmed_file(day=period.end + timedelta(days=2), samples=samples)


def _daily(points: Sequence[str], day: date) -> SampleFile:
    values = np.stack([day_profile(point, day) for point in points])
    return previous_day_file(day=day, point_numbers=points, values=values)


def day_profile(point: str, day: date) -> NDArray[np.int32]:
    """Return a household's 48 half hours of a day, in hundredths of a kWh."""
    draw = _draw(point, day.isoformat())
    size = 700 + _draw(point, "size") % 1100  # hundredths of a kWh a day
    weekend = 112 if day.weekday() >= 5 else 100  # noqa: PLR2004 - Saturday and Sunday
    total = size * _SEASON[day.month - 1] * weekend * (90 + draw % 21) // 1_000_000
    noise = np.frombuffer(hashlib.blake2b(f"{point}{day}".encode(), digest_size=48).digest(), dtype=np.uint8)
    weights = _EVENING * (80 + noise.astype(np.int64) % 41)
    values = total * weights // int(weights.sum())
    return np.asarray(values, dtype=np.int32)


def _register_usage(row: AgreementRow, period: Period) -> int:
    """Return what a register turns in a period, in the meter's scale."""
    households = dict(row.attributes).get("households", 1)
    size = 6 + _draw(row.point_number, "size") % 18  # m³ a month
    season = _SEASON[period.last_day.month - 1] if row.service == "gas" else 100
    months = max(1, round(period.days / 30))
    spread = 85 + _draw(row.point_number, period.end.isoformat()) % 31
    usage = size * int(households) * months * season * spread // 10_000
    scale = row.meter.scale if row.meter else 0
    return int(usage * 10**scale + _draw(row.point_number, f"part{period.end}") % 10**scale)


def _reading(row: AgreementRow, service: str, read_on: date, value: int) -> RegisterReading:
    return RegisterReading(
        service=service,
        meter_serial=row.meter.serial if row.meter else None,
        point_number=row.point_number,
        read_on=read_on,
        value=value,
        scale=row.meter.scale if row.meter else 0,
        kind=ReadingKind.REGULAR,
    )


def _upload(kind: str, file: SampleFile) -> SampleUpload:
    return SampleUpload(kind, file.name, file.content)


def _draw(point: str, purpose: str) -> int:
    """Return a number that depends on the two texts alone."""
    digest = hashlib.blake2b(f"{point}/{purpose}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")
