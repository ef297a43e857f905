"""Values of readings: kinds, stages, and the column batches that parsers hand over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from minamoto.kernel.periods import Period

MINUTES_PER_DAY = 1440
HALF_HOUR = 30
"""Minutes of one slot of the common case; slot 1 is 00:00-00:30 and belongs to the day it starts on."""


class Stage(IntEnum):
    """How settled an interval value is. Only confirmed values may be billed; a later stage wins."""

    SAME_DAY = 0  # 当日: about an hour after the slot
    PRELIMINARY = 1  # 速報: raw, with gaps
    FIRM = 2  # 確報: the next day or later, gaps filled
    CONFIRMED = 3  # 確定: at the monthly reading


class Channel(IntEnum):
    """Which way the commodity flows."""

    CONSUMPTION = 0
    FEED_IN = 1


class ReadingKind(StrEnum):
    """Why a register was read (検針区分)."""

    REGULAR = "regular"  # 定例
    VACANT = "vacant"  # 空検針: nobody is supplied there
    MOVE_IN = "move_in"  # 開始
    MOVE_OUT = "move_out"  # 中止・精算
    EXCHANGE = "exchange"  # 取替
    SPECIAL = "special"  # 随時・再検針
    ESTIMATE = "estimate"  # 認定


class EstimateReason(StrEnum):
    """Why a register could not be read, so that its usage has to be estimated (認定理由)."""

    ABSENT = "absent"  # 不在・施錠
    SNOW = "snow"  # 積雪
    OBSTRUCTED = "obstructed"  # 障害物
    DOG = "dog"  # 犬
    SUBMERGED = "submerged"  # 水没
    FOGGED = "fogged"  # 結露・汚損
    METER_FAULT = "meter_fault"  # メーター不良
    OTHER = "other"


class DayType(StrEnum):
    """Kinds of day that time-of-use plans tell apart. A holiday is a holiday whatever its weekday."""

    WEEKDAY = "weekday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"


DAY_TYPES: tuple[DayType, ...] = tuple(DayType)

SlotsByDayType = Mapping[str, Mapping[DayType, Collection[int]]]
"""Channel name -> day type -> the slots (1-based) that count toward the channel."""


class UsageSource(StrEnum):
    """What a billable usage was worked out from."""

    CONFIRMED = "confirmed"
    REGISTER = "register"
    ESTIMATE = "estimate"
    REPORTED = "reported"
    CERTIFIED = "certified"


@dataclass(frozen=True, slots=True)
class ParkedRecord:
    """One record of a file that could not be taken in, kept where staff see it.

    ``place`` says where it stands in the file (a line, a path of XML rows, or a point and slot) and, with the
    code, tells it from the others of the file; ``subject`` is the point
    number or meter serial it is about, when that could be read. The messages hold neither name nor address.
    """

    code: str
    place: str
    subject: str | None
    ja: str
    en: str


@dataclass(frozen=True, slots=True, eq=False)
class IntervalBatch:
    """Interval values of ``n`` rows; a row is one service point on one day.

    Shapes: ``point_numbers`` n; ``days`` datetime64[D] (n,); ``values`` int32 (n, slots), a value ``v``
    stands for ``v * 10**-scale`` kWh and is 0 where missing; ``missing`` and ``estimated`` bool (n, slots).

    :raises ValueError: when the shapes do not agree.
    """

    service: str
    point_numbers: tuple[str, ...]
    days: NDArray[np.datetime64]
    values: NDArray[np.int32]
    missing: NDArray[np.bool_]
    estimated: NDArray[np.bool_]
    stage: Stage
    revision: int
    scale: int
    interval_minutes: int = HALF_HOUR
    channel: Channel = Channel.CONSUMPTION

    def __post_init__(self) -> None:
        """Refuse columns of different lengths."""
        shape = (len(self.point_numbers), MINUTES_PER_DAY // self.interval_minutes)
        if self.days.shape != shape[:1] or any(
            each.shape != shape for each in (self.values, self.missing, self.estimated)
        ):
            message = f"the columns of an interval batch must all have shape {shape}"
            raise ValueError(message)

    def __len__(self) -> int:
        """Return the number of rows (point-days)."""
        return len(self.point_numbers)


@dataclass(frozen=True, slots=True)
class ConfirmedUsage:
    """Monthly confirmed usage of one service point as the transmission operator states it.

    ``quantity`` is at the batch's scale; ``usage_month`` is the first day of the month (対象年月).
    """

    point_number: str
    usage_month: date
    sort_code: str
    period: Period
    quantity: int
    next_reading_on: date | None
    attributes: Mapping[str, str] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmedUsageBatch:
    """Confirmed usages of one file revision; quantities at ``scale`` decimal places of a kWh."""

    service: str
    revision: int
    scale: int
    rows: tuple[ConfirmedUsage, ...]


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """One register value as read on the spot; meter serial or point number says where.

    ``value`` is scaled by ``10**scale``; it is missing when the register could not be read, and then
    ``unread_reason`` says why.
    """

    service: str
    meter_serial: str | None
    point_number: str | None
    read_on: date
    value: int | None
    scale: int
    kind: ReadingKind
    unread_reason: EstimateReason | None = None
    note: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class RegisterReadingBatch:
    """Register values of one file, in the order of the file."""

    rows: tuple[RegisterReading, ...]


@dataclass(frozen=True, slots=True)
class InstalledMeter:
    """A meter at a service point from ``installed_on`` up to but not including ``removed_on``.

    Values are scaled by ``10**scale``; the dial shows ``digits`` digits before the decimal point.
    """

    id: int
    service_point_id: int
    serial: str
    point_number: str
    installed_on: date
    removed_on: date | None
    initial_value: int
    removed_value: int | None
    digits: int
    scale: int


@dataclass(frozen=True, slots=True)
class DialReading:
    """A register value of an installed meter, in the meter's scale; none when it could not be read."""

    id: int
    installation_id: int
    read_on: date
    value: int | None
    kind: ReadingKind
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedReadings:
    """What a parser made of one file: the good records in batches, the rest parked."""

    intervals: tuple[IntervalBatch, ...] = ()
    confirmed: tuple[ConfirmedUsageBatch, ...] = ()
    registers: tuple[RegisterReadingBatch, ...] = ()
    parked: tuple[ParkedRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredReadings:
    """What became of a batch. Rows, not slots, are counted.

    ``stored`` were new, ``replaced`` superseded an older value, ``unchanged`` were known already,
    ``outdated`` came later than a newer revision and were left out; ``parked`` could not be stored.
    """

    stored: int = 0
    replaced: int = 0
    unchanged: int = 0
    outdated: int = 0
    parked: tuple[ParkedRecord, ...] = ()

    def __add__(self, other: StoredReadings) -> StoredReadings:
        """Add the counts of two batches and join what was parked."""
        return StoredReadings(
            stored=self.stored + other.stored,
            replaced=self.replaced + other.replaced,
            unchanged=self.unchanged + other.unchanged,
            outdated=self.outdated + other.outdated,
            parked=self.parked + other.parked,
        )
