"""The partners' addresses, relative to ``/{tenant}/api/partners/v1``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.params import MultipartBody, PathParameter

from minamoto.faces.partners import queries
from minamoto.faces.partners.schemas import PartnerBillPage, PartnerFile, PartnerUsage
from minamoto.faces.presentation.model import Viewer
from minamoto.faces.presentation.parameters import (
    CursorQuery,
    EndQuery,
    GrainQuery,
    IdInPath,
    LimitQuery,
    ServiceQuery,
    StartQuery,
)
from minamoto.faces.presentation.queries.usage import UsageQuestion
from minamoto.foundation.exchange import operations as exchange
from minamoto.foundation.exchange.model import MAX_CONTENT_BYTES
from minamoto.foundation.identity.model import Actor
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.kernel.errors import Language
from minamoto.kernel.identifiers import OpaqueIds
from minamoto.kernel.moments import Clock, today

CustomerNumberInPath = Annotated[str, PathParameter(description="A customer number.", max_length=40)]


@dataclass
class ReadingsUpload:
    """A file of readings."""

    kind: str
    file: UploadFile


class PartnerCustomerController(Controller):
    """Bills and usage of a customer number."""

    path = "/customers/{number:str}"
    tags = ("customers",)

    @get(
        "/bills",
        operation_id="partners_bills",
        opt={"permission": "scope:bills:read"},
        summary="Bills of a customer number, newest first",
        response_description="One page of bills with their lines.",
    )
    async def bills(
        self,
        number: CustomerNumberInPath,
        tenant: TenantContext,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        cursor: CursorQuery = None,
        limit: LimitQuery = 50,
    ) -> PartnerBillPage:
        """Return one page of bills."""
        return await queries.bills(
            Viewer(opaque, language, today(clock)),
            await queries.find_customer(number),
            cursor=cursor,
            limit=limit,
            issuer_name=tenant.legal_name,
        )

    @get(
        "/usage",
        operation_id="partners_usage",
        opt={"permission": "scope:usage:read"},
        summary="Usage of a customer number",
        response_description="Usage over time.",
    )
    async def usage(
        self,
        number: CustomerNumberInPath,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        service: ServiceQuery = None,
        grain: GrainQuery = None,
        from_: StartQuery = None,
        to: EndQuery = None,
    ) -> PartnerUsage:
        """Return usage over time."""
        customer = await queries.find_customer(number)
        viewer = Viewer(opaque, language, today(clock))
        return await queries.usage(viewer, customer, UsageQuestion(service, grain, from_, to))


class ReadingsFileController(Controller):
    """Files of readings."""

    path = "/readings-files"
    tags = ("readings",)

    @post(
        operation_id="partners_upload_readings",
        opt={"permission": "scope:readings:write", "idempotent": True},
        summary="Hand over a file of readings",
        status_code=202,
        request_max_body_size=MAX_CONTENT_BYTES,
        response_description="The file, received. The same content again is answered as a duplicate.",
    )
    async def upload(
        self,
        data: MultipartBody[ReadingsUpload],
        actor: Actor,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
    ) -> PartnerFile:
        """Take a file into the inbox and ask for it to be handled."""
        received = await exchange.receive(
            channel=queries.partner_channel(actor.id),
            kind=data.kind,
            file_name=data.file.filename,
            content=await data.file.read(),
            now=clock.now(),
        )
        viewer = Viewer(opaque, language, today(clock))
        return await queries.file(
            viewer, received.message_id, client_id=actor.id, duplicate=not received.is_new
        )

    @get(
        "/{file_id:str}",
        operation_id="partners_readings_file",
        opt={"permission": "scope:readings:write"},
        summary="What became of a file",
        response_description="The file and its state.",
    )
    async def file(
        self, file_id: IdInPath, actor: Actor, opaque: OpaqueIds, clock: Clock, language: Language
    ) -> PartnerFile:
        """Return what became of a file that this partner handed over."""
        viewer = Viewer(opaque, language, today(clock))
        return await queries.file(viewer, opaque.read("msg", file_id), client_id=actor.id)


ROUTES: tuple[type[Controller], ...] = (PartnerCustomerController, ReadingsFileController)
