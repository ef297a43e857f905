"""The baseline of the portal: a Litestar application with one handler that answers nothing."""

from __future__ import annotations

from litestar import Litestar, get


@get("/")
async def empty() -> dict[str, str]:
    """Return an empty object."""
    return {}


app = Litestar([empty], logging_config=None, openapi_config=None)
