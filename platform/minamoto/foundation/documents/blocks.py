"""The blocks that the bill and the usage notice are built from, as HTML; every value is escaped here."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import lru_cache
from html import escape

import segno

from minamoto.foundation.documents.chart import Canvas, daily_chart, monthly_chart
from minamoto.foundation.documents.model import (
    ChargeLine,
    Issuer,
    MeterReading,
    Recipient,
    ServiceSection,
    TaxTotal,
)
from minamoto.foundation.documents.wording import Wording, grouped_point_number, unit_text
from minamoto.foundation.formats.code128 import one_bit_png
from minamoto.foundation.formats.postcode import write_postcode

_LONG_NAME = 20
_QR_QUIET = 2
_QR_DOTS = 8
_MANY_LINES = 8
_DETAIL_CHART_MM = (110, 34)


def page(*, title: str, language: str, body_class: str, content: str) -> str:
    """Return a whole HTML page."""
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f'<title>{escape(title)}</title></head><body class="{body_class}">{content}</body></html>'
    )


def name_class(name: str) -> str:
    """Return the class that sets a long name smaller."""
    return "long" if len(name) > _LONG_NAME else "short"


def head(recipient: Recipient, issuer: Issuer, extra: Sequence[tuple[str, str]], words: Wording) -> str:
    """Return the address for the window envelope beside the issuer and dates (``extra``: label, value)."""
    to = "<br>".join(escape(line) for line in recipient.address)
    origin = "<br>".join(escape(line) for line in issuer.address)
    hours = f"（{escape(issuer.hours)}）" if issuer.hours else ""
    facts = "<br>".join(f"{escape(label)}　{escape(value)}" for label, value in extra)
    return (
        f'<table class="head"><tr><td class="to">〒{write_postcode(recipient.postcode)}<br>{to}'
        f'<b class="{name_class(recipient.name)}">{escape(recipient.name)}　{escape(recipient.honorific)}</b>'
        f'</td><td class="from"><b>{escape(issuer.name)}</b>〒{write_postcode(issuer.postcode)}　{origin}<br>'
        f"{words.text('registration')}　{escape(issuer.registration_number)}<br>"
        f"{words.text('phone')}　{escape(issuer.phone)}{hours}<br>{facts}</td></tr></table>"
    )


def title_row(title: str, month: str, words: Wording) -> str:
    """Return the form's heading with the month it is for."""
    return (
        f'<table class="title"><tr><td><h1>{escape(title)}</h1></td>'
        f'<td class="month">{escape(words.text("month", month=month))}</td></tr></table>'
    )


def keys(pairs: Sequence[tuple[str, str]]) -> str:
    """Return a row of small labels over values."""
    cells = "".join(f"<td><small>{escape(label)}</small>{escape(value)}</td>" for label, value in pairs)
    return f'<table class="keys"><tr>{cells}</tr></table>'


def sections(every: Sequence[ServiceSection], words: Wording, *, with_lines: bool) -> str:
    """Return each service's facts, and its breakdown unless that stands on another page."""
    parts = []
    for place, each in enumerate(every):
        shared = place > 0 and _same_place(each, every[place - 1])
        facts = section_facts(each, words, short=shared)
        lines = lines_table(each, words, headings=not shared) if with_lines else ""
        parts.append(f'<div class="service">{section_heading(each, words)}{facts}{lines}</div>')
    return "".join(parts)


def details(every: Sequence[ServiceSection], words: Wording, number: str) -> str:
    """Return pages of their own, headed with the paper's number: every breakdown, and the charts left over.

    The first page keeps the first service's chart of months; the others stand here under their service.
    """
    parts = []
    for place, each in enumerate(every):
        size = _DETAIL_CHART_MM
        months = month_chart(each, words, width_mm=size[0], height_mm=size[1]) if place else ""
        charts = months + day_chart(each, words, width_mm=size[0], height_mm=size[1])
        lines = lines_table(each, words)
        parts.append(f'<div class="service">{section_heading(each, words)}{lines}</div>{charts}')
    return (
        f'<div class="details"><table class="top"><tr><td><h2 class="page">{words.text("breakdown")}</h2>'
        f'</td><td class="num">{escape(number)}</td></tr></table>{"".join(parts)}</div>'
    )


def _same_place(one: ServiceSection, other: ServiceSection) -> bool:
    """Tell whether two services of one tap would print the same facts, as water and sewerage do."""
    return one.reading is None and (one.point_number, one.period) == (other.point_number, other.period)


