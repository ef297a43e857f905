"""The portal's addresses, relative to ``/{tenant}/api/mypage``."""

from __future__ import annotations

import re
from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.params import HeaderParameter, JSONBody, QueryParameter

from minamoto.faces.mypage import queries
from minamoto.faces.mypage.ports import BillPayments
from minamoto.faces.mypage.rules import IdempotencyKeyMissing, ReturnPathElsewhere
from minamoto.faces.mypage.schemas import (
    MypageCustomers,
    MypageHome,
    PaymentRequest,
    PaymentStarted,
    PaymentView,
)
from minamoto.faces.presentation.model import BillDetail, BillPage, UsageSeries, Viewer
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
from minamoto.faces.presentation.queries.bill_details import bill_detail
from minamoto.faces.presentation.queries.tables import usage_table
from minamoto.faces.presentation.queries.usage import UsageQuestion, usage_series
from minamoto.foundation.identity.model import Actor
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.kernel.errors import Language
from minamoto.kernel.identifiers import OpaqueIds
from minamoto.kernel.moments import Clock, today

CustomerQuery = Annotated[
    str | None, QueryParameter(name="customer", description="A customer id.", max_length=40)
]

KeyHeader = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        required=True,
        description="8 to 100 letters, digits, - or _. The same key again is the same payment.",
    ),
]

_READ = {"permission": "mypage.read"}
_PAY = {"permission": "mypage.pay", "transaction": "none"}
_KEY = re.compile(r"[A-Za-z0-9_-]{8,100}")


def pdf_answer(content: bytes, file_name: str) -> Response[bytes]:
    """Return a PDF to be shown in the browser."""
    return Response(
        content=content,
        media_type="application/pdf",
        headers={"content-disposition": f'inline; filename="{file_name}"'},
    )


class HomeController(Controller):
    """The first screen and the customer numbers of the login."""

    tags = ("home",)

    @get(
        "/home",
        operation_id="mypage_home",
        opt=_READ,
        summary="The three answers of the first screen",
        response_description="How much so far, what is owed, and what is wrong.",
    )
    async def home(
        self,
        actor: Actor,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        customer: CustomerQuery = None,
    ) -> MypageHome:
        """Return the first screen for one customer number."""
        viewer = Viewer(opaque, language, today(clock))
        return await queries.home(viewer, actor.customer_ids, customer=customer, now=clock.now())

    @get(
        "/customers",
        operation_id="mypage_customers",
        opt=_READ,
        summary="The customer numbers of the login",
        response_description="Every customer number that the login may see, open ones first.",
    )
    async def customers(
        self, actor: Actor, opaque: OpaqueIds, clock: Clock, language: Language
    ) -> MypageCustomers:
        """Return the customer numbers of the login."""
        return await queries.customers(Viewer(opaque, language, today(clock)), actor.customer_ids)


class UsageController(Controller):
    """Usage over time, as a series and as a table."""

    tags = ("usage",)

    @get(
        "/usage",
        operation_id="mypage_usage",
        opt=_READ,
        summary="Usage by half hour, hour, day, month or year",
        response_description="Usage with the year before beside it and the bands of the plan.",
    )
    async def usage(
        self,
        actor: Actor,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        customer: CustomerQuery = None,
        service: ServiceQuery = None,
        grain: GrainQuery = None,
        from_: StartQuery = None,
        to: EndQuery = None,
    ) -> UsageSeries:
        """Return usage over time for one customer number."""
        viewer = Viewer(opaque, language, today(clock))
        chosen = await queries.chosen_customer(viewer, actor.customer_ids, customer)
        return await usage_series(
            viewer, customer_id=chosen, question=UsageQuestion(service, grain, from_, to)
        )

    @get(
        "/usage.csv",
        operation_id="mypage_usage_csv",
        opt=_READ,
        summary="The same usage as a CSV file",
        media_type="text/csv",
        response_description="A UTF-8 file with a byte order mark, as spreadsheets like it.",
    )
    async def usage_csv(
        self,
        actor: Actor,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        customer: CustomerQuery = None,
        service: ServiceQuery = None,
        grain: GrainQuery = None,
        from_: StartQuery = None,
        to: EndQuery = None,
    ) -> Response[bytes]:
        """Return usage over time as a file."""
        viewer = Viewer(opaque, language, today(clock))
        chosen = await queries.chosen_customer(viewer, actor.customer_ids, customer)
        series = await usage_series(
            viewer, customer_id=chosen, question=UsageQuestion(service, grain, from_, to)
        )
        return Response(
            content=usage_table(viewer, series),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": f'attachment; filename="usage-{series.period.start}.csv"'},
        )


