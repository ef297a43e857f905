"""Addresses of the first screen, billing runs and jobs."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from litestar import Controller, get, post
from litestar.params import HeaderParameter, JSONBody, QueryParameter

from minamoto.faces.console.queries import work as queries
from minamoto.faces.console.schemas import (
    BillingRun,
    BillingRunPage,
    BillingRunRequest,
    ConsoleHome,
    Job,
    JobPage,
    JobState,
)
from minamoto.faces.presentation.model import Viewer
from minamoto.faces.presentation.parameters import (
    CursorQuery,
    IdInPath,
    LimitQuery,
)
from minamoto.foundation.identity.model import Actor
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.journeys.monthly_cycle import operations as monthly_cycle
from minamoto.kernel.errors import Language
from minamoto.kernel.identifiers import OpaqueIds
from minamoto.kernel.moments import Clock, today

KeyHeader = Annotated[str, HeaderParameter(name="Idempotency-Key", include_in_schema=False)]


class BillingRunController(Controller):
    """Billing runs: start one and watch it."""

    tags = ("billing",)

    @post(
        "/billing-runs",
        operation_id="console_start_billing_run",
        opt={"permission": "billing.run", "idempotent": True},
        summary="Start a billing run",
        status_code=202,
        response_description="The run, queued. The same Idempotency-Key is the same run.",
    )
    async def start(
        self,
        data: JSONBody[BillingRunRequest],
        tenant: TenantContext,
        actor: Actor,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        request_key: KeyHeader,
    ) -> BillingRun:
        """Start a billing run over the usage that ends in a month."""
        asked = await monthly_cycle.request_billing_run(
            posting_month=date.fromisoformat(f"{data.posting_month}-01"),
            services=tuple(data.services) or tenant.services,
            run_key=f"console-{actor.id}-{request_key}",
            requested_by=actor.id,
            today=today(clock),
            now=clock.now(),
        )
        return await queries.billing_run(
            Viewer(opaque, language, today(clock)), asked.job_id, now=clock.now()
        )

    @get(
        "/billing-runs",
        operation_id="console_billing_runs",
        opt={"permission": "billing.read"},
        summary="Billing runs, newest first",
        response_description="One page of runs.",
    )
    async def runs(
        self,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        cursor: CursorQuery = None,
        limit: LimitQuery = 50,
    ) -> BillingRunPage:
        """Return one page of runs."""
        viewer = Viewer(opaque, language, today(clock))
        return await queries.billing_run_page(viewer, cursor=cursor, limit=limit, now=clock.now())

    @get(
        "/billing-runs/{run_id:str}",
        operation_id="console_billing_run",
        opt={"permission": "billing.read"},
        summary="One billing run",
        response_description="The run with its progress, its result and what it held back.",
    )
    async def run(self, run_id: IdInPath, opaque: OpaqueIds, clock: Clock, language: Language) -> BillingRun:
        """Return one run."""
        viewer = Viewer(opaque, language, today(clock))
        return await queries.billing_run(viewer, opaque.read("run", run_id), now=clock.now())


class JobController(Controller):
    """The first screen, and long work of every kind."""

    tags = ("jobs",)

    @get(
        "/home",
        operation_id="console_home",
        opt={"permission": "console.home"},
        summary="The first screen of a working day",
        response_description="How much work waits in each queue, and what ran last.",
    )
    async def home(
        self, tenant: TenantContext, opaque: OpaqueIds, clock: Clock, language: Language
    ) -> ConsoleHome:
        """Return the first screen."""
        viewer = Viewer(opaque, language, today(clock))
        return await queries.home(viewer, services=tenant.services, now=clock.now())

    @get(
        "/jobs",
        operation_id="console_jobs",
        opt={"permission": "jobs.read"},
        summary="Jobs, newest first",
        response_description="One page of jobs.",
    )
    async def jobs(
        self,
        opaque: OpaqueIds,
        clock: Clock,
        language: Language,
        job_state: Annotated[JobState | None, QueryParameter(name="state")] = None,
        cursor: CursorQuery = None,
        limit: LimitQuery = 50,
    ) -> JobPage:
        """Return one page of jobs."""
        viewer = Viewer(opaque, language, today(clock))
        return await queries.job_page(viewer, state=job_state, cursor=cursor, limit=limit, now=clock.now())

    @get(
        "/jobs/{job_id:str}",
        operation_id="console_job",
        opt={"permission": "jobs.read"},
        summary="One job",
        response_description="The job with its progress and result.",
    )
    async def job(self, job_id: IdInPath, opaque: OpaqueIds, clock: Clock, language: Language) -> Job:
        """Return one job."""
        return await queries.job(Viewer(opaque, language, today(clock)), job_id, now=clock.now())
