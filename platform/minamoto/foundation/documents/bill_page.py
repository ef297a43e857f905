"""The bill (請求書) as HTML: amount and date first, then why, then how to pay."""

from __future__ import annotations

from datetime import date

from minamoto.foundation.documents import blocks
from minamoto.foundation.documents.model import BillDocument, CardPayment, DirectDebit, PaymentSlip
from minamoto.foundation.documents.slip import payment_slip
from minamoto.foundation.documents.wording import Wording

_CHART_WIDTH_MM = 63
_CHART_HEIGHT_MM = 28


def bill_title(document: BillDocument, words: Wording) -> str:
    """Return the form's heading, the utility's own where it has one."""
    if document.title is not None:
        return document.title
    return words.text("bill_title", services=words.services(each.service for each in document.sections))


def bill_page(document: BillDocument, words: Wording, *, lines_on_first_page: bool) -> str:
    """Return the whole page; the breakdown moves to pages of its own when told so."""
    title = bill_title(document, words)
    paid_by_slip = isinstance(document.payment, PaymentSlip)
    slip = payment_slip(document, document.payment) if isinstance(document.payment, PaymentSlip) else ""
    main = (
        blocks.head(
            document.recipient,
            document.issuer,
            [(words.text("issued_on"), words.day(document.issued_on))],
            words,
        )
        + blocks.title_row(title, words.month(document.billed_month), words)
        + f'<p class="greeting">{words.text("greeting")}</p>'
        + _hero(document, words)
        + blocks.keys(
            [
                (words.text("customer_number"), document.customer_number),
                (words.text("invoice_number"), document.invoice_number),
                (words.text("payment"), _payment(document, words)),
            ]
        )
        + _columns(document, words, with_lines=lines_on_first_page)
    )
    content = (
        f'<div class="main">{main}</div>'
        + slip
        + (
            ""
            if lines_on_first_page
            else blocks.details(
                document.sections, words, f"{words.text('invoice_number')}　{document.invoice_number}"
            )
        )
    )
    return blocks.page(
        title=title, language=words.language, body_class="slip" if paid_by_slip else "plain", content=content
    )


def _hero(document: BillDocument, words: Wording) -> str:
    label, day = _due(document, words)
    western = words.western_day(day)
    yen = "円" if words.language == "ja" else " yen"
    return (
        f'<table class="hero"><tr><td class="sum"><div class="label">{words.text("amount_due")}</div>'
        f'<div class="figure">{document.total.amount:,}<span>{yen}</span> '
        f'<small>{words.text("tax_in")}</small></div></td><td class="due">'
        f'<div class="label">{label}</div><b>{words.due_day(day)}</b>'
        f"<small>{western}</small></td></tr></table>"
    )


def _due(document: BillDocument, words: Wording) -> tuple[str, date]:
    payment = document.payment
    if isinstance(payment, DirectDebit):
        return words.text("due_debit"), payment.debit_day
    if isinstance(payment, CardPayment):
        return words.text("due_card"), payment.charge_day
    return words.text("due_slip"), document.due_on


def _payment(document: BillDocument, words: Wording) -> str:
    payment = document.payment
    if isinstance(payment, DirectDebit):
        return words.text("pay_debit", account=payment.account)
    if isinstance(payment, CardPayment):
        return words.text("pay_card", card=payment.card)
    return words.text("pay_slip")


def _columns(document: BillDocument, words: Wording, *, with_lines: bool) -> str:
    left = blocks.sections(document.sections, words, with_lines=with_lines)
    if not with_lines:
        left += f'<p class="over">{words.text("breakdown_over")}</p>'
    notes = blocks.notes_box(document.message, document.notes, words)
    notes_right = with_lines and blocks.notes_go_right(document.sections)
    right = (
        blocks.tax_box(document.tax_totals, words)
        + blocks.chart_boxes(
            document.sections,
            words,
            width_mm=_CHART_WIDTH_MM,
            height_mm=_CHART_HEIGHT_MM,
            only_first=not with_lines,
        )
        + blocks.bullet_box(words.text("methods"), document.payment_methods)
        + (notes if notes_right else "")
        + blocks.portal_box(document.portal_url, words)
    )
    left += "" if notes_right else notes
    return f'<table class="cols"><tr><td class="left">{left}</td><td class="right">{right}</td></tr></table>'
