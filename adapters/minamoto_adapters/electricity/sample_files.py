"""Writers of the operators' files, for the demonstration, tests and benches: what the parsers read.

Values are whole hundredths of a kWh. The zips are reproducible: the same values give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from minamoto_adapters.electricity.file_names import FileKind, FileName

_TOKYO_SENDER, _SAMPLE_RECEIVER = "00003", "99993"
_HEAD = '<?xml version="1.0" encoding="{encoding}"?>\n<SBD-MSG><JPMGRP><JPMGH><JPC03>0</JPC03></JPMGH><JPTRM>'
_TAIL = "</JPTRM></JPMGRP></SBD-MSG>\n"


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file ready to be delivered: its name and its zipped bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ConfirmedSample:
    """A point's month: ``values`` (days, 48) in hundredths of a kWh, from ``first_day`` on.

    ``quantity`` in hundredths; without it the sum of the values.
    """

    point_number: str
    usage_month: date
    first_day: date
    values: NDArray[np.int32]
    quantity: int | None = None
    sort_code: str = "1"
    provided: bool = True
    next_reading_on: date | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


def energy_text(value: int) -> str:
    """Write hundredths of a kWh as the operators do: ``0.5`` or ``12.34``."""
    sign, magnitude = ("-" if value < 0 else ""), abs(value)
    whole, part = divmod(magnitude, 100)
    return f"{sign}{whole}.{part // 10}" if part % 10 == 0 else f"{sign}{whole}.{part:02d}"


def zip_xml(*, name: str, xml: str, encoding: str = "UTF-8") -> bytes:
    """Return a reproducible zip of one XML text in an encoding."""
    buffer = io.BytesIO()
    member = zipfile.ZipInfo(name.replace(".zip", ".xml"), date_time=(2000, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, xml.encode(encoding), compresslevel=1)
    return buffer.getvalue()


def previous_day_file(
    *,
    day: date,
    point_numbers: Sequence[str],
    values: NDArray[np.int32],
    missing: NDArray[np.bool_] | None = None,
    revision: int = 0,
    section: int = 1,
    encoding: str = "UTF-8",
) -> SampleFile:
    """Write a W41120 file of values (points, 48)."""
    name = str(FileName(day, "0000", revision, section, FileKind.PREVIOUS_DAY_LOW))
    texts = _EnergyTexts()
    # What stands before a point's value is the same in all 48 slots, so it is written once.
    heads = [
        f"<JPMR00011><JP06400>{number}</JP06400><JP06121>M{number[-8:]}</JP06121><JP06122>"
        for number in point_numbers
    ]
    parts = [_HEAD.format(encoding=encoding), _header("0110"), f"<JP06116>{day:%Y%m%d}</JP06116><JPM00010>"]
    columns = values.T.tolist()
    gaps = None if missing is None else missing.T.tolist()
    for slot, column in enumerate(columns):
        parts.append(f"<JPMR00010><JP06219>{slot + 1:02d}</JP06219><JPM00011>")
        if gaps is None:
            parts += [f"{head}{texts[value]}" for head, value in zip(heads, column, strict=True)]
        else:
            parts += [
                f"{head}1</JP06122></JPMR00011>" if gap else f"{head}{texts[value]}"
                for head, value, gap in zip(heads, column, gaps[slot], strict=True)
            ]
        parts.append("</JPM00011></JPMR00010>")
    parts.append(f"</JPM00010>{_TAIL}")
    return SampleFile(name, zip_xml(name=name, xml="".join(parts), encoding=encoding))


def same_day_file(
    *, day: date, slot: int, point_numbers: Sequence[str], values: NDArray[np.int32], revision: int = 0
) -> SampleFile:
    """Write a W41110 file of one slot's values (points,)."""
    minutes = slot * 30
    name = str(
        FileName(day, f"{minutes // 60 % 24:02d}{minutes % 60:02d}", revision, 1, FileKind.SAME_DAY_LOW)
    )
    texts = _EnergyTexts()
    rows = "".join(
        f"<JPMR00010><JP06400>{number}</JP06400><JP06121>M{number[-8:]}</JP06121><JP06122>{texts[value]}"
        for number, value in zip(point_numbers, values.tolist(), strict=True)
    ).replace("JPMR00011", "JPMR00010")
    xml = (
        f"{_HEAD.format(encoding='UTF-8')}{_header('0111')}<JP06116>{day:%Y%m%d}</JP06116>"
        f"<JP06219>{slot:02d}</JP06219><JPM00010>{rows}</JPM00010>{_TAIL}"
    )
    return SampleFile(name, zip_xml(name=name, xml=xml))


def confirmed_file(
    *, day: date, samples: Sequence[ConfirmedSample], revision: int = 0, section: int = 1
) -> SampleFile:
    """Write a W51220 file dated ``day``."""
    name = str(FileName(day, "", revision, section, FileKind.CONFIRMED_LOW))
    slots = [f"<JPMR00014><JP06219>{slot:02d}</JP06219><JP06424>" for slot in range(1, 49)]
    texts = _SlotTexts()
    parts = [_HEAD.format(encoding="UTF-8"), _header("0220"), "<JPM00010>"]
    for sample in samples:
        parts.append(_point_fields(sample))
        days = np.datetime64(sample.first_day, "D") + np.arange(len(sample.values))
        for text, row in zip(np.datetime_as_string(days), sample.values.tolist(), strict=True):
            parts.append(f"<JPMR00013><JP06423>{str(text).replace('-', '')}</JP06423><JPM00014>")
            parts += [head + texts[value] for head, value in zip(slots, row, strict=True)]
            parts.append("</JPM00014></JPMR00013>")
        parts.append("</JPM00013></JPMR00010>")
    parts.append(f"</JPM00010>{_TAIL}")
    return SampleFile(name, zip_xml(name=name, xml="".join(parts)))


class _EnergyTexts(dict[int, str]):
    """A value's text with the tags around it, made once per value."""

    def __missing__(self, value: int) -> str:
        text = f"0</JP06122><JP06125>{energy_text(value)}</JP06125></JPMR00011>"
        self[value] = text
        return text


class _SlotTexts(dict[int, str]):
    """The same for the slots of a confirmed file: whole and own part are equal."""

    def __missing__(self, value: int) -> str:
        text = f"{energy_text(value)}</JP06424><JP06425>{energy_text(value)}</JP06425></JPMR00014>"
        self[value] = text
        return text


def _header(information_type: str) -> str:
    return (
        f"<JP00002>{information_type}</JP00002><JP06110>{_TOKYO_SENDER}</JP06110>"
        f"<JP06112>{_SAMPLE_RECEIVER}</JP06112>"
    )


def _point_fields(sample: ConfirmedSample) -> str:
    quantity = int(sample.values.sum(dtype=np.int64)) if sample.quantity is None else sample.quantity
    following = f"<JP06446>{sample.next_reading_on:%Y%m%d}</JP06446>" if sample.next_reading_on else ""
    extra = "".join(f"<{tag}>{text}</{tag}>" for tag, text in sample.attributes.items())
    return (
        f"<JPMR00010><JP06400>{sample.point_number}</JP06400><JP06401>{sample.usage_month:%Y%m}</JP06401>"
        f"<JP06404>{sample.sort_code}</JP06404><JP06405>{0 if sample.provided else 1}</JP06405>{extra}"
        f"<JP06426>{energy_text(quantity)}</JP06426><JP06427>{energy_text(quantity)}</JP06427>{following}"
        "<JPM00013>"
    )
