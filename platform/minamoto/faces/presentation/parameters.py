"""What addresses of several audiences ask for in the same words."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from litestar.params import PathParameter, QueryParameter

from minamoto.faces.presentation.model import Grain, ServiceKind

IdInPath = Annotated[str, PathParameter(description="An opaque id.", max_length=40)]
ServiceQuery = Annotated[
    ServiceKind | None, QueryParameter(name="service", description="Left out: the first one contracted.")
]
GrainQuery = Annotated[
    Grain | None, QueryParameter(name="grain", description="Left out: days where they are known, else bills.")
]
StartQuery = Annotated[date | None, QueryParameter(name="from", description="The first day.")]
EndQuery = Annotated[date | None, QueryParameter(name="to", description="The day after the last one.")]
CursorQuery = Annotated[
    str | None, QueryParameter(name="cursor", description="Where the page begins.", max_length=400)
]
LimitQuery = Annotated[int, QueryParameter(name="limit", description="Rows of a page.", ge=1, le=100)]
