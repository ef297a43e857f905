"""Gathering slots of many points into columns: meters summed, gaps and double entries found."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from minamoto_adapters.electricity.faults import Fault, Faults
from minamoto_adapters.electricity.fields import MAX_VALUE, SLOTS

ABSENT = -1
"""Stands in a gathered value for "the file says that there is none"."""


@dataclass(slots=True)
class SlotGatherer:
    """Slots as they come, one series per point, day and meter; turned into columns at the end.

    ``points`` are keys of a row of the result (a point, or a point and a day); several meters of one key
    are summed slot by slot.
    """

    _rows: dict[object, int] = field(default_factory=dict)
    _series: dict[tuple[object, str], int] = field(default_factory=dict)
    _row_of_series: list[int] = field(default_factory=list)
    _at: list[int] = field(default_factory=list)
    _values: list[int] = field(default_factory=list)
    _subjects: list[str] = field(default_factory=list)

    def series(self, *, key: object, subject: str, meter: str) -> int:
        """Return the series of a meter, opened when it is new; ``subject`` names it when it is at fault."""
        series = self._series.get((key, meter))
        if series is None:
            row = self._rows.setdefault(key, len(self._rows))
            if row == len(self._subjects):
                self._subjects.append(subject)
            series = self._series[(key, meter)] = len(self._row_of_series)
            self._row_of_series.append(row)
        return series

    def put(self, series: int, slot: int, value: int) -> None:
        """Note one slot (1-based) of a series; ``value`` in hundredths of a kWh or ``ABSENT``."""
        self._at.append(series * SLOTS + slot - 1)
        self._values.append(value)

    def subject_of(self, series: int) -> str:
        """Return what a series is called when it is at fault."""
        return self._subjects[self._row_of_series[series]]

    def columns(self, faults: Faults) -> tuple[list[object], NDArray[np.int32], NDArray[np.bool_]]:
        """Return the keys (n), their values (n, 48) and missing masks (n, 48), all-missing rows left out.

        Slots given twice with different values, and sums beyond int32, are parked and count as missing.
        """
        series_count = len(self._row_of_series)
        at = np.array(self._at, dtype=np.int64)
        given = np.array(self._values, dtype=np.int64)
        wrong = self._conflicts(at, given, faults)
        flat = np.full(series_count * SLOTS, ABSENT, dtype=np.int64)
        touched = np.zeros(series_count * SLOTS, dtype=np.bool_)
        flat[at], touched[at] = given, True
        flat[wrong] = ABSENT
        values, seen = flat.reshape(-1, SLOTS), touched.reshape(-1, SLOTS)

        rows = np.array(self._row_of_series, dtype=np.int64)
        shape = (len(self._rows), SLOTS)
        summed = np.zeros(shape, dtype=np.int64)
        np.add.at(summed, rows, np.where(values >= 0, values, 0))
        present = np.zeros(shape, dtype=np.bool_)
        np.logical_or.at(present, rows, values >= 0)
        # One meter without a value makes the sum of all meters unknown.
        unknown = np.zeros(shape, dtype=np.bool_)
        np.logical_or.at(unknown, rows, seen & (values < 0))
        missing = ~present | unknown
        for row, slot in np.argwhere((summed > MAX_VALUE) & ~missing):
            subject = self._subjects[row]
            faults.park(Fault.TOO_LARGE, place=f"point[{subject}]/slot[{slot + 1}]", subject=subject)
            missing[row, slot] = True
        summed[missing] = 0
        keep = ~np.all(missing, axis=1)
        keys = [key for key, kept in zip(self._rows, keep.tolist(), strict=True) if kept]
        return keys, summed[keep].astype(np.int32), missing[keep]

    def _conflicts(
        self, at: NDArray[np.int64], given: NDArray[np.int64], faults: Faults
    ) -> NDArray[np.int64]:
        """Return the positions that were given twice with different values, and park them."""
        if len(at) == 0 or np.bincount(at).max() == 1:
            return np.empty(0, dtype=np.int64)
        order = np.lexsort((given, at))
        same_place = at[order][1:] == at[order][:-1]
        differs = given[order][1:] != given[order][:-1]
        wrong = np.unique(at[order][1:][same_place & differs])
        for position in wrong:
            series, slot = divmod(int(position), SLOTS)
            subject = self.subject_of(series)
            faults.park(Fault.DUPLICATE, place=f"point[{subject}]/slot[{slot + 1}]", subject=subject)
        return wrong
