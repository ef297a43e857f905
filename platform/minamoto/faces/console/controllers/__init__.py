"""The console's addresses, relative to ``/{tenant}/api/console``."""

from __future__ import annotations

from litestar import Controller

from minamoto.faces.console.controllers.customers import BillController, CustomerController
from minamoto.faces.console.controllers.inbox import InboxController
from minamoto.faces.console.controllers.work import BillingRunController, JobController

ROUTES: tuple[type[Controller], ...] = (
    CustomerController,
    BillController,
    BillingRunController,
    JobController,
    InboxController,
)