class BillController(Controller):
    """Bills, their documents and their payment."""

    tags = ("bills",)

    @get(
        "/bills",
        operation_id="mypage_bills",
        opt=_READ,
        summary="Bills, newest first",
        response_description="One page of bills of one customer number or of all of the login.",
    )
    async def bills(
        self,
        actor: Actor,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        customer: CustomerQuery = None,
        cursor: CursorQuery = None,
        limit: LimitQuery = 50,
    ) -> BillPage:
        """Return one page of bills."""
        viewer = Viewer(opaque, language, today(clock))
        return await bill_queries.bill_page(
            viewer,
            customer_ids=queries.customer_of(viewer, actor.customer_ids, customer),
            cursor=cursor,
            limit=limit,
        )

    @get(
        "/bills/{bill_id:str}",
        operation_id="mypage_bill",
        opt=_READ,
        summary="One bill that explains itself",
        response_description="The bill with its lines, steps, taxes, change and payments.",
    )
    async def bill(
        self,
        bill_id: IdInPath,
        tenant: TenantContext,
        actor: Actor,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
    ) -> BillDetail:
        """Return one bill."""
        viewer = Viewer(opaque, language, today(clock))
        invoice = await queries.own_invoice(viewer, actor.customer_ids, bill_id)
        return await bill_detail(viewer, invoice, issuer_name=tenant.legal_name)

    @get(
        "/bills/{bill_id:str}/pdf",
        operation_id="mypage_bill_pdf",
        opt=_READ,
        summary="The bill as a PDF",
        media_type="application/pdf",
        response_description="The bill (請求書) as A4.",
    )
    async def bill_pdf(
        self,
        bill_id: IdInPath,
        actor: Actor,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        bill_documents: BillDocuments,
    ) -> Response[bytes]:
        """Return the bill as a PDF."""
        viewer = Viewer(opaque, language, today(clock))
        invoice = await queries.own_invoice(viewer, actor.customer_ids, bill_id)
        content = await bill_documents.bill_pdf(invoice_id=invoice.id, language=language, now=clock.now())
        return pdf_answer(content, f"bill-{bill_queries.bill_number(invoice)}.pdf")

    @get(
        "/bills/{bill_id:str}/usage-notice-pdf",
        operation_id="mypage_usage_notice_pdf",
        opt=_READ,
        summary="The usage notice as a PDF",
        media_type="application/pdf",
        response_description="The usage notice (使用量のお知らせ) as A4.",
    )
    async def usage_notice_pdf(
        self,
        bill_id: IdInPath,
        actor: Actor,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        bill_documents: BillDocuments,
    ) -> Response[bytes]:
        """Return the usage notice as a PDF."""
        viewer = Viewer(opaque, language, today(clock))
        invoice = await queries.own_invoice(viewer, actor.customer_ids, bill_id)
        content = await bill_documents.usage_notice_pdf(
            invoice_id=invoice.id, language=language, now=clock.now()
        )
        return pdf_answer(content, f"usage-{bill_queries.bill_number(invoice)}.pdf")

    @post(
        "/bills/{bill_id:str}/payments",
        operation_id="mypage_pay_bill",
        opt=_PAY,
        summary="Begin to pay a bill",
        status_code=201,
        response_description="Where the browser goes to pay. The same Idempotency-Key is the same payment.",
    )
    async def pay(
        self,
        bill_id: IdInPath,
        data: JSONBody[PaymentRequest],
        tenant: TenantContext,
        actor: Actor,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        bill_payments: BillPayments,
        request_key: KeyHeader = None,
    ) -> PaymentStarted:
        """Begin to pay the open amount of one bill."""
        if request_key is None or not _KEY.fullmatch(request_key):
            raise IdempotencyKeyMissing
        if not data.return_path.startswith(f"/{tenant.slug}/"):
            raise ReturnPathElsewhere(pointer="/return_path")
        viewer = Viewer(opaque, language, today(clock))
        async with tenant_transaction(tenant_id=tenant.tenant_id):
            invoice = await queries.own_invoice(viewer, actor.customer_ids, bill_id)
        started = await bill_payments.start(
            tenant_id=tenant.tenant_id,
            invoice_id=invoice.id,
            method=data.method,
            return_path=lambda attempt: f"{data.return_path}?payment={opaque.write('pay', attempt)}",
            idempotency_key=f"{actor.id}:{request_key}",
            now=clock.now(),
        )
        return PaymentStarted(
            payment_id=opaque.write("pay", started.attempt_id),
            state=queries.payment_state(started.state),
            redirect_url=started.redirect_url,
        )

    @get(
        "/payments/{payment_id:str}",
        operation_id="mypage_payment",
        opt=_READ,
        summary="How a payment stands",
        response_description="The payment and its state; ask again while it is started or pending.",
    )
    async def payment(
        self, payment_id: IdInPath, actor: Actor, opaque: OpaqueIds, clock: Clock, language: Language
    ) -> PaymentView:
        """Return how a payment stands."""
        return await queries.payment(Viewer(opaque, language, today(clock)), actor.customer_ids, payment_id)


ROUTES: tuple[type[Controller], ...] = (HomeController, UsageController, BillController)
