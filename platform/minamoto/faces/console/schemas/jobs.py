"""Shapes of the console: long work and how far it has come."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from minamoto.faces.presentation.model import (
    Cursor,
    OpaqueId,
    Shape,
    Target,
)

JobState = Literal["queued", "running", "succeeded", "failed", "cancelled"]


class Progress(Shape, frozen=True, kw_only=True):
    """How far long work has come; ``total`` is null until it is known."""

    done: int
    total: int | None
    phase: str
    message: str | None
    estimated_finish_at: datetime | None


class ResultFigure(Shape, frozen=True, kw_only=True):
    """One figure of a job's result, labelled in the reader's language."""

    code: str
    label: str
    value: str


class JobError(Shape, frozen=True, kw_only=True):
    """Why a job failed."""

    code: str
    message: str


class Job(Shape, frozen=True, kw_only=True):
    """One piece of long work."""

    id: OpaqueId
    kind: str
    title: str
    state: JobState
    progress: Progress
    started_by: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int
    result: list[ResultFigure]
    error: JobError | None
    target: Target | None


class JobPage(Shape, frozen=True, kw_only=True):
    """One page of jobs, newest first."""

    items: list[Job]
    next_cursor: Cursor | None