def section_heading(each: ServiceSection, words: Wording) -> str:
    """Return the bar with the service, the plan and the size contracted."""
    detail = escape(f"{each.plan_name}　{each.contract}".strip())
    return f"<h2>{escape(words.service(each.service))}<span>{detail}</span></h2>"


def section_facts(each: ServiceSection, words: Wording, *, short: bool = False) -> str:
    """Return period, numbers, readings and usage of one service; ``short`` leaves what stands above."""
    unit = unit_text(each.unit)
    days = words.text("days", days=str(each.period.days))
    usage = f'<span class="strong">{words.quantity(each.usage)} {escape(unit)}</span>'
    before = "－" if each.year_ago_usage is None else f"{words.quantity(each.year_ago_usage)} {escape(unit)}"
    following = "－" if each.next_reading_day is None else words.day(each.next_reading_day)
    number = escape(grouped_point_number(each.service, each.point_number))
    usages = _pair((words.text("usage"), usage), (words.text("year_ago"), before))
    if short:
        return _facts([usages])
    rows = [
        _wide(words.text("period"), f"{words.period(each.period)}（{days}）"),
        _wide(words.point_label(each.service), number),
        *_readings(each.reading, words),
        usages,
        _pair(
            (words.text("next_reading"), following),
            (words.text("meter"), escape(each.reading.meter_number or "－") if each.reading else "－"),
        ),
    ]
    return _facts(rows)


def _facts(rows: Sequence[str]) -> str:
    columns = '<colgroup><col class="k"><col><col class="k"><col></colgroup>'
    return f'<table class="facts">{columns}{"".join(rows)}</table>'


def _readings(reading: MeterReading | None, words: Wording) -> list[str]:
    if reading is None:
        return []
    mark = f" <small>{words.text('estimated')}</small>" if reading.estimated else ""
    return [
        _pair(
            (words.text("present"), f"{escape(reading.present)}{mark}"),
            (words.text("previous"), escape(reading.previous)),
        )
    ]


def _wide(label: str, value: str) -> str:
    return f'<tr><th>{escape(label)}</th><td colspan="3">{value}</td></tr>'


def _pair(left: tuple[str, str], right: tuple[str, str]) -> str:
    cells = "".join(f"<th>{escape(label)}</th><td>{value}</td>" for label, value in (left, right))
    return f"<tr>{cells}</tr>"


def lines_table(each: ServiceSection, words: Wording, *, headings: bool = True) -> str:
    """Return the breakdown of one service with its subtotal."""
    rows = "".join(_line(line, words) for line in each.lines)
    subtotal = words.text("subtotal", service=words.service(each.service))
    titles = [
        words.text(key) if headings else "" for key in ("breakdown", "quantity", "unit_price", "line_amount")
    ]
    bare = "" if headings else " bare"
    head = "".join(
        f'<th class="{kind}{bare}">{title}</th>'
        for kind, title in zip(("l", "num q", "num u", "num a"), titles, strict=True)
    )
    return (
        f'<table class="lines"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>'
        f'<tfoot><tr><td colspan="3">{escape(subtotal)}</td>'
        f'<td class="num">{each.subtotal.amount:,}</td></tr></tfoot></table>'
    )


def _line(line: ChargeLine, words: Wording) -> str:
    mark = words.text("reduced_mark") if line.reduced else ""
    return (
        f"<tr><td>{escape(unit_text(line.label))}{mark}</td>"
        f'<td class="num">{escape(unit_text(line.quantity))}</td>'
        f'<td class="num">{escape(line.unit_price)}</td><td class="num">{escape(line.amount)}</td></tr>'
    )


def box(heading: str, content: str) -> str:
    """Return a headed block of the right column, or nothing without content."""
    return f'<div class="box"><h3>{escape(heading)}</h3>{content}</div>' if content else ""


def tax_box(totals: Sequence[TaxTotal], words: Wording) -> str:
    """Return the totals per rate that make the paper a qualified invoice (消費税法 57条の4)."""
    rows = "".join(tax_rows(totals, words))
    note = f"<small>{words.text('reduced_note')}</small>" if any(each.reduced for each in totals) else ""
    return box(words.text("tax_heading"), f'<table class="tax">{rows}</table>{note}')


def tax_rows(totals: Sequence[TaxTotal], words: Wording) -> list[str]:
    """Return two table rows for each rate: the total with tax and the tax inside it."""
    return [row for each in totals for row in _rate_rows(each, words)]


