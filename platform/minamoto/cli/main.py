"""``minamoto <noun> <verb>``: the operator's commands. Nouns of other source roots come by entry point."""

from __future__ import annotations

import asyncio
import json
import os
import secrets as tokens
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from minamoto.cli.chains import all_chains
from minamoto.cli.session import EXIT_REFUSED, language, say
from minamoto.cli.settings import NoDatabaseNamed
from minamoto.foundation.storage.migrations_runner import migrate

COMMANDS = "minamoto.commands"

app = typer.Typer(
    name="minamoto",
    help="源 (Minamoto): 電気・ガス・水道の料金システムの運用コマンド / operator commands.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.command("migrate")
def migrate_command(
    application_password: Annotated[
        str | None, typer.Option(envvar="MINAMOTO_APP_PASSWORD", help="Password of the role minamoto_app.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,  # noqa: FBT002 - typer
) -> None:
    """Bring the database named by MINAMOTO_DATABASE_URL up to date. Safe to repeat.

    Example: MINAMOTO_DATABASE_URL=postgresql://admin:secret@db/minamoto minamoto migrate
    """
    url = os.environ.get("MINAMOTO_DATABASE_URL")
    if url is None:
        say(NoDatabaseNamed().message(language()))
        raise typer.Exit(EXIT_REFUSED)
    password = application_password or tokens.token_urlsafe(24)
    applied = asyncio.run(migrate(admin_url=url, chains=all_chains(), application_password=password))
    if as_json:
        typer.echo(json.dumps([{"chain": each.chain, "name": each.name} for each in applied]))
        return
    for each in applied:
        typer.echo(f"{each.chain}  {each.name}")
    say(f"{len(applied)} migration(s) applied.")
    if application_password is None:
        say(f"Password of minamoto_app (set MINAMOTO_APP_PASSWORD to choose it): {password}")


@app.command("openapi")
def openapi_command(
    folder: Annotated[Path, typer.Argument(help="Folder for the documents, one per audience.")],
) -> None:
    """Write the OpenAPI documents of portal, console and partners.

    Example: minamoto openapi portal_frontend/packages/api/openapi
    """
    from minamoto.web.describe import described_app  # noqa: PLC0415 - building the app costs a second
    from minamoto.web.openapi import export_openapi  # noqa: PLC0415

    for path in export_openapi(folder, described_app()):
        typer.echo(str(path))


@app.command("serve")
def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Number of web processes.")] = 1,
) -> None:
    """Serve portal, console and API. Settings come from the environment (MINAMOTO_APP_DATABASE_URL, ...).

    Example: minamoto serve --host 0.0.0.0 --port 8000 --workers 2
    """
    from granian import Granian  # noqa: PLC0415 - only the web process needs the server
    from granian.constants import Interfaces  # noqa: PLC0415

    Granian(
        "minamoto.web.main:app",
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.ASGI,
        factory=True,
        websockets=False,
    ).serve()


@app.command("work")
def work_command() -> None:
    """Run a worker: the relay of jobs and the jobs themselves, until SIGTERM.

    Example: minamoto work
    """
    from minamoto.worker.main import main as worker_main  # noqa: PLC0415 - builds the broker

    raise typer.Exit(worker_main([]))


def build() -> typer.Typer:
    """Return the command line with the nouns that other source roots bring."""
    for entry in sorted(entry_points(group=COMMANDS), key=lambda each: each.name):
        found = entry.load()
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=entry.name)
        else:
            app.command(entry.name)(found)
    return app


def main() -> None:
    """Run the command line."""
    build()()
