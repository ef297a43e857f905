"""Serves the demonstration: the web process and a worker."""

from __future__ import annotations

from pathlib import Path

from minamoto.cli.settings import Connections
from minamoto_tenants.demo.servers import DemoServers, python


def serve(*, servers: DemoServers, connections: Connections, port: int) -> None:
    """Start the worker and the web process and wait until the latter answers.

    :raises ServerDidNotStart: when it does not.
    """
    environment = environment_of(connections, port)
    servers.start_process("worker", python("minamoto.worker.main", "--with-parent"), environment)
    servers.start_process(
        "web",
        python(
            "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "1", "--no-ws", "minamoto.web.main:app",
        ),
        environment,
    )  # fmt: skip
    servers.wait_for("web", f"http://127.0.0.1:{port}/health/live")


def environment_of(connections: Connections, port: int) -> dict[str, str]:
    """Return the environment of the demonstration's processes."""
    found = {
        "MINAMOTO_APP_DATABASE_URL": connections.app_url,
        "MINAMOTO_REDIS_URL": connections.redis_url or "",
        "MINAMOTO_DATA_FOLDER": str(connections.data_folder),
        "MINAMOTO_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "MINAMOTO_MAIL_URL": (connections.data_folder / "mail").as_uri(),
    }
    fonts = next((each for each in _font_folders(connections.data_folder) if each.is_dir()), None)
    if fonts is not None:
        found["MINAMOTO_FONT_DIR"] = str(fonts)
    return found


def _font_folders(folder: Path) -> tuple[Path, ...]:
    """Return where the forms' fonts may lie: the data folder, or the portal's own packages."""
    return folder / "fonts", Path("portal_frontend/node_modules/@expo-google-fonts").absolute()
