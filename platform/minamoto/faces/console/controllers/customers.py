"""Addresses of the search, the customer page and bills."""

from __future__ import annotations

from litestar import Controller, Response, get, post
from litestar.params import JSONBody

from minamoto.faces.console.queries import customers as queries
from minamoto.faces.console.queries import search as searching
from minamoto.faces.console.schemas import (
    ConsoleBill,
    ConsoleCustomer,
    CustomerHits,
    CustomerSearch,
    LedgerPage,
    ReceiptPage,
)
from minamoto.faces.presentation.model import BillPage, UsageSeries, Viewer
from minamoto.faces.presentation.parameters import (
    CursorQuery,
    EndQuery,
    GrainQuery,
    IdInPath,
    LimitQuery,
    ServiceQuery,
    StartQuery,
)
from minamoto.faces.presentation.ports import BillDocuments
from minamoto.faces.presentation.queries import bills as bill_queries
from minamoto.faces.presentation.queries.usage import UsageQuestion, usage_series
from minamoto.foundation.audit import operations as audit
from minamoto.foundation.identity.model import Actor
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.kernel.errors import Language
from minamoto.kernel.identifiers import OpaqueIds
from minamoto.kernel.moments import Clock, today


class CustomerController(Controller):
    """The one search box, and the page of a customer number."""

    tags = ("customers",)

    @post(
        "/search",
        operation_id="console_search",
        opt={"permission": "customers.read"},
        summary="Search by number, name, kana, telephone, address, meter or bill",
        description="A read by POST: names and telephone numbers stay out of addresses and logs.",
        status_code=200,
        response_description="One page of customer numbers and what they were found by.",
    )
    async def search(
        self, data: JSONBody[CustomerSearch], opaque: OpaqueIds, clock: Clock, language: Language
    ) -> CustomerHits:
        """Return the customer numbers that a text could mean."""
        return await searching.search(Viewer(opaque, language, today(clock)), data)

    @get(
        "/customers/{customer_id:str}",
        operation_id="console_customer",
        opt={"permission": "customers.read"},
        summary="The customer page",
        response_description="Header, roles, contracts, service points with meters and readings.",
    )
    async def customer(
        self, customer_id: IdInPath, actor: Actor, opaque: OpaqueIds, clock: Clock, language: Language
    ) -> ConsoleCustomer:
        """Return the page of one customer number; that it was read goes to the trail (アクセスログ)."""
        viewer = Viewer(opaque, language, today(clock))
        customer = await queries.find_customer(viewer, customer_id)
        await audit.record(
            at=clock.now(),
            actor_kind="staff",
            actor_id=actor.id,
            act="customer-read",
            subject_kind="customer",
            subject_id=customer.id,
        )
        return await queries.customer_page(viewer, customer)

    @get(
        "/customers/{customer_id:str}/usage",
        operation_id="console_customer_usage",
        opt={"permission": "usage.read"},
        summary="Usage of a customer number",
        response_description="Usage with the year before beside it and the bands of the plan.",
    )
    async def usage(
        self,
        customer_id: IdInPath,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        service: ServiceQuery = None,
        grain: GrainQuery = None,
        from_: StartQuery = None,
        to: EndQuery = None,
    ) -> UsageSeries:
        """Return usage over time."""
        viewer = Viewer(opaque, language, today(clock))
        customer = await queries.find_customer(viewer, customer_id)
        return await usage_series(
            viewer, customer_id=customer.id, question=UsageQuestion(service, grain, from_, to)
        )

    @get(
        "/customers/{customer_id:str}/bills",
        operation_id="console_customer_bills",
        opt={"permission": "bills.read"},
        summary="Bills of a customer number",
        response_description="One page of bills, newest first.",
    )
    async def bills(
        self,
        customer_id: IdInPath,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        cursor: CursorQuery = None,
        limit: LimitQuery = 50,
    ) -> BillPage:
        """Return one page of bills."""
        viewer = Viewer(opaque, language, today(clock))
        customer = await queries.find_customer(viewer, customer_id)
        return await bill_queries.bill_page(viewer, customer_ids=[customer.id], cursor=cursor, limit=limit)

    @get(
        "/customers/{customer_id:str}/receipts",
        operation_id="console_customer_receipts",
        opt={"permission": "receipts.read"},
        summary="Receipts of a customer number",
        response_description="One page of receipts, newest first.",
    )
    async def receipts(
        self,
        customer_id: IdInPath,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        cursor: CursorQuery = None,
        limit: LimitQuery = 50,
    ) -> ReceiptPage:
        """Return one page of receipts."""
        viewer = Viewer(opaque, language, today(clock))
        customer = await queries.find_customer(viewer, customer_id)
        return await queries.receipt_page(viewer, customer, cursor=cursor, limit=limit)

    @get(
        "/customers/{customer_id:str}/ledger",
        operation_id="console_customer_ledger",
        opt={"permission": "ledger.read"},
        summary="The ledger of a customer number",
        response_description="One page of postings, newest first, with the running balance.",
    )
    async def ledger(
        self,
        customer_id: IdInPath,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        cursor: CursorQuery = None,
        limit: LimitQuery = 50,
    ) -> LedgerPage:
        """Return one page of postings."""
        viewer = Viewer(opaque, language, today(clock))
        customer = await queries.find_customer(viewer, customer_id)
        return await queries.ledger_page(viewer, customer, cursor=cursor, limit=limit)


