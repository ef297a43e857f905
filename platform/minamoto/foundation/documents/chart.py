"""Usage charts as SVG: a bar per month or day, this period and the same month of last year set apart.

Pure drawing in whole tenths of a millimetre; quantities are exact decimals throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from html import escape

from minamoto.foundation.documents.model import DayUsage, MonthUsage
from minamoto.kernel.eras import era_year

ACCENT = "#0017c1"
OTHER = "#7f8cb0"
INK = "#1a1a1c"
MUTED = "#545458"
RULE = "#949494"

_FONT = '"BIZ UDPGothic","Noto Sans JP","IPAexGothic",sans-serif'
_LABEL = 19  # tenths of a millimetre, about 5.4 pt
_SMALL = 17
_HALF_A_LABEL = 32
_LONGEST_AT_FULL_SIZE = 4
_TOP = 28  # room for a value above the highest bar
_FOOT = 48  # room for months and years below the axis
_DAY_FOOT = 26
_DAYS_BETWEEN_LABELS = 5


@dataclass(frozen=True, slots=True)
class Canvas:
    """A chart's size in millimetres and what it says to those who cannot see it."""

    width_mm: int
    height_mm: int
    alternative: str


def monthly_chart(history: Sequence[MonthUsage], canvas: Canvas, *, japanese: bool) -> str:
    """Return bars for the months given, the oldest first; the last is now, the first a year ago.

    A missing month leaves a gap with a dash; an estimated one carries 認 (in English e) after its figure.
    """
    width, height = canvas.width_mm * 10, canvas.height_mm * 10
    floor, scale = height - _FOOT, _ceiling([each.usage for each in history])
    pitch = width // max(len(history), 1)
    longest = max((len(_figure(each.usage)) for each in history), default=1)
    size = _LABEL if longest <= _LONGEST_AT_FULL_SIZE else _SMALL
    parts = [_axis(width, floor)]
    for place, each in enumerate(history):
        middle = pitch * place + pitch // 2
        parts += [
            _month_bar(each, middle, pitch, floor, scale, _role(place, len(history))),
            _text(middle, floor + 22, _month_label(each.month, japanese=japanese), _LABEL, INK),
        ]
        bar = _bar_height(each.usage, floor, scale)
        mark = ("認" if japanese else "e") if each.estimated else ""
        bold = place in (0, len(history) - 1)
        parts.append(_text(middle, floor - bar - 6, _figure(each.usage) + mark, size, INK, bold=bold))
        if place == 0 or each.month.year != history[place - 1].month.year:
            at = _inside(middle, width)
            parts.append(_text(at, floor + 44, _year_label(each.month, japanese=japanese), _SMALL, MUTED))
    return _svg(width, height, canvas, parts)


def daily_chart(days: Sequence[DayUsage], canvas: Canvas) -> str:
    """Return bars for the days given in order, a label on every fifth and on the first of a month."""
    width, height = canvas.width_mm * 10, canvas.height_mm * 10
    floor, scale = height - _DAY_FOOT, _ceiling([each.usage for each in days])
    parts = [_axis(width, floor)]
    count = max(len(days), 1)
    for place, each in enumerate(days):
        left, right = width * place // count, width * (place + 1) // count
        bar = _bar_height(each.usage, floor, scale)
        gap = max((right - left) // 6, 1)
        parts.append(_rect(left + gap, floor - bar, right - left - 2 * gap, bar, f'fill="{OTHER}"'))
        if place % _DAYS_BETWEEN_LABELS == 0:
            middle = _inside((left + right) // 2, width)
            parts.append(_text(middle, floor + 20, f"{each.day.month}/{each.day.day}", _SMALL, INK))
    highest = max((each.usage for each in days if each.usage is not None), default=None)
    if highest is not None:
        place = next(place for place, each in enumerate(days) if each.usage == highest)
        middle = _inside((width * place // count + width * (place + 1) // count) // 2, width)
        parts.append(
            _text(middle, floor - _bar_height(highest, floor, scale) - 6, _figure(highest), _LABEL, INK)
        )
    return _svg(width, height, canvas, parts)


def _inside(middle: int, width: int) -> int:
    """Move a label inwards so that the picture's edge does not cut it."""
    return min(max(middle, _HALF_A_LABEL), width - _HALF_A_LABEL)


def _role(place: int, count: int) -> str:
    if place == count - 1:
        return f'fill="{ACCENT}"'
    if place == 0:
        return f'fill="#ffffff" stroke="{ACCENT}" stroke-width="4"'
    return f'fill="{OTHER}"'


def _month_bar(each: MonthUsage, middle: int, pitch: int, floor: int, scale: Decimal, paint: str) -> str:
    bar = _bar_height(each.usage, floor, scale)
    thick = min(pitch * 6 // 10, 60)
    return _rect(middle - thick // 2, floor - bar, thick, bar, paint)


def _bar_height(usage: Decimal | None, floor: int, scale: Decimal) -> int:
    if usage is None or usage <= 0:
        return 0
    return max(int(usage * (floor - _TOP) / scale), 2)


def _ceiling(usages: Sequence[Decimal | None]) -> Decimal:
    return max((each for each in usages if each is not None and each > 0), default=Decimal(1))


def _figure(usage: Decimal | None) -> str:
    if usage is None:
        return "–"
    if usage >= 100:  # noqa: PLR2004 - three digits fill a bar's width; the fact is printed whole elsewhere
        return f"{usage.quantize(Decimal(1), ROUND_HALF_UP):,f}"
    return f"{usage.normalize():f}"


def _month_label(month: date, *, japanese: bool) -> str:
    return f"{month.month}月" if japanese else f"{month:%b}"


def _year_label(month: date, *, japanese: bool) -> str:
    if not japanese:
        return str(month.year)
    era, year = era_year(month)
    return f"{era.name}{'元' if year == 1 else year}年"


def _axis(width: int, floor: int) -> str:
    return f'<path d="M0 {floor}h{width}" stroke="{RULE}" stroke-width="2" fill="none"/>'


def _rect(x: int, y: int, width: int, height: int, paint: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {paint}/>' if height else ""


def _text(x: int, y: int, text: str, size: int, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}"{weight}>{escape(text)}</text>'


def _svg(width: int, height: int, canvas: Canvas, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{canvas.width_mm}mm" '
        f'height="{canvas.height_mm}mm" role="img" aria-label="{escape(canvas.alternative)}" '
        f"font-family='{_FONT}' text-anchor=\"middle\"><title>{escape(canvas.alternative)}</title>"
        f"{''.join(parts)}</svg>"
    )
