"""Decisions about usage: register differences, meter exchange, time-of-use sums, chart totals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from minamoto.kernel.errors import InvalidInput
from minamoto.kernel.periods import Period
from minamoto.supply.readings.model import DAY_TYPES, DayType, DialReading, InstalledMeter, SlotsByDayType

ROLL_OVER_SHARE = 10
"""A fall of the register counts as a roll-over only when less than a tenth of the dial was then used."""

_SATURDAY, _SUNDAY = 5, 6


class NegativeUsage(InvalidInput):
    """A register value lies below the one before and the dial cannot have rolled over."""

    code = "negative-usage"
    ja = "指針が前回より小さくなっています(前回 {previous}、今回 {current})。"
    en = "The register value fell from {previous} to {current}."


class RegisterTooLong(InvalidInput):
    """A register value has more digits than the dial."""

    code = "register-too-long"
    ja = "指針の桁数がメーターの桁数({digits}桁)を超えています。"
    en = "The register value has more digits than the dial ({digits})."


class RemovalValueMissing(InvalidInput):
    """A meter was exchanged and the value at its removal is not recorded."""

    code = "removal-value-missing"
    ja = "取り外したメーターの取外指針が登録されていません。"
    en = "The register value at the meter's removal is not recorded."


class SlotsNotCovered(InvalidInput):
    """Time-of-use channels leave a slot of some day uncounted, or count it twice."""

    code = "slots-not-covered"
    ja = "時間帯の区分に抜けまたは重複があります({day_type}、コマ{slot})。"
    en = "The time-of-use channels do not cover slot {slot} of a {day_type} exactly once."


def usage_between(
    *, previous: int, current: int, digits: int, scale: int, roll_over_share: int = ROLL_OVER_SHARE
) -> int:
    """Return ``current - previous`` of one register, over its zero when the dial rolled over.

    All values are scaled by ``10**scale``; the dial shows ``digits`` digits before the decimal point.

    :raises RegisterTooLong: when a value does not fit the dial.
    :raises NegativeUsage: when the value fell and a roll-over is not plausible.
    """
    capacity = int(10 ** (digits + scale))
    if not (0 <= previous < capacity and 0 <= current < capacity):
        raise RegisterTooLong(digits=digits)
    if current >= previous:
        return current - previous
    rolled = current + capacity - previous
    if rolled * roll_over_share >= capacity:
        raise NegativeUsage(previous=previous, current=current)
    return rolled


def whole_units(value: int, scale: int) -> int:
    """Return a scaled value cut to whole units, the part below 1 m³ being left on the dial.

    Gas and water bill whole cubic metres and carry the rest to the next reading (供給約款, 給水条例).
    """
    return int(value // 10**scale)


@dataclass(frozen=True, slots=True)
class RegisterSpan:
    """What one register turned between two looks at it; values scaled by ``10**scale``."""

    previous: int
    current: int
    digits: int
    scale: int


def usage_over_exchange(spans: Sequence[RegisterSpan], *, in_whole_units: bool) -> tuple[int, int]:
    """Return the usage summed over meters exchanged within a period, and its scale.

    A replaced meter gives two spans: from the last reading to the value at removal, and from the new
    meter's first value to the present one. In whole units the part below one is left on the dial for the
    next reading; parts left on both meters of an exchange are added before they are cut.

    :raises NegativeUsage: when a span fell without a plausible roll-over.
    :raises RegisterTooLong: when a value does not fit its dial.
    """
    scale = max((span.scale for span in spans), default=0)
    exact = 0
    for position, span in enumerate(spans):
        previous, current = span.previous, span.current
        unit = 10**span.scale if in_whole_units else 1
        if position == 0:
            # What the earlier bill cut off stands on the dial still and is counted now.
            previous -= previous % unit
        if position == len(spans) - 1:
            current -= current % unit
        turned = usage_between(previous=previous, current=current, digits=span.digits, scale=span.scale)
        exact += turned * 10 ** (scale - span.scale)
    return (whole_units(exact, scale), 0) if in_whole_units else (exact, scale)


@dataclass(frozen=True, slots=True)
class DialUsage:
    """What was used between two readings of a point; ``quantity`` is scaled by ``10**scale``."""

    period: Period
    quantity: int
    scale: int
    reading: DialReading
    previous: DialReading | None
    meters: int


def usage_up_to(
    *,
    reading: DialReading,
    previous: DialReading | None,
    meters: Sequence[InstalledMeter],
    in_whole_units: bool,
) -> DialUsage | None:
    """Return what a point used from its previous reading, or else its first meter, up to a reading.

    ``meters`` are the point's, in order of installation. There is nothing to return when the reading was
    taken on the very day the span begins. The day of the reading belongs to the next period.

    :raises RemovalValueMissing: when a meter was exchanged in between and its last value is not known.
    :raises NegativeUsage: when a register fell without a plausible roll-over.
    :raises RegisterTooLong: when a value does not fit its dial.
    """
    first = previous.installation_id if previous else meters[0].id
    positions = {meter.id: position for position, meter in enumerate(meters)}
    passed = meters[positions[first] : positions[reading.installation_id] + 1]
    if not passed:
        raise RemovalValueMissing
    spans = []
    for meter in passed:
        begins = previous.value if previous and meter.id == first else meter.initial_value
        ends = reading.value if meter.id == reading.installation_id else meter.removed_value
        if begins is None or ends is None:
            raise RemovalValueMissing
        spans.append(RegisterSpan(begins, ends, meter.digits, meter.scale))
    quantity, scale = usage_over_exchange(spans, in_whole_units=in_whole_units)
    start = previous.read_on if previous else passed[0].installed_on
    if start >= reading.read_on:
        return None
    period = Period(start, reading.read_on)
    return DialUsage(period, quantity, scale, reading, previous, len(passed))


def in_order(readings: Iterable[DialReading]) -> list[DialReading]:
    """Return the readings that carry a value, by day and then as recorded."""
    read = (each for each in readings if each.value is not None)
    return sorted(read, key=lambda each: (each.read_on, each.id))


def day_types(days: NDArray[np.datetime64], holidays: Collection[date]) -> NDArray[np.int64]:
    """Return, for days (n,), the index of each day's type in ``DAY_TYPES``."""
    # 1970-01-01 was a Thursday, three days after a Monday.
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    types = np.full(days.shape, DAY_TYPES.index(DayType.WEEKDAY), dtype=np.int64)
    types[weekday == _SATURDAY] = DAY_TYPES.index(DayType.SATURDAY)
    types[weekday == _SUNDAY] = DAY_TYPES.index(DayType.SUNDAY)
    if holidays:
        listed = np.array(sorted(holidays), dtype="datetime64[D]")
        types[np.isin(days.astype("datetime64[D]"), listed)] = DAY_TYPES.index(DayType.HOLIDAY)
    return types


