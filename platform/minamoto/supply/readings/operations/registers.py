"""Recording register values (指針) and the usage that follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from minamoto.foundation.storage import bulk, ids
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import InvalidInput
from minamoto.supply.readings import rules
from minamoto.supply.readings.model import (
    DialReading,
    InstalledMeter,
    ParkedRecord,
    RegisterReading,
    RegisterReadingBatch,
    StoredReadings,
    UsageSource,
)
from minamoto.supply.readings.operations.usages import NewUsage, write_usages
from minamoto.supply.readings.queries.points import installations_of
from minamoto.supply.readings.queries.registers import readings_around

_IN_WHOLE_UNITS = frozenset({"water", "gas"})
"""Services that bill whole cubic metres and leave the rest on the dial."""

_LOCK = 52  # of advisory locks: register readings


class MeterUnknown(InvalidInput):
    """No meter with this serial, or at this point, hung there on that day."""

    code = "unknown-meter"
    ja = "検針日に取り付けられているメーターが見つかりません。登録後に再処理してください。"
    en = "No such meter was installed on the reading day. Register it, then replay."


class MeterAmbiguous(InvalidInput):
    """Several meters hang side by side at the point, so no single register tells its usage."""

    code = "meter-ambiguous"
    ja = "この地点には検針日に複数のメーターが取り付けられています。取付の登録を確認してください。"
    en = "Several meters hang at this point on the reading day; check their installations."


class ReadingTaken(InvalidInput):
    """The register is reported unread although a value of that day is recorded."""

    code = "reading-taken-already"
    ja = "同じ日の指針がすでに登録されているため、未検針として登録できません。"
    en = "A value of that day is recorded, so the register cannot be reported unread."


class RegisterTooFine(InvalidInput):
    """A value has more decimal places than the dial."""

    code = "register-too-fine"
    ja = "指針の小数の桁数がメーターと異なります。"
    en = "The register value has more decimal places than the dial."


@dataclass(slots=True)
class _Point:
    """One service point while a batch is recorded: its meters, its readings, and what is new."""

    id: int
    service: str
    meters: list[InstalledMeter]
    readings: list[DialReading] = field(default_factory=list)
    since: date = date.max
    touched: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the batch that found its meter."""

    row: RegisterReading
    meter: InstalledMeter
    value: int | None


@dataclass(slots=True)
class _Recording:
    """What becomes of a batch."""

    new: list[tuple[DialReading, _Line, int | None]] = field(default_factory=list)
    unchanged: int = 0
    parked: list[ParkedRecord] = field(default_factory=list)

    def park(self, error: InvalidInput, row: RegisterReading) -> None:
        """Note a row that could not be recorded."""
        subject = row.meter_serial or row.point_number
        texts = error.message("ja"), error.message("en")
        self.parked.append(ParkedRecord(error.code, row.place, subject, *texts))


async def record_register_readings(
    *, batch: RegisterReadingBatch, now: datetime, source_message_id: int | None = None
) -> StoredReadings:
    """Record register values and work out the usage they bound, late and out-of-order ones included.

    Another value for the same meter, day and kind is a correction: a new row that names the old one. A row
    is parked when its meter is unknown or its value cannot be (usage below zero, more digits than the dial).
    An unread register is recorded with its reason and bounds no usage.
    """
    recording = _Recording()
    # One tenant's readings are recorded one file at a time, so that each sees the one before.
    await connection().execute("select pg_advisory_xact_lock($1, $2)", tenant_id(), _LOCK)
    for service in sorted({row.service for row in batch.rows}):
        rows = [row for row in batch.rows if row.service == service]
        await _record_service(service, rows, recording, now, source_message_id)
    replaced = sum(1 for _, _, corrects in recording.new if corrects is not None)
    return StoredReadings(
        stored=len(recording.new) - replaced,
        replaced=replaced,
        unchanged=recording.unchanged,
        parked=tuple(recording.parked),
    )


async def _record_service(
    service: str,
    rows: Sequence[RegisterReading],
    recording: _Recording,
    now: datetime,
    source_message_id: int | None,
) -> None:
    meters = await installations_of(
        service=service,
        serials=[row.meter_serial for row in rows if row.meter_serial],
        point_numbers=[row.point_number for row in rows if row.point_number],
    )
    lines = _find_meters(rows, meters, recording)
    points = await _load_points(service, lines, meters)
    numbers = iter(await ids.next_ids(len(lines)))
    fresh: list[tuple[DialReading, _Line, int | None]] = []
    for line in sorted(lines, key=lambda each: each.row.read_on):
        point = points[line.meter.service_point_id]
        try:
            added = _add(point, line, next(numbers))
        except InvalidInput as error:
            recording.park(error, line.row)
            continue
        if added is None:
            recording.unchanged += 1
        else:
            fresh.append(added)
    await _insert(fresh, now, source_message_id)
    recording.new += fresh
    usages = [usage for point in points.values() if point.touched for usage in _usages(point)]
    await write_usages(usages=usages, now=now)


def _find_meters(
    rows: Sequence[RegisterReading], meters: Sequence[InstalledMeter], recording: _Recording
) -> list[_Line]:
    by_serial: dict[str, list[InstalledMeter]] = {}
    by_number: dict[str, list[InstalledMeter]] = {}
    for meter in meters:
        by_serial.setdefault(meter.serial, []).append(meter)
        by_number.setdefault(meter.point_number, []).append(meter)
    lines = []
    for row in rows:
        if row.meter_serial:
            candidates = by_serial.get(row.meter_serial, [])
            if row.point_number:
                candidates = [each for each in candidates if each.point_number == row.point_number]
        else:
            candidates = by_number.get(row.point_number or "", [])
        try:
            meter = _meter_of(row, candidates, by_number)
            lines.append(_Line(row, meter, _value(row, meter)))
        except InvalidInput as error:
            recording.park(error, row)
    return lines