def _rate_rows(each: TaxTotal, words: Wording) -> tuple[str, str]:
    mark = words.text("reduced_mark") if each.reduced else ""
    label = words.text("tax_total", rate=f"{each.rate_percent.normalize():f}") + mark
    inside = words.text("tax_inside")
    return (
        f'<tr><td>{label}</td><td class="num">{words.money(each.total)}</td></tr>',
        f'<tr class="inside"><td>{inside}</td><td class="num">{words.money(each.tax)}</td></tr>',
    )


def chart_boxes(
    every: Sequence[ServiceSection], words: Wording, *, width_mm: int, height_mm: int, only_first: bool
) -> str:
    """Return each service's charts of months and days; ``only_first`` keeps one where space is short."""
    if only_first:
        return month_chart(every[0], words, width_mm=width_mm, height_mm=height_mm)
    return "".join(
        month_chart(each, words, width_mm=width_mm, height_mm=height_mm)
        + day_chart(each, words, width_mm=width_mm, height_mm=height_mm)
        for each in every
    )


def month_chart(each: ServiceSection, words: Wording, *, width_mm: int, height_mm: int) -> str:
    """Return the chart of thirteen months with its legend, or nothing without data."""
    if not each.history:
        return ""
    canvas = Canvas(width_mm, height_mm, _alternative(each, words))
    legend = "".join(
        f'<i class="{kind}"></i>{words.text(f"legend_{kind}")}' for kind in ("now", "before", "other")
    )
    heading = words.text("history", service=words.service(each.service), unit=unit_text(each.unit))
    chart = monthly_chart(each.history, canvas, japanese=words.language == "ja")
    return box(heading, f'{chart}<div class="legend">{legend}</div>')


def day_chart(each: ServiceSection, words: Wording, *, width_mm: int, height_mm: int) -> str:
    """Return the chart of the period's days, or nothing without data."""
    if not each.daily:
        return ""
    canvas = Canvas(width_mm, height_mm, _alternative(each, words))
    heading = words.text("daily", service=words.service(each.service), unit=unit_text(each.unit))
    return box(heading, daily_chart(each.daily, canvas))


def _alternative(each: ServiceSection, words: Wording) -> str:
    unit = unit_text(each.unit)
    before = words.text("no_data") if each.year_ago_usage is None else f"{each.year_ago_usage:,f}{unit}"
    return words.text(
        "chart_alt",
        service=words.service(each.service),
        now=words.quantity(each.usage),
        unit=unit,
        before=before,
    )


def bullet_box(heading: str, sentences: Sequence[str]) -> str:
    """Return sentences as a headed list, or nothing."""
    return box(
        heading,
        f"<ul>{''.join(f'<li>・{escape(each)}</li>' for each in sentences)}</ul>" if sentences else "",
    )


def notes_box(message: str, notes: Sequence[str], words: Wording) -> str:
    """Return the utility's message and its notes under one heading, or nothing."""
    text = f"<p>{escape(message)}</p>" if message else ""
    listed = f"<ul>{''.join(f'<li>・{escape(each)}</li>' for each in notes)}</ul>" if notes else ""
    return box(words.text("notes"), text + listed)


def notes_go_right(every: Sequence[ServiceSection]) -> bool:
    """Tell whether the breakdown is so long that the notes had better stand in the other column."""
    return sum(len(each.lines) for each in every) > _MANY_LINES


def portal_box(url: str | None, words: Wording) -> str:
    """Return the QR code of the portal with its invitation, or nothing."""
    if url is None:
        return ""
    invitation = escape(words.text("portal")).replace("\n", "<br>")
    return (
        f'<table class="box qr"><tr><td class="code"><img alt="{escape(url)}" src="{_qr_picture(url)}"></td>'
        f"<td>{invitation}</td></tr></table>"
    )


@lru_cache(maxsize=64)
def _qr_picture(url: str) -> str:
    matrix = segno.make(url, error="m", mask=2, boost_error=False, micro=False).matrix_iter(border=_QR_QUIET)
    return data_url(one_bit_png(_enlarged([[0 if bit else 1 for bit in row] for row in matrix])))


def _enlarged(rows: list[list[int]]) -> list[list[int]]:
    """Viewers that smooth pictures then smooth only the edges."""
    return [[bit for bit in row for _ in range(_QR_DOTS)] for row in rows for _ in range(_QR_DOTS)]


def data_url(png: bytes) -> str:
    """Return a picture as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
