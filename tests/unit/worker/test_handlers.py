"""A worker knows every job of the core and every file of its adapters."""

from __future__ import annotations

from pathlib import Path

from minamoto import kernel
from minamoto.foundation.exchange.adapters import load_adapters
from minamoto.foundation.exchange.ports import FileHandler, find_handler
from minamoto.foundation.jobs.ports import registered_names
from minamoto.worker.app import DAILY_JOBS
from minamoto.worker.handlers import HANDLER_MODULES, load_handlers


def _actors() -> list[str]:
    root = Path(kernel.__path__[0]).parent
    found = (each.relative_to(root).with_suffix("").parts for each in root.rglob("actors.py"))
    return sorted(".".join(("minamoto", *parts)) for parts in found)


def test_every_module_of_actors_is_loaded() -> None:
    assert _actors() == sorted(HANDLER_MODULES)


def test_loading_twice_changes_nothing_and_the_core_s_jobs_are_known() -> None:
    load_handlers()
    before = registered_names()

    load_handlers()

    assert registered_names() == before
    assert {"billing.run", "exchange.handle", "notifications.send"} <= set(before)


def test_every_file_handler_that_adapters_provide_is_found() -> None:
    load_handlers()

    provided = [
        each for adapter in load_adapters() for each in adapter.provides if isinstance(each, FileHandler)
    ]

    assert all(find_handler(kind) is each for each in provided for kind in each.kinds)


def test_every_daily_job_has_a_handler() -> None:
    load_handlers()

    assert {each.name for each in DAILY_JOBS} <= set(registered_names())
