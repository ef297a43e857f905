"""Logs of the web process: one JSON object a line on stderr, named fields only."""

from __future__ import annotations

import logging
import sys

import structlog


def configure_logs() -> None:
    """Write our own lines as JSON; of libraries, errors only: some of them log tokens at lower levels."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(name)s %(levelname)s", force=True)
