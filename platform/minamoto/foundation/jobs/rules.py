"""Decisions about attempts and failures. Pure."""

from __future__ import annotations

from datetime import timedelta

from minamoto.foundation.jobs.model import JobFailure
from minamoto.kernel.errors import MinamotoError, OutsidePartyFailed

_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=30)
_DETAIL_LENGTH = 200

UNKNOWN_JOB_ATTEMPTS = 8
"""How often a job without a handler waits for a worker that has one: about an hour and a half."""

WORKER_LOST = JobFailure(
    code="worker-lost",
    ja="処理が途中で何度も停止したため、中止しました。",
    en="The work stopped half way several times and was given up.",
)
UNKNOWN_JOB = JobFailure(
    code="job-unknown",
    ja="この処理を実行できるプログラムがありません。",
    en="No program that can run this job is installed.",
)


def pause_after(attempt: int) -> timedelta:
    """Return how long to wait after the given attempt (from one) failed: 5 s, 20 s, 80 s ... 30 min."""
    # Bounded, so that no large power of four is ever computed.
    return min(_FIRST_PAUSE * (1 << 2 * min(attempt - 1, 8)), _LONGEST_PAUSE)


def may_retry(error: BaseException) -> bool:
    """Tell whether trying again may help.

    An anticipated refusal stays a refusal; an outside party may recover; anything unforeseen may pass.
    """
    return isinstance(error, OutsidePartyFailed) or not isinstance(error, MinamotoError)


def failure_of(error: BaseException) -> JobFailure:
    """Return what is kept of an error.

    An anticipated error's details are free of personal data by its own rule. Of any other only the type's
    name is kept: its message may quote data.
    """
    if isinstance(error, MinamotoError):
        details = {key: str(value)[:_DETAIL_LENGTH] for key, value in error.details.items()}
        return JobFailure(code=error.code, ja=error.message("ja"), en=error.message("en"), details=details)
    return JobFailure(
        code="internal-error",
        ja="処理中に予期しないエラーが発生しました。",
        en="An unexpected error occurred while the work was done.",
        details={"error_type": type(error).__name__},
    )