def channel_masks(slots_by_daytype: SlotsByDayType, slots: int) -> NDArray[np.bool_]:
    """Return masks (channels, day types, slots) in the order of the mapping.

    :raises SlotsNotCovered: unless each slot of each day type belongs to exactly one channel.
    """
    masks = np.zeros((len(slots_by_daytype), len(DAY_TYPES), slots), dtype=np.bool_)
    counted = np.zeros((len(DAY_TYPES), slots), dtype=np.int64)
    for row, by_type in enumerate(slots_by_daytype.values()):
        for column, day_type in enumerate(DAY_TYPES):
            for slot in by_type.get(day_type, ()):
                if not 1 <= slot <= slots:
                    raise SlotsNotCovered(day_type=day_type.value, slot=slot)
                masks[row, column, slot - 1] = True
                counted[column, slot - 1] += 1
    wrong = np.argwhere(counted != 1)
    if len(wrong):
        column, slot = (int(each) for each in wrong[0])
        raise SlotsNotCovered(day_type=DAY_TYPES[column].value, slot=slot + 1)
    return masks


def sum_channels(
    values: NDArray[np.int32] | NDArray[np.int64],
    slots_by_daytype: SlotsByDayType,
    days: NDArray[np.datetime64],
    holidays: Collection[date],
) -> dict[str, NDArray[np.int64]]:
    """Return the sum of each time-of-use channel over the days, in the scale of the values.

    ``values`` has shape (..., days, slots): one point is (days, slots) and gives a number of shape ();
    a whole run is (points, days, slots) and gives (points,). Integers throughout, so sums are exact.

    :raises SlotsNotCovered: unless the channels cover each slot of each day type exactly once.
    """
    masks = channel_masks(slots_by_daytype, values.shape[-1])
    types = day_types(days, holidays)
    sums = {}
    for row, name in enumerate(slots_by_daytype):
        counted = masks[row][types]  # (days, slots)
        sums[name] = np.asarray(np.sum(values, axis=(-2, -1), dtype=np.int64, where=counted))
    return sums


def daily_totals(values: NDArray[np.int32] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return totals (..., days) of values (..., days, slots), in their scale."""
    return np.asarray(np.sum(values, axis=-1, dtype=np.int64))


def monthly_totals(
    values: NDArray[np.int32] | NDArray[np.int64], days: NDArray[np.datetime64]
) -> tuple[NDArray[np.datetime64], NDArray[np.int64]]:
    """Return the calendar months (m,) that the days touch, ascending, and their totals (m,).

    ``values`` has shape (days, slots); totals stay in the scale of the values.
    """
    months, index = np.unique(days.astype("datetime64[M]"), return_inverse=True)
    totals = np.zeros(len(months), dtype=np.int64)
    np.add.at(totals, index, daily_totals(values))
    return months, totals
