"""Which jobs and files this installation handles: the core's modules and what adapters provide."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence

from minamoto.foundation.exchange.adapters import Adapter, load_adapters
from minamoto.foundation.exchange.ports import find_handler, register_handler, register_provided
from minamoto.journeys.card_payment.handlers import PaymentEventHandler, event_kind
from minamoto.money.receipts.ports import PaymentProcessor

HANDLER_MODULES = (
    "minamoto.foundation.notifications.actors",
    "minamoto.foundation.exchange.actors",
    "minamoto.foundation.identity.actors",
    "minamoto.journeys.monthly_cycle.actors",
    "minamoto.journeys.nightly_checks.actors",
)
"""Modules of the core that register jobs; adapters register theirs when they are loaded."""


def load_handlers(
    *, modules: Sequence[str] = HANDLER_MODULES, adapters: Sequence[Adapter] | None = None
) -> None:
    """Make every job and every kind of file known to this process. Safe to repeat.

    Any process that runs jobs or names kinds calls it: the worker, the web, a command line that drains.

    :raises FileKindTaken: when two adapters handle one kind.
    """
    for module in modules:
        importlib.import_module(module)
    for adapter in load_adapters() if adapters is None else adapters:
        register_provided(adapter.provides)
        _register_payment_events(adapter.provides)


def _register_payment_events(provided: Iterable[object]) -> None:
    """Let the inbox take in the messages of every processor of payments."""
    for each in provided:
        if isinstance(each, PaymentProcessor) and find_handler(event_kind(each.name)) is None:
            register_handler(PaymentEventHandler(each))
