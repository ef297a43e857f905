"""Bills are printed once and stay as printed; what a till reads is what the slip says."""

from __future__ import annotations

import asyncio
import io
from typing import Literal

import pypdfium2
import pytest
import zxingcpp

from integration.bill_documents.conftest import Bill
from journeys.month import Utility
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from minamoto.journeys.bill_documents.operations import BillDocuments
from minamoto.kernel.errors import NotFound
from minamoto.money.billing.queries import Invoice
from testkit.tenants import TestTenant

DOCUMENTS = BillDocuments(font_dir=None)
BY_SLIP = "1000001"  # 13 mm, paid by slip


async def print_bill(utility: Utility, invoice: Invoice, language: Literal["ja", "en"] = "ja") -> bytes:
    async with tenant_transaction(tenant_id=utility.tenant_id):
        return await DOCUMENTS.bill_pdf(invoice_id=invoice.id, language=language, now=utility.clock.now())


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def barcodes_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        pictures = [page.render(scale=300 / 72).to_pil() for page in document]
    finally:
        document.close()
    return [
        str(code.text)
        for picture in pictures
        for code in zxingcpp.read_barcodes(picture)
        if "128" in str(code.format)
    ]


async def slips(utility: Utility) -> list[tuple[str, int]]:
    async with tenant_transaction(tenant_id=utility.tenant_id):
        return [
            (row["payload"], row["amount_yen"])
            for row in await connection().fetch("select payload, amount_yen from payment_slips")
        ]


async def test_the_bar_code_read_from_the_paper_is_the_slips_own(water: Utility, bill: Bill) -> None:
    invoice = await bill(BY_SLIP, 40)

    pdf = await print_bill(water, invoice)

    ((payload, amount),) = await slips(water)
    (read,) = barcodes_of(pdf)
    assert "".join(each for each in read if each.isdigit()) == payload
    assert amount == invoice.amount_yen
    assert payload[:8] == "91901202"
    assert payload[8:14] == f"{water.tenant_id:06d}"
    assert int(payload[-7:-1]) == amount
    assert payload[-8] == "0"  # public money bears no revenue stamp
    text = text_of(pdf)
    assert f"{invoice.amount_yen:,}" in text
    assert "T5000000000202" in text
    assert "令和8年" in text


async def test_a_bill_is_issued_once_and_returned_as_issued(water: Utility, bill: Bill) -> None:
    invoice = await bill(BY_SLIP, 40)

    first = await print_bill(water, invoice)
    async with tenant_transaction(tenant_id=water.tenant_id):
        await connection().execute("update tenants set display_name = '改名局', legal_name = '改名局'")
    second = await print_bill(water, invoice)

    assert second == first
    async with tenant_transaction(tenant_id=water.tenant_id):
        assert await connection().fetchval("select count(*) from documents") == 1


async def test_two_requests_at_once_print_it_once(water: Utility, bill: Bill) -> None:
    invoice = await bill(BY_SLIP, 40)

    copies = await asyncio.gather(
        print_bill(water, invoice), print_bill(water, invoice, "en"), print_bill(water, invoice)
    )

    assert copies[0] == copies[2] != copies[1]
    assert len(await slips(water)) == 1
    async with tenant_transaction(tenant_id=water.tenant_id):
        assert await connection().fetchval("select count(*) from documents") == 2


async def test_above_300_000_yen_there_is_no_store_bar_code(water: Utility, bill: Bill) -> None:
    invoice = await bill(BY_SLIP, 1500)
    assert invoice.amount_yen > 300_000

    pdf = await print_bill(water, invoice)

    assert await slips(water) == []
    assert barcodes_of(pdf) == []
    assert "コンビニエンスストアではお取り扱いできません" in text_of(pdf).replace("\r\n", "")


async def test_a_bill_paid_before_it_is_printed_asks_for_nothing(water: Utility, bill: Bill) -> None:
    invoice = await bill(BY_SLIP, 40)
    assert await water.pay(invoice)

    pdf = await print_bill(water, invoice)

    assert barcodes_of(pdf) == []
    assert await slips(water) == []
    assert "お支払い済みです" in text_of(pdf)


async def test_a_payer_by_direct_debit_gets_no_slip(water: Utility, bill: Bill) -> None:
    invoice = await bill("1000002", 59)

    pdf = await print_bill(water, invoice)

    assert barcodes_of(pdf) == []
    text = text_of(pdf)
    assert "16,100" in text  # Tokyo's own example: water 9,038 and sewer 7,062 yen
    assert "9,038" in text
    assert "7,062" in text


async def test_a_usage_notice_says_what_was_used_and_is_kept_too(water: Utility, bill: Bill) -> None:
    invoice = await bill(BY_SLIP, 40)

    async with tenant_transaction(tenant_id=water.tenant_id):
        first = await DOCUMENTS.usage_notice_pdf(invoice_id=invoice.id, language="ja", now=water.clock.now())
        second = await DOCUMENTS.usage_notice_pdf(invoice_id=invoice.id, language="ja", now=water.clock.now())

    assert first == second
    assert barcodes_of(first) == []
    text = text_of(first)
    assert f"{invoice.amount_yen:,}" in text
    assert "40" in text


async def test_another_tenants_invoice_is_not_found(
    water: Utility, bill: Bill, other_tenant: TestTenant
) -> None:
    invoice = await bill(BY_SLIP, 40)

    async with tenant_transaction(tenant_id=other_tenant.tenant_id):
        for issue in (DOCUMENTS.bill_pdf, DOCUMENTS.usage_notice_pdf):
            with pytest.raises(NotFound):
                await issue(invoice_id=invoice.id, language="ja", now=water.clock.now())
