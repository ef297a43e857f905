"""Settings of the web application, from environment variables ``MINAMOTO_*``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class SettingWrong(ValueError):
    """An environment variable is missing or cannot be used; the message says which and what to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a web process needs to know.

    ``database_url`` logs in as the application's role. ``public_url`` is the address people type, without a
    path; cookies are Secure unless it is plain http on this machine. ``frontend_folder`` holds
    ``apps/*/dist``. ``directory_cache_s`` is how long a tenant's entry and settings are kept, in seconds.
    """

    database_url: str
    public_url: str
    data_folder: Path
    frontend_folder: Path
    redis_url: str | None = None
    pool_size: int = 10
    max_body_bytes: int = 2 * 1024 * 1024
    directory_cache_s: float = 5.0
    metrics_token: str | None = None

    @property
    def secure(self) -> bool:
        """Whether people come by https, so that cookies must too."""
        return self.public_url.startswith("https://")

    def issuer(self, slug: str) -> str:
        """Return a tenant's address, the issuer of its partners' tokens."""
        return f"{self.public_url}/{slug}"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings of an environment.

    :raises SettingWrong: when one is missing or wrong, naming it.
    """
    data_folder = Path(environment.get("MINAMOTO_DATA_FOLDER", ".minamoto")).absolute()
    frontend = Path(environment.get("MINAMOTO_FRONTEND_FOLDER", "portal_frontend")).absolute()
    return Settings(
        database_url=_required(
            environment, "MINAMOTO_APP_DATABASE_URL", "postgresql://minamoto_app:...@host:5432/minamoto"
        ),
        public_url=_public_url(environment.get("MINAMOTO_PUBLIC_URL", "http://127.0.0.1:8000")),
        data_folder=data_folder,
        frontend_folder=frontend,
        redis_url=environment.get("MINAMOTO_REDIS_URL"),
        pool_size=_whole(environment, "MINAMOTO_POOL_SIZE", 10),
        max_body_bytes=_whole(environment, "MINAMOTO_MAX_BODY_BYTES", 2 * 1024 * 1024),
        directory_cache_s=_whole(environment, "MINAMOTO_DIRECTORY_CACHE_S", 5, least=0),
        metrics_token=environment.get("MINAMOTO_METRICS_TOKEN"),
    )


def _required(environment: Mapping[str, str], name: str, example: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        message = f"{name} is not set; write for example {name}={example}"
        raise SettingWrong(message)
    return value


def _whole(environment: Mapping[str, str], name: str, default: int, *, least: int = 1) -> int:
    text = environment.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < least:
        message = f"{name} must be a whole number of at least {least}"
        raise SettingWrong(message)
    return int(text)


def _public_url(text: str) -> str:
    """Return the address without a slash at the end. Plain http is for this machine only."""
    parts = urlsplit(text.strip().rstrip("/"))
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or parts.path or parts.query or not (plain or parts.scheme == "https"):
        message = (
            "MINAMOTO_PUBLIC_URL must be the address people type, such as https://mypage.example.jp; "
            "http is possible on 127.0.0.1 only"
        )
        raise SettingWrong(message)
    return f"{parts.scheme}://{parts.netloc}"
