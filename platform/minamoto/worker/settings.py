"""Settings of a worker process, from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


class SettingMissing(RuntimeError):
    """A setting that the worker cannot do without is missing or wrong; the message names it."""


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """How one worker process runs.

    ``threads`` is how many jobs run side by side; ``grace`` how long running jobs may finish after SIGTERM
    before they are handed to another worker; ``heartbeat_ms`` and ``maintenance_chance`` (in a million)
    bound how long a dead process's messages stay with it in Redis; ``daily`` whether the process asks for
    daily work (any number of processes may).
    """

    database_url: str
    redis_url: str
    data_folder: Path = Path(".minamoto")
    namespace: str = "minamoto"
    threads: int = 4
    lease: timedelta = timedelta(seconds=60)
    resend_after: timedelta = timedelta(seconds=60)
    poll_s: float = 0.5
    grace: timedelta = timedelta(seconds=10)
    heartbeat_ms: int = 15_000
    maintenance_chance: int = 100_000
    daily: bool = True
    mail_url: str | None = None
    mail_from: str | None = None


def read_settings(environment: Mapping[str, str]) -> WorkerSettings:
    """Return the settings that the environment names.

    ``MINAMOTO_APP_DATABASE_URL`` (the application role's login) and ``MINAMOTO_REDIS_URL`` are required;
    ``MINAMOTO_DATA_FOLDER``, ``MINAMOTO_REDIS_NAMESPACE``, ``MINAMOTO_WORKER_THREADS``,
    ``MINAMOTO_JOB_LEASE_S``, ``MINAMOTO_JOB_RESEND_S``, ``MINAMOTO_JOB_POLL_S``, ``MINAMOTO_WORKER_GRACE_S``,
    ``MINAMOTO_WORKER_DAILY`` (``off``), ``MINAMOTO_MAIL_URL`` and ``MINAMOTO_MAIL_FROM`` are not.

    :raises SettingMissing: when one is missing or not a number.
    """
    return WorkerSettings(
        database_url=_required(environment, "MINAMOTO_APP_DATABASE_URL"),
        redis_url=_required(environment, "MINAMOTO_REDIS_URL"),
        data_folder=Path(environment.get("MINAMOTO_DATA_FOLDER") or ".minamoto"),
        namespace=environment.get("MINAMOTO_REDIS_NAMESPACE") or "minamoto",
        threads=int(_number(environment, "MINAMOTO_WORKER_THREADS", 4)),
        lease=timedelta(seconds=_number(environment, "MINAMOTO_JOB_LEASE_S", 60)),
        resend_after=timedelta(seconds=_number(environment, "MINAMOTO_JOB_RESEND_S", 60)),
        poll_s=_number(environment, "MINAMOTO_JOB_POLL_S", 0.5),
        grace=timedelta(seconds=_number(environment, "MINAMOTO_WORKER_GRACE_S", 10)),
        daily=environment.get("MINAMOTO_WORKER_DAILY") != "off",
        mail_url=environment.get("MINAMOTO_MAIL_URL") or None,
        mail_from=environment.get("MINAMOTO_MAIL_FROM") or None,
    )


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name)
    if not value:
        message = f"set {name}"
        raise SettingMissing(message)
    return value


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not value > 0 or value == float("inf"):
        message = f"{name} must be a number above zero"
        raise SettingMissing(message)
    return value
