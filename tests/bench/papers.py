"""Documents a second: the bill as A4 PDF, against WeasyPrint as its manual begins with it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from importlib.resources import files
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.figures import Figure, Sizes
from bench.machine import TESTS, answer, peak_memory_mb, read_task, run_child
from minamoto.foundation.documents.bill_page import bill_page
from minamoto.foundation.documents.model import (
    BillDocument,
    ChargeLine,
    Issuer,
    MonthUsage,
    PaymentSlip,
    Recipient,
    Service,
    ServiceSection,
    TaxTotal,
)
from minamoto.foundation.documents.render import PDF_VARIANT, render_bill
from minamoto.foundation.documents.wording import Wording
from minamoto.foundation.formats.gs1_128 import SlipPayload
from minamoto.kernel.periods import Period, add_months
from minamoto.kernel.yen import Yen

_FONT_PLACES = (
    TESTS.parent / "portal_frontend" / "fonts",
    TESTS.parent / "portal_frontend" / "node_modules" / "@expo-google-fonts",
)


def measure(sizes: Sizes) -> list[Figure]:
    """Print bills of different numbers and amounts both ways, each in a process of its own."""
    count = sizes.documents
    ours = run_child("bench.papers", {"documents": count, "plain": False})
    bare = run_child("bench.papers", {"documents": max(1, count // 3), "plain": True})
    return [
        Figure(
            "documents (A4 bill, chart, slip, bar code)",
            ours["rate"],
            "PDF/s",
            "plain WeasyPrint: fonts and style sheet anew for each",
            bare["rate"],
            f"{count} bills on one core, PDF/UA-1, peak {ours['peak_mb']} MiB against {bare['peak_mb']}",
        )
    ]


def print_all(count: int, *, plainly: bool) -> dict[str, float]:
    """Print some bills one way and tell how many came out a second; the first is before the clock starts."""
    fonts = font_folder()
    print_one = partial(plain, fonts=fonts) if plainly else partial(render_bill, font_dir=fonts)
    print_one(_document(0))
    rate = _rate(print_one, [_document(number) for number in range(1, count + 1)])
    return {"rate": rate, "peak_mb": peak_memory_mb()}


def plain(document: BillDocument, fonts: Path | None) -> bytes:
    """Render the same page as the manual of WeasyPrint shows first."""
    configuration = FontConfiguration()
    sheet = files("minamoto.foundation.documents").joinpath("forms.css").read_text("utf-8")
    style = CSS(string=_faces(fonts) + sheet, font_config=configuration)
    html = bill_page(document, Wording("ja"), lines_on_first_page=True)
    pdf: bytes = HTML(string=html).write_pdf(
        stylesheets=[style], font_config=configuration, pdf_variant=PDF_VARIANT
    )
    return pdf


def font_folder() -> Path | None:
    """Return where the forms' fonts are, or nothing when only the machine's own are there."""
    named = os.environ.get("MINAMOTO_FONT_DIR")
    for place in (Path(named),) if named else _FONT_PLACES:
        if next(place.glob("**/BIZUDPGothic_400Regular.ttf"), None) is not None:
            return place
    return None


def _faces(folder: Path | None) -> str:
    if folder is None:
        return ""
    names = (
        ("BIZ UDPGothic", 400, "BIZUDPGothic_400Regular.ttf"),
        ("BIZ UDPGothic", 700, "BIZUDPGothic_700Bold.ttf"),
        ("Noto Sans JP", 400, "NotoSansJP_400Regular.ttf"),
        ("Noto Sans JP", 700, "NotoSansJP_700Bold.ttf"),
    )
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight};'
        f' src: url("{next(folder.glob(f"**/{name}")).resolve().as_uri()}"); }}\n'
        for family, weight, name in names
    )


def _rate(print_one: Callable[[BillDocument], bytes], documents: list[BillDocument]) -> float:
    started = time.perf_counter()
    for document in documents:
        if not print_one(document).startswith(b"%PDF"):
            message = "what was printed is no PDF"
            raise RuntimeError(message)
    return len(documents) / (time.perf_counter() - started)


def _document(number: int) -> BillDocument:
    """A power bill of its own number, usage and amount, paid by slip."""
    usage = 200 + number % 300
    total = 5_000 + 31 * usage
    payload = SlipPayload(
        company="912345", free=f"{number:021d}", reissue=0, due_on=date(2026, 12, 11), revenue_stamp=False,
        amount=Yen(total),
    ).digits()  # fmt: skip
    section = ServiceSection(
        service=Service.ELECTRICITY,
        plan_name="従量電灯B",
        contract="30A",
        point_number=f"03{number:020d}",
        period=Period(date(2026, 10, 14), date(2026, 11, 13)),
        usage=Decimal(usage),
        unit="kWh",
        lines=(
            ChargeLine("基本料金", "30 A", "311.75", "935.25"),
            ChargeLine("電力量料金 第1段階", "120 kWh", "29.80", "3,576.00"),
            ChargeLine("電力量料金 第2段階", f"{usage - 120} kWh", "36.40", "2,912.00"),
            ChargeLine("燃料費調整額", f"{usage} kWh", "-6.88", "-1,376.00"),
            ChargeLine("再エネ発電賦課金", f"{usage} kWh", "4.18", "836"),
        ),
        subtotal=Yen(total),
        year_ago_usage=Decimal(usage + 7),
        history=tuple(
            MonthUsage(add_months(date(2025, 11, 1), month), Decimal(180 + (number * 37 + month * 53) % 250))
            for month in range(13)
        ),
    )
    return replace(_FORM, invoice_number=f"2026-{number:08d}", total=Yen(total), sections=(section,),
        tax_totals=(TaxTotal(Decimal(10), Yen(total), Yen(total * 10 // 110)),),
        payment=PaymentSlip(barcode_payload=payload, usable_until=date(2026, 12, 25)),
    )  # fmt: skip


_FORM = BillDocument(
    issuer=Issuer(
        name="みなもと電力株式会社", registration_number="T8000000000001", postcode="0000101",
        address=("東京都源市見本町一丁目2番3号",), phone="03-0000-0000",
    ),
    recipient=Recipient(name="源田 花子", postcode="0000101", address=("東京都見本区見本台3-3-3",)),
    customer_number="03-00123-45678",
    invoice_number="",
    billed_month=date(2026, 11, 1),
    issued_on=date(2026, 11, 16),
    due_on=date(2026, 12, 11),
    total=Yen(0),
    tax_totals=(),
    sections=(),
    payment=PaymentSlip(barcode_payload=None, usable_until=date(2026, 12, 25)),
    payment_methods=("コンビニエンスストアでお支払いいただけます。",),
    portal_url="https://portal.example.jp/b/mihon",
)  # fmt: skip


if __name__ == "__main__":
    task = read_task()
    answer(print_all(task["documents"], plainly=task["plain"]))
