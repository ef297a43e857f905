"""The payment slip (払込票) at the foot of a bill: three parts for the chain, the store and the customer."""

from __future__ import annotations

from html import escape

from minamoto.foundation.documents.blocks import data_url, name_class, tax_rows
from minamoto.foundation.documents.model import BillDocument, PaymentSlip
from minamoto.foundation.documents.wording import Wording
from minamoto.foundation.formats.code128 import barcode_png
from minamoto.foundation.formats.gs1_128 import human_readable


def payment_slip(document: BillDocument, slip: PaymentSlip) -> str:
    """Return the three parts under a cutting line, for the foot of the first page.

    Always in Japanese, whatever the bill's language: the clerks who take it read Japanese.

    :raises SlipPayloadMalformed: when the bar code's payload is not 44 digits.
    """
    words = Wording("ja")
    return (
        f'<div id="slip" lang="ja"><div class="cut"><span>✂　{words.text("cut_here")}</span></div><table><tr>'
        f'<td class="part center">{_center(document, slip, words)}</td>'
        f'<td class="part store">{_store(document, slip, words)}</td>'
        f'<td class="part customer">{_customer(document, slip, words)}</td></tr></table></div>'
    )


def _center(document: BillDocument, slip: PaymentSlip, words: Wording) -> str:
    rows = [
        _row(words.text("receiver"), escape(document.issuer.name)),
        _row(words.text("customer_number"), escape(document.customer_number)),
        _row(words.text("invoice_number"), escape(document.invoice_number)),
        _payer(document, words),
        _amount(document, words),
        _row(words.text("usable_until"), f"<b>{words.day(slip.usable_until)}</b>"),
    ]
    return (
        f"{_heading('slip', 'for_center', slip, words)}{_table(rows)}"
        f'<table class="marks"><tr><td class="bars">{_bars(slip, words)}</td>'
        f"<td>{_seal(words)}</td></tr></table>"
        f'<p class="rules">{words.text("slip_rules")}</p>'
    )


def _store(document: BillDocument, slip: PaymentSlip, words: Wording) -> str:
    rows = [
        _row(words.text("receiver"), escape(document.issuer.name)),
        _row(words.text("customer_number"), escape(document.customer_number)),
        _row(words.text("invoice_number"), escape(document.invoice_number)),
        _payer(document, words),
        _amount(document, words),
        _row(words.text("usable_until"), words.day(slip.usable_until)),
    ]
    heading = _heading("slip_copy", "for_store", slip, words)
    return f'{heading}{_table(rows)}<div class="marks">{_seal(words)}</div>'


def _customer(document: BillDocument, slip: PaymentSlip, words: Wording) -> str:
    month = words.text("month", month=words.month(document.billed_month))
    rows = [
        _row(words.text("receiver"), escape(document.issuer.name)),
        _row(words.text("registration"), escape(document.issuer.registration_number)),
        _row(words.text("customer_number"), escape(document.customer_number)),
        _payer(document, words),
        _row(words.text("billed_month"), escape(month)),
        _amount(document, words),
    ]
    stamp = f'<div class="revenue">{words.text("revenue_stamp")}</div>' if slip.revenue_stamp else ""
    taxes = f'<table class="tax">{"".join(tax_rows(document.tax_totals, words))}</table>'
    return (
        f"{_heading('receipt', 'for_customer', slip, words)}{_table(rows)}{taxes}"
        f'<table class="marks"><tr><td>{stamp}</td><td>{_seal(words)}</td></tr></table>'
        f'<p class="rules">{words.text("receipt_rules")}</p>'
    )


def _heading(key: str, holder: str, slip: PaymentSlip, words: Wording) -> str:
    name = words.text(f"{key}_public" if slip.public_money else key)
    return f"<h3>{name}<small>{words.text(holder)}</small></h3>"


def _bars(slip: PaymentSlip, words: Wording) -> str:
    if slip.barcode_payload is None:
        return f'<p class="rules">{words.text("no_barcode")}</p>'
    first, second = human_readable(slip.barcode_payload)
    picture = data_url(barcode_png(slip.barcode_payload, dots_per_module=4))
    return f'<img alt="{slip.barcode_payload}" src="{picture}"><p>{first}<br>{second}</p>'


def _table(rows: list[str]) -> str:
    return f'<table class="rows">{"".join(rows)}</table>'


def _row(label: str, value: str) -> str:
    return f"<tr><th>{escape(label)}</th><td>{value}</td></tr>"


def _payer(document: BillDocument, words: Wording) -> str:
    recipient = document.recipient
    name = f"{escape(recipient.name)}　{escape(recipient.honorific)}"
    return _row(words.text("payer"), f'<div class="name {name_class(recipient.name)}">{name}</div>')


def _amount(document: BillDocument, words: Wording) -> str:
    figure = f"¥{document.total.amount:,}"
    return f'<tr class="amount"><th>{words.text("amount")}</th><td>{figure}</td></tr>'


def _seal(words: Wording) -> str:
    return f'<div class="seal">{words.text("stamp_mark")}</div>'
