"""Writes what is said of the application from the application itself: ``python -m minamoto.web.describe``.

The permission table goes to ``docs/permissions.md``, the OpenAPI documents to the folder from which the front
end's types are made. A test compares both with the application.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from litestar import Litestar

from minamoto.foundation.exchange.adapters import Adapter
from minamoto.web.app import create_app
from minamoto.web.openapi import export_openapi
from minamoto.web.permissions import permission_page
from minamoto.web.settings import Settings

PERMISSIONS_PAGE = Path("docs") / "permissions.md"
OPENAPI_FOLDER = Path("portal_frontend") / "packages" / "api" / "openapi"


def described_app(adapters: Sequence[Adapter] | None = None) -> Litestar:
    """Return an application that is only looked at: it reaches no database."""
    settings = Settings(
        database_url="postgresql://nobody@127.0.0.1:1/nothing",
        public_url="http://127.0.0.1:8000",
        data_folder=Path("/nonexistent"),
        frontend_folder=Path("/nonexistent"),
    )
    return create_app(settings, adapters=adapters)


def describe(root: Path) -> list[Path]:
    """Write the permission table and the OpenAPI documents below a checkout's root; return the paths."""
    app = described_app()
    page = root / PERMISSIONS_PAGE
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(permission_page(app), "utf-8")
    return [page, *export_openapi(root / OPENAPI_FOLDER, app)]


def main() -> int:
    """Describe the application below the present folder."""
    for path in describe(Path.cwd()):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
