"""Values of jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Literal

JobState = Literal["waiting", "running", "done", "failed", "cancelled"]

DEFAULT_LEASE = timedelta(seconds=60)
"""How long a claim lasts without renewal; a running worker renews it well before."""

DEFAULT_MAX_ATTEMPTS = 5
"""How often a job is claimed before it fails for good."""


class Outcome(Enum):
    """What came of waking one job."""

    DONE = "done"
    FAILED = "failed"
    RETRY_LATER = "retry-later"
    CANCELLED = "cancelled"
    RELEASED = "released"
    """The worker is stopping and gave the job back."""
    CLAIM_LOST = "claim-lost"
    """Another worker took over while this one was too slow to renew."""
    NOT_CLAIMED = "not-claimed"
    """Finished already, running elsewhere, or not due: the message came twice."""


@dataclass(frozen=True, slots=True)
class RequestedJob:
    """The job that a request led to; ``is_new`` is false when the same key was used before."""

    job_id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class DueJob:
    """A job that a worker should be woken for: no data of the tenant."""

    tenant_id: int
    job_id: int


@dataclass(frozen=True, slots=True)
class JobFailure:
    """Why a job, or one attempt of it, failed, free of personal data."""

    code: str
    ja: str
    en: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed for good, as its ``on_failure`` is told inside the same tenant transaction."""

    tenant_id: int
    job_id: int
    name: str
    arguments: Mapping[str, Any]
    failure: JobFailure
    now: datetime


@dataclass(frozen=True, slots=True)
class JobPosition:
    """Where a page of jobs ended, newest first."""

    created_at: datetime
    job_id: int
