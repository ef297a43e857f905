"""Faults of single records in the operators' files: stable codes, what staff read, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from minamoto.supply.readings.model import ParkedRecord
from minamoto_adapters.electricity.zipped_xml import TooManyFaults

MAX_FAULTS = 10_000


class Fault(StrEnum):
    """What may be wrong with one record."""

    MISSING_TAG = "missing-tag"
    REPEATED_TAG = "repeated-tag"
    POINT_NUMBER = "point-number-invalid"
    SLOT = "slot-out-of-range"
    NEGATIVE = "negative-usage"
    NOT_A_NUMBER = "usage-not-a-number"
    TOO_LARGE = "usage-too-large"
    DUPLICATE = "duplicate-record"
    DATE = "date-invalid"
    NOT_PROVIDED = "usage-not-provided"
    NO_PERIOD = "usage-period-unknown"
    DAYS_GAP = "usage-days-have-a-gap"
    SUM = "usage-does-not-add-up"


_TEXTS: dict[Fault, tuple[str, str]] = {
    Fault.MISSING_TAG: ("必要な項目がありません。", "A required item is missing."),
    Fault.REPEATED_TAG: ("同じ項目が2回あります。", "An item is given twice."),
    Fault.POINT_NUMBER: (
        "供給地点特定番号が22桁の正しい番号ではありません。",
        "The supply point number is not a valid number of 22 digits.",
    ),
    Fault.SLOT: ("時刻コードは1から48までです。", "The slot must lie between 1 and 48."),
    Fault.NEGATIVE: ("電力量が負の値です。", "The energy is negative."),
    Fault.NOT_A_NUMBER: (
        "電力量が小数第2位までの数値ではありません。",
        "The energy is not a number of at most two decimal places.",
    ),
    Fault.TOO_LARGE: ("電力量が大きすぎます。", "The energy is too large."),
    Fault.DUPLICATE: (
        "同じ地点・同じ時刻のデータが異なる値で重複しています。",
        "The same point and time is given twice with different values.",
    ),
    Fault.DATE: ("年月日が正しくありません。", "The date is not valid."),
    Fault.NOT_PROVIDED: (
        "使用量が未提供です(提供可否コード)。",
        "The operator marks the usage as not provided.",
    ),
    Fault.NO_PERIOD: (
        "日別のデータがなく、使用期間を特定できません。",
        "There are no daily values, so the period of use is unknown.",
    ),
    Fault.DAYS_GAP: ("使用期間の途中の日が抜けています。", "A day within the period is missing."),
    Fault.SUM: (
        "月間使用量と30分値の合計が一致しません。",
        "The monthly usage differs from the sum of its half hours.",
    ),
}


class FaultyRecord(ValueError):
    """A record cannot be used; it is to be parked."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        """Keep what is wrong; ``detail`` names a tag, never a value."""
        super().__init__(fault.value)
        self.fault = fault
        self.detail = detail


@dataclass(slots=True)
class Faults:
    """The parked records of one file, bounded."""

    file_name: str
    records: list[ParkedRecord] = field(default_factory=list)

    def park(self, fault: Fault, *, place: str, subject: str | None, detail: str = "") -> None:
        """Note one record.

        :raises TooManyFaults: at the ten-thousandth.
        """
        if len(self.records) >= MAX_FAULTS:
            raise TooManyFaults(file_name=self.file_name, limit=MAX_FAULTS)
        ja, en = _TEXTS[fault]
        where = f"{place}/{detail}" if detail else place
        # What a stranger wrote is cut short: a subject is at most a little longer than a true number.
        self.records.append(ParkedRecord(fault.value, where, subject[:30] if subject else None, ja, en))