def _meter_of(
    row: RegisterReading,
    candidates: Sequence[InstalledMeter],
    by_number: Mapping[str, Sequence[InstalledMeter]],
) -> InstalledMeter:
    """Return the meter that was read: the one that hung there, or the one taken down that very day.

    :raises MeterUnknown: when there is none.
    :raises MeterAmbiguous: when several hang side by side at its point.
    """
    hanging = [each for each in candidates if _hangs(each, row.read_on)]
    if not hanging:
        # On the day of an exchange only the new meter is read; the old one's last value is its removal's.
        hanging = [
            each
            for each in candidates
            if each.removed_on == row.read_on
            and not any(_hangs(other, row.read_on) for other in by_number[each.point_number])
        ]
    if not hanging:
        raise MeterUnknown
    beside = [each for each in by_number[hanging[0].point_number] if _hangs(each, row.read_on)]
    if len(hanging) > 1 or len(beside) > 1:
        raise MeterAmbiguous
    return hanging[0]


def _hangs(meter: InstalledMeter, day: date) -> bool:
    return meter.installed_on <= day and (meter.removed_on is None or day < meter.removed_on)


def _value(row: RegisterReading, meter: InstalledMeter) -> int | None:
    if row.value is None:
        return None
    if row.scale > meter.scale:
        raise RegisterTooFine
    value = row.value * 10 ** (meter.scale - row.scale)
    if value >= 10 ** (meter.digits + meter.scale):
        raise rules.RegisterTooLong(digits=meter.digits)
    return int(value)


async def _load_points(
    service: str, lines: Sequence[_Line], meters: Sequence[InstalledMeter]
) -> dict[int, _Point]:
    points: dict[int, _Point] = {}
    since: dict[int, date] = {}
    for line in lines:
        number = line.meter.service_point_id
        points.setdefault(number, _Point(number, service, []))
        since[number] = min(since.get(number, line.row.read_on), line.row.read_on)
    for meter in meters:
        if meter.service_point_id in points:
            points[meter.service_point_id].meters.append(meter)
    for number, readings in (await readings_around(since=since)).items():
        points[number].readings = readings
        points[number].since = since[number]
    return points


def _add(point: _Point, line: _Line, number: int) -> tuple[DialReading, _Line, int | None] | None:
    """Add a reading to its point, or return nothing when it says what is known.

    :raises InvalidInput: when the usage before or after it would be impossible.
    """
    row = line.row
    reason = row.unread_reason.value if row.unread_reason else None
    reading = DialReading(number, line.meter.id, row.read_on, line.value, row.kind, reason)
    place = (reading.installation_id, reading.read_on, reading.kind)
    known = [each for each in point.readings if (each.installation_id, each.read_on, each.kind) == place]
    if any((each.value, each.reason) == (reading.value, reading.reason) for each in known):
        return None
    if reading.value is None and any(each.value is not None for each in known):
        raise ReadingTaken
    others = [each for each in point.readings if each not in known]
    if reading.value is not None:
        chain = rules.in_order([*others, reading])
        at = chain.index(reading)
        for position in (at, at + 1):
            if position < len(chain):
                _usage_at(point, chain, position)
    point.readings = [*others, reading]
    point.touched = True
    return reading, line, known[-1].id if known else None


def _usage_at(point: _Point, chain: Sequence[DialReading], position: int) -> rules.DialUsage | None:
    return rules.usage_up_to(
        reading=chain[position],
        previous=chain[position - 1] if position else None,
        meters=point.meters,
        in_whole_units=point.service in _IN_WHOLE_UNITS,
    )


def _usages(point: _Point) -> list[NewUsage]:
    """Return every usage that the point's readings bound, from the first one loaded on."""
    chain = rules.in_order(point.readings)
    # The reading before the first new one was loaded to count from: the usage up to it stands already.
    first = 1 if chain and chain[0].read_on < point.since else 0
    found = (_usage_at(point, chain, position) for position in range(first, len(chain)))
    return [
        NewUsage(
            service_point_id=point.id,
            period=usage.period,
            quantity=usage.quantity,
            scale=usage.scale,
            source=UsageSource.REGISTER,
            details={
                "kind": usage.reading.kind.value,
                "reading_id": usage.reading.id,
                "previous_reading_id": usage.previous.id if usage.previous else None,
                "meters": usage.meters,
            },
        )
        for usage in found
        if usage is not None
    ]


async def _insert(
    fresh: Sequence[tuple[DialReading, _Line, int | None]], now: datetime, source_message_id: int | None
) -> None:
    tenant = tenant_id()
    await bulk.insert_many(
        table="register_readings",
        columns=(
            "tenant_id", "id", "service_point_id", "installation_id", "read_on", "register_value", "scale",
            "kind", "reason_code", "note", "corrects_id", "source_message_id", "recorded_at",
        ),
        records=[
            (
                tenant, reading.id, line.meter.service_point_id, reading.installation_id, reading.read_on,
                reading.value, line.meter.scale, reading.kind.value, reading.reason, line.row.note,
                corrects, source_message_id, now,
            )
            for reading, line, corrects in fresh
        ],
    )  # fmt: skip
