"""The usage notice (検針票・ご使用量のお知らせ) as HTML: usage first, then what it will cost."""

from __future__ import annotations

from html import escape

from minamoto.foundation.documents import blocks
from minamoto.foundation.documents.model import ServiceSection, UsageNoticeDocument
from minamoto.foundation.documents.wording import Wording, unit_text

_CHART_WIDTH_MM = 63
_CHART_HEIGHT_MM = 36


def notice_title(document: UsageNoticeDocument, words: Wording) -> str:
    """Return the form's heading, the utility's own where it has one."""
    if document.title is not None:
        return document.title
    return words.text("notice_title", services=words.services(each.service for each in document.sections))


def notice_page(document: UsageNoticeDocument, words: Wording, *, lines_on_first_page: bool) -> str:
    """Return the whole page; the breakdown moves to pages of its own when told so."""
    title = notice_title(document, words)
    content = (
        blocks.head(
            document.recipient, document.issuer, [(words.text("read_on"), words.day(document.read_on))], words
        )
        + blocks.title_row(title, words.month(document.billed_month), words)
        + f'<p class="greeting">{words.text("notice_greeting")}</p>'
        + _big(document, words)
        + blocks.keys([(words.text("customer_number"), document.customer_number), *_note(document, words)])
        + _columns(document, words, with_lines=lines_on_first_page)
        + (
            ""
            if lines_on_first_page
            else blocks.details(
                document.sections, words, f"{words.text('customer_number')}　{document.customer_number}"
            )
        )
    )
    return blocks.page(title=title, language=words.language, body_class="plain", content=content)


def _note(document: UsageNoticeDocument, words: Wording) -> list[tuple[str, str]]:
    return [(words.text("methods"), document.payment_note)] if document.payment_note else []


def _big(document: UsageNoticeDocument, words: Wording) -> str:
    usages = "".join(_usage_cell(each, words) for each in _metered(document))
    yen = "円" if words.language == "ja" else " yen"
    return (
        f'<table class="big"><tr>{usages}<td class="side">'
        f'<div class="label">{words.text("amount_planned")}</div>'
        f'<div class="figure">{document.total.amount:,}<span>{yen}</span></div>'
        f'<div class="sub">{words.text("tax_in")}</div></td></tr></table>'
    )


def _metered(document: UsageNoticeDocument) -> list[ServiceSection]:
    """Water and sewerage of one tap tell one usage; show those with a meter, or all when none has one."""
    return [each for each in document.sections if each.reading is not None] or list(document.sections)


def _usage_cell(each: ServiceSection, words: Wording) -> str:
    unit = escape(unit_text(each.unit))
    before = f"{words.quantity(each.year_ago_usage)} {unit}" if each.year_ago_usage is not None else "－"
    return (
        f'<td class="use"><div class="label">{escape(words.service(each.service))}{words.text("usage")}</div>'
        f'<div class="figure">{words.quantity(each.usage)}<span>{unit}</span></div>'
        f'<div class="sub">{words.text("year_ago")}　{before}</div></td>'
    )


def _columns(document: UsageNoticeDocument, words: Wording, *, with_lines: bool) -> str:
    left = blocks.sections(document.sections, words, with_lines=with_lines)
    if not with_lines:
        left += f'<p class="over">{words.text("breakdown_over")}</p>'
    notes = blocks.notes_box(document.message, document.notes, words)
    notes_right = with_lines and blocks.notes_go_right(document.sections)
    right = (
        blocks.chart_boxes(
            document.sections,
            words,
            width_mm=_CHART_WIDTH_MM,
            height_mm=_CHART_HEIGHT_MM,
            only_first=not with_lines,
        )
        + blocks.tax_box(document.tax_totals, words)
        + (notes if notes_right else "")
        + blocks.portal_box(document.portal_url, words)
    )
    left += "" if notes_right else notes
    return f'<table class="cols"><tr><td class="left">{left}</td><td class="right">{right}</td></tr></table>'
