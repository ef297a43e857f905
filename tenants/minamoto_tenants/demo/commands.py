"""``minamoto demo``: three utilities from nothing to a paid bill, served on one port until Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from minamoto.cli.chains import all_chains
from minamoto.cli.session import language
from minamoto.cli.settings import (
    Connections,
    application_url,
    data_folder,
    forget_connections,
    write_connections,
)
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.engine import ENGINE
from minamoto.foundation.storage.migrations_runner import migrate
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.kernel.errors import MinamotoError
from minamoto.kernel.moments import SystemClock, today
from minamoto.worker.app import load_handlers
from minamoto_tenants.demo.month import bill_months, take_in_readings
from minamoto_tenants.demo.onboard import demo_customers, onboard
from minamoto_tenants.demo.payments import start_payments
from minamoto_tenants.demo.servers import DemoServers
from minamoto_tenants.demo.serving import serve
from minamoto_tenants.demo.state import DemoState, load_state
from minamoto_tenants.demo.utilities import STAFF, UTILITIES

_console = Console(stderr=True)


def demo(
    port: Annotated[int, typer.Option(help="Port to serve on, at 127.0.0.1.")] = 8000,
    only_prepare: Annotated[bool, typer.Option(help="Prepare the data and end, without serving.")] = False,  # noqa: FBT002 - typer
) -> None:
    """Start servers, migrate, onboard three utilities, take in readings, bill, serve. Ctrl-C stops it all.

    Run again, it resumes where it was and doubles nothing.

    Example: minamoto demo --port 8080
    """
    folder = data_folder()
    servers = DemoServers(folder=folder)
    clock = SystemClock()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: _interrupt(stopped))
    try:
        state = load_state(folder, today=today(clock))
        admin_url, redis_url = servers.start_stores()
        connections = Connections(
            admin_url=admin_url,
            app_url=application_url(admin_url, state.application_password),
            redis_url=redis_url,
            data_folder=folder,
        )
        write_connections(connections)
        asyncio.run(_prepare(connections, state, servers, port))
        if not only_prepare:
            serve(servers=servers, connections=connections, port=port)
            _say_where(port, state, connections)
            _wait(servers, stopped)
    except KeyboardInterrupt:
        _console.print("\n停止しています… / stopping …")
    except MinamotoError as error:
        _console.print(error.message(language()), style="bold red")
        raise typer.Exit(1) from error
    finally:
        forget_connections(folder)
        servers.stop()
        _console.print("すべて停止しました。 / everything has stopped.")


def _interrupt(stopped: threading.Event) -> None:
    stopped.set()
    raise KeyboardInterrupt


def _wait(servers: DemoServers, stopped: threading.Event) -> None:
    while not stopped.wait(1):
        name = servers.failed()
        if name is not None:
            _console.print(f"{name} が終了しました。logs/{name}.log をご覧ください。", style="bold red")
            return


async def _prepare(connections: Connections, state: DemoState, servers: DemoServers, port: int) -> None:
    clock = SystemClock()
    secrets.unlock(secrets.load_master_key(environment=os.environ, folder=connections.data_folder))
    load_handlers()
    with _progress() as progress:
        task = progress.add_task("データベース / database", total=1)
        await migrate(
            admin_url=connections.admin_url,
            chains=all_chains(),
            application_password=state.application_password,
        )
        progress.update(task, completed=1)
        await ENGINE.open(connections.app_url, min_size=1, max_size=6)
        try:
            for utility in UTILITIES:
                label = progress.add_task(f"{utility.slug}: 登録 / onboarding", total=1)
                number = await onboard(
                    admin_url=connections.admin_url, utility=utility, state=state, now=clock.now()
                )
                progress.update(label, completed=1)
                for title, work in (
                    ("検針データ / readings", take_in_readings),
                    ("請求 / billing", bill_months),
                ):
                    bar = progress.add_task(f"{utility.slug}: {title}", total=None)
                    await work(
                        number=number,
                        utility=utility,
                        as_of=state.as_of,
                        clock=clock,
                        advance=lambda done, total, bar=bar: progress.update(  # type: ignore[misc]  # bound per bar
                            bar, completed=done, total=total
                        ),
                    )
            await start_payments(
                servers=servers,
                connections=connections,
                state=state,
                public_url=f"http://127.0.0.1:{port}",
                now=clock.now(),
            )
        finally:
            await ENGINE.close()


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:<44}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=_console,
    )


def _say_where(port: int, state: DemoState, connections: Connections) -> None:
    logins = asyncio.run(_customers(connections))
    base = f"http://127.0.0.1:{port}"
    lines = ["", f"[bold]源 Minamoto[/bold]  {base}/", ""]
    for utility in UTILITIES:
        lines += [
            f"[bold]{utility.slug}[/bold]",
            f"  マイページ  {base}/{utility.slug}/mypage/     " + "  ".join(logins[utility.slug]),
            f"  職員画面    {base}/{utility.slug}/console/    " + "  ".join(name for name, _, _ in STAFF),
        ]
    lines += [
        "",
        f"パスワードはすべて [bold]{state.login_password}[/bold] です。人もお金もすべて架空です。",
        f"Every password is [bold]{state.login_password}[/bold]. All people and money are made up.",
        "テスト用カード番号 / test card: 4242 4242 4242 4242",
        "Ctrl-C で停止します。 / Ctrl-C stops everything.",
        "",
    ]
    Console().print("\n".join(lines), highlight=False, soft_wrap=True)


async def _customers(connections: Connections) -> dict[str, list[str]]:
    from minamoto.foundation.tenancy import queries as tenancy  # noqa: PLC0415 - after the engine's loop began

    await ENGINE.open(connections.app_url, min_size=1, max_size=1)
    try:
        found = {}
        for utility in UTILITIES:
            entry = await tenancy.directory_entry(utility.slug)
            async with tenant_transaction(tenant_id=entry.tenant_id):
                found[utility.slug] = [email for email, _, _ in await demo_customers()]
        return found
    finally:
        await ENGINE.close()