class BillController(Controller):
    """One bill with its working and documents."""

    tags = ("bills",)

    @get(
        "/bills/{bill_id:str}",
        operation_id="console_bill",
        opt={"permission": "bills.read"},
        summary="One bill with where its figures came from",
        response_description="What the customer sees, and the tariff version and run behind it.",
    )
    async def bill(
        self, bill_id: IdInPath, tenant: TenantContext, opaque: OpaqueIds, clock: Clock, language: Language
    ) -> ConsoleBill:
        """Return one bill."""
        viewer = Viewer(opaque, language, today(clock))
        return await queries.console_bill(viewer, bill_id, issuer_name=tenant.legal_name)

    @get(
        "/bills/{bill_id:str}/pdf",
        operation_id="console_bill_pdf",
        opt={"permission": "bills.read"},
        summary="The bill as a PDF",
        media_type="application/pdf",
        response_description="The bill (請求書) as A4.",
    )
    async def bill_pdf(
        self,
        bill_id: IdInPath,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        bill_documents: BillDocuments,
    ) -> Response[bytes]:
        """Return the bill as a PDF."""
        invoice = await bill_queries.find_invoice(Viewer(opaque, language, today(clock)), bill_id)
        content = await bill_documents.bill_pdf(invoice_id=invoice.id, language=language, now=clock.now())
        return _pdf(content, f"bill-{bill_queries.bill_number(invoice)}.pdf")

    @get(
        "/bills/{bill_id:str}/usage-notice-pdf",
        operation_id="console_usage_notice_pdf",
        opt={"permission": "bills.read"},
        summary="The usage notice as a PDF",
        media_type="application/pdf",
        response_description="The usage notice (使用量のお知らせ) as A4.",
    )
    async def usage_notice_pdf(
        self,
        bill_id: IdInPath,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        bill_documents: BillDocuments,
    ) -> Response[bytes]:
        """Return the usage notice as a PDF."""
        invoice = await bill_queries.find_invoice(Viewer(opaque, language, today(clock)), bill_id)
        content = await bill_documents.usage_notice_pdf(
            invoice_id=invoice.id, language=language, now=clock.now()
        )
        return _pdf(content, f"usage-{bill_queries.bill_number(invoice)}.pdf")


def _pdf(content: bytes, file_name: str) -> Response[bytes]:
    return Response(
        content=content,
        media_type="application/pdf",
        headers={"content-disposition": f'inline; filename="{file_name}"'},
    )
