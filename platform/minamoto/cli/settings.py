"""Settings of operator commands: the environment first, then the data folder of a running demonstration."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from minamoto.kernel.errors import InvalidInput

CONNECTION_FILE = "connection.json"


class NoDatabaseNamed(InvalidInput):
    """Neither the environment nor a running demonstration names a database."""

    code = "no-database-named"
    ja = (
        "データベースの接続先が分かりません。MINAMOTO_DATABASE_URL を設定するか、"
        "`make demo` を実行したままの状態でお試しください。"
    )
    en = "No database is named. Set MINAMOTO_DATABASE_URL, or keep `make demo` running in another terminal."


@dataclass(frozen=True, slots=True)
class Connections:
    """Where a command finds its servers.

    ``admin_url`` logs in as a role that may create roles; ``app_url`` as the application's own role.
    """

    admin_url: str
    app_url: str
    redis_url: str | None
    data_folder: Path


def data_folder() -> Path:
    """Return the folder of local data, ``MINAMOTO_DATA_FOLDER`` or ``.minamoto`` below the present folder."""
    return Path(os.environ.get("MINAMOTO_DATA_FOLDER", ".minamoto")).absolute()


def read_connections() -> Connections:
    """Return where the servers are.

    :raises NoDatabaseNamed: when nothing says so.
    """
    folder = data_folder()
    stored = folder / CONNECTION_FILE
    known = json.loads(stored.read_text("utf-8")) if stored.exists() else {}
    admin = os.environ.get("MINAMOTO_DATABASE_URL") or known.get("admin_url")
    app = os.environ.get("MINAMOTO_APP_DATABASE_URL") or known.get("app_url")
    if admin is None or app is None:
        raise NoDatabaseNamed
    redis_url = os.environ.get("MINAMOTO_REDIS_URL") or known.get("redis_url")
    return Connections(admin_url=admin, app_url=app, redis_url=redis_url, data_folder=folder)


def write_connections(connections: Connections) -> None:
    """Keep the connections for other commands, readable by the owner only."""
    path = connections.data_folder / CONNECTION_FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(
        json.dumps(
            {
                "admin_url": connections.admin_url,
                "app_url": connections.app_url,
                "redis_url": connections.redis_url,
            }
        ),
        "utf-8",
    )


def forget_connections(folder: Path) -> None:
    """Remove what ``write_connections`` kept."""
    (folder / CONNECTION_FILE).unlink(missing_ok=True)


def application_url(admin_url: str, password: str) -> str:
    """Return the application role's URL on the same server and database."""
    parts = urlsplit(admin_url)
    host = f"{parts.hostname}:{parts.port or 5432}"
    return urlunsplit(parts._replace(netloc=f"minamoto_app:{quote(password, safe='')}@{host}"))
