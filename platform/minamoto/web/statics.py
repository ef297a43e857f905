"""The built front ends, and the page that lists the utilities.

Any deeper address of a front end serves its ``index.html``: which page that is, the browser decides. Names
of assets hold a hash of their content, so browsers may keep them for good.
"""

from __future__ import annotations

import html
import mimetypes
from functools import partial
from pathlib import Path
from typing import Literal

from anyio import to_thread
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from minamoto.foundation.tenancy import queries
from minamoto.kernel.errors import NotFound
from minamoto.web.settings import Settings

App = Literal["portal", "console"]

_PUBLIC_PAGE = {"public": "the page itself holds no data", "transaction": "none"}
_FOREVER = "public, max-age=31536000, immutable"
_NOT_BUILT = (
    "<!doctype html><html lang='ja'><meta charset='utf-8'><title>Minamoto</title>"
    "<p>画面がまだ作られていません。 The front end is not built yet: <code>npm run build</code></p>"
)


class AssetUnknown(NotFound):
    """There is no such file."""


def front_end_routes(settings: Settings) -> list[HTTPRouteHandler]:
    """Return the routes of pages and assets."""
    folders: dict[App, Path] = {
        "portal": settings.frontend_folder / "apps" / "portal" / "dist",
        "console": settings.frontend_folder / "apps" / "console" / "dist",
    }

    @get(
        ["/{slug:str}", "/{slug:str}/{page:path}"],
        opt=_PUBLIC_PAGE, include_in_schema=False, name="portal_page",
    )  # fmt: skip
    async def portal_page() -> Response[bytes]:
        return await _index(folders["portal"])

    @get(
        ["/{slug:str}/console", "/{slug:str}/console/{page:path}"],
        opt=_PUBLIC_PAGE, include_in_schema=False, name="console_page",
    )  # fmt: skip
    async def console_page() -> Response[bytes]:
        return await _index(folders["console"])

    @get("/assets/portal/{name:path}", opt={"public": "files of the front end"}, include_in_schema=False)
    async def portal_asset(name: FromPath[str]) -> Response[bytes]:
        return await _asset(folders["portal"], name)

    @get("/assets/console/{name:path}", opt={"public": "files of the front end"}, include_in_schema=False)
    async def console_asset(name: FromPath[str]) -> Response[bytes]:
        return await _asset(folders["console"], name)

    return [portal_page, console_page, portal_asset, console_asset, tenant_index]


@get("/", opt={"public": "names of the utilities that serve here"}, include_in_schema=False)
async def tenant_index() -> Response[str]:
    """Return a plain page with the utilities that serve here."""
    entries = [each for each in await queries.directory_entries() if each.state == "live"]
    rows = "".join(
        f'<li><b>{html.escape(each.slug)}</b>: <a href="/{each.slug}/">マイページ (customers)</a> · '
        f'<a href="/{each.slug}/console/">業務画面 (staff)</a></li>'
        for each in entries
    )
    page = (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>Minamoto</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f"<body><main><h1>Minamoto</h1><ul>{rows}</ul></main></body></html>"
    )
    return Response(page, media_type="text/html")


async def _index(folder: Path) -> Response[bytes]:
    """Return a front end's page; browsers ask for it anew each time, for it names the newest assets."""
    content = await _read(folder / "index.html")
    if content is None:
        return Response(_NOT_BUILT.encode(), media_type="text/html", status_code=503)
    return Response(content, media_type="text/html", headers={"cache-control": "no-cache"})


async def _asset(folder: Path, name: str) -> Response[bytes]:
    """Return a file below the front end's ``assets`` folder, or beside its page, and none from elsewhere."""
    found = await to_thread.run_sync(partial(_find_now, folder, name.lstrip("/")))
    if found is None:
        raise AssetUnknown
    content, kind, hashed = found
    kept = _FOREVER if hashed else "public, max-age=3600"
    return Response(content, media_type=kind, headers={"cache-control": kept})


def _find_now(folder: Path, asked: str) -> tuple[bytes, str, bool] | None:
    """Return a file's bytes, media type and whether its name holds a hash."""
    if "\0" in asked:
        return None
    root = folder.resolve()
    for base in (root / "assets", root):
        path = (base / asked).resolve()
        if path.is_relative_to(base) and path.name != "index.html" and path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            # The build puts what it names by hash into `assets`, wherever the address looks for it.
            return path.read_bytes(), kind, path.is_relative_to(root / "assets")
    return None


async def _read(path: Path) -> bytes | None:
    """Return a file's bytes, read in a thread; None when there is no such file."""
    try:
        return await to_thread.run_sync(partial(_read_now, path))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def _read_now(path: Path) -> bytes:
    return path.read_bytes()
