"""The web process: ``granian --interface asgi --factory minamoto.web.main:app``."""

from __future__ import annotations

import os
from pathlib import Path

from litestar import Litestar

from minamoto.foundation.exchange.adapters import load_adapters
from minamoto.journeys.bill_documents.operations import BillDocuments
from minamoto.journeys.card_payment.operations import CardPayments
from minamoto.money.receipts.ports import PaymentProcessor
from minamoto.web.app import create_app
from minamoto.web.logs import configure_logs
from minamoto.web.settings import Settings, read_settings
from minamoto.worker.app import load_handlers


def app() -> Litestar:
    """Return the application of this process's environment, with the journeys that the faces ask for."""
    configure_logs()
    load_handlers()
    settings = read_settings(os.environ)
    return create_app(settings, services=services(settings))


def services(settings: Settings) -> dict[str, object]:
    """Return what fills the faces' ports."""
    named = os.environ.get("MINAMOTO_FONT_DIR")
    return {
        "bill_documents": BillDocuments(font_dir=Path(named) if named else None),
        "bill_payments": CardPayments(processors=payment_processors(), public_url=settings.public_url),
    }


def payment_processors() -> dict[str, PaymentProcessor]:
    """Return the processors that adapters provide, by name."""
    provided = [each for adapter in load_adapters() for each in adapter.provides]
    return {each.name: each for each in provided if isinstance(each, PaymentProcessor)}
