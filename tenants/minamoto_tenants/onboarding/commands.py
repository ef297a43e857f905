"""``minamoto tenant create | load | verify | list | suspend | resume``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from minamoto.cli.session import EXIT_REFUSED, language, open_session, run, say
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.foundation.tenancy import queries as tenancy
from minamoto.pricing.tariffs.notation.issues import InvalidTariffText
from minamoto_tenants.onboarding.creation import create_tenant
from minamoto_tenants.onboarding.customers_file import CustomerFileRefused, parse_customers
from minamoto_tenants.onboarding.directory import set_state
from minamoto_tenants.onboarding.loading import (
    LoadReport,
    load_customers,
    refuse_known_numbers,
    refuse_unpriced,
    tariff_services,
    was_loaded,
)
from minamoto_tenants.onboarding.packs import known_packs, read_pack
from minamoto_tenants.onboarding.verification import Verification, verify

app = typer.Typer(
    help="事業体の登録・読み込み・検証 / create, load and verify tenants.", no_args_is_help=True
)
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Slug = Annotated[str, typer.Argument(help="The tenant's name in addresses, e.g. aoba-suido.")]


@app.command("create")
def create(
    slug: Slug,
    pack: Annotated[str, typer.Option(help="A pack's name, or the path of a folder with pack.toml.")],
    dry_run: Annotated[bool, typer.Option(help="Read and check the pack, write nothing.")] = False,  # noqa: FBT002 - typer
    as_json: AsJson = False,  # noqa: FBT002 - typer
) -> None:
    """Create a tenant from a pack. All of it, or nothing.

    Example: minamoto tenant create aoba-suido --pack aoba_suido
    """

    async def work() -> None:
        content = read_pack(pack)
        if dry_run:
            _check_pack_texts(content.tariffs, content.indexes)
            say(f"{pack}: 誤りはありません / no mistakes.")
            return
        async with open_session() as connections:
            try:
                made = await create_tenant(
                    admin_url=connections.admin_url, slug=slug, pack=content, now=datetime.now(UTC)
                )
            except InvalidTariffText as error:
                _print_issues(error)
                raise
        _print(
            as_json,
            {"slug": made.slug, "tariff_versions": made.tariff_versions, "index_tables": made.index_tables},
            f"{made.slug}: 料金表{made.tariff_versions}件、単価表{made.index_tables}件を登録しました。",
        )

    run(work)


@app.command("load")
def load(
    slug: Slug,
    customers: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="Customer file (CSV, UTF-8 or Shift_JIS).")
    ],
    dry_run: Annotated[bool, typer.Option(help="Check the file, write nothing.")] = False,  # noqa: FBT002 - typer
    as_json: AsJson = False,  # noqa: FBT002 - typer
) -> None:
    """Load customers, agreements, service points and meters from a CSV file. All of it, or nothing.

    Example: minamoto tenant load aoba-suido --customers customers.csv
    """

    content = customers.read_bytes()

    async def work() -> None:
        async with open_session():
            entry = await tenancy.directory_entry(slug)
            try:
                report = await _load(entry.tenant_id, content, customers.name, dry_run=dry_run)
            except CustomerFileRefused as error:
                for each in error.mistakes:
                    text = each.ja if language() == "ja" else each.en
                    say(f"{customers}:{each.line}:{each.column}: {text}")
                raise
        if report is None:
            say(f"{customers}: 誤りはありません / no mistakes.")
            return
        text = (
            f"お客さま{report.customers:,}件、契約{report.agreements:,}件、"
            f"メーター{report.meters:,}件を登録しました。"
        )
        if not report.is_new:
            text = "同じファイルは読み込み済みです。何も変更していません / loaded before; nothing changed."
        _print(
            as_json,
            {
                "is_new": report.is_new,
                "customers": report.customers,
                "agreements": report.agreements,
                "meters": report.meters,
            },
            text,
        )

    run(work)


@app.command("verify")
def verify_command(
    slug: Slug,
    go_live: Annotated[bool, typer.Option("--go-live", help="Open the tenant when it is sound.")] = False,  # noqa: FBT002 - typer
    as_json: AsJson = False,  # noqa: FBT002 - typer
) -> None:
    """Report what was loaded and whether it hangs together; exit code 2 when it does not.

    Example: minamoto tenant verify aoba-suido --go-live
    """

    async def work() -> None:
        async with open_session() as connections:
            entry = await tenancy.directory_entry(slug)
            async with tenant_transaction(tenant_id=entry.tenant_id):
                report = await verify()
            if go_live and report.is_sound:
                await set_state(admin_url=connections.admin_url, slug=slug, state="live")
        _print(as_json, _verification_json(report), _verification_text(report))
        if not report.is_sound:
            raise typer.Exit(EXIT_REFUSED)

    run(work)


@app.command("list")
def list_command(as_json: AsJson = False) -> None:  # noqa: FBT002 - typer
    """List the tenants with their state.

    Example: minamoto tenant list
    """

    async def work() -> None:
        async with open_session():
            entries = await tenancy.directory_entries()
        rows = [{"slug": each.slug, "state": each.state} for each in entries]
        text = "\n".join(f"{each['slug']:<30} {each['state']}" for each in rows)
        _print(as_json, rows, text or "事業体はありません / no tenants.")

    run(work)


@app.command("suspend")
def suspend(slug: Slug) -> None:
    """Close a tenant's portal, console and API; its data stays.

    Example: minamoto tenant suspend aoba-suido
    """
    _set_state(slug, "suspended", from_state="live")


@app.command("resume")
def resume(slug: Slug) -> None:
    """Open a suspended tenant again.

    Example: minamoto tenant resume aoba-suido
    """
    _set_state(slug, "live", from_state="suspended")


@app.command("packs")
def packs() -> None:
    """List the packs that come with the product."""
    for each in known_packs():
        typer.echo(each)


async def _load(tenant_id: int, content: bytes, file_name: str, *, dry_run: bool) -> LoadReport | None:
    async with tenant_transaction(tenant_id=tenant_id):
        rows = parse_customers(content, tariffs=await tariff_services())
        if dry_run:
            if not await was_loaded(content):
                await refuse_unpriced(rows)
                await refuse_known_numbers(rows)
            return None
        return await load_customers(rows=rows, content=content, file_name=file_name, now=datetime.now(UTC))


def _set_state(slug: str, state: str, *, from_state: str) -> None:
    async def work() -> None:
        async with open_session() as connections:
            await set_state(
                admin_url=connections.admin_url, slug=slug, state=state, from_states=(from_state, state)
            )
        say(f"{slug}: {state}")

    run(work)


def _check_pack_texts(tariffs_texts: Mapping[str, str], index_texts: Mapping[str, str]) -> None:
    from minamoto.pricing.tariffs.notation.indexes import parse_indexes  # noqa: PLC0415 - only for dry runs
    from minamoto.pricing.tariffs.notation.tariff import parse_tariff  # noqa: PLC0415

    try:
        for name, text in tariffs_texts.items():
            parse_tariff(text, source_name=f"tariffs/{name}")
        for name, text in index_texts.items():
            parse_indexes(text, source_name=f"indexes/{name}")
    except InvalidTariffText as error:
        _print_issues(error)
        raise


def _print_issues(error: InvalidTariffText) -> None:
    for issue in error.issues:
        text = issue.ja if language() == "ja" else issue.en
        say(f"{issue.file}:{issue.line}:{issue.column}: {issue.path}: {text}")


def _verification_json(report: Verification) -> dict[str, object]:
    return {
        "counts": {each.code: each.count for each in report.counts},
        "faults": {each.code: each.count for each in report.faults},
        "sound": report.is_sound,
    }


def _verification_text(report: Verification) -> str:
    lines = [f"  {each.label:<20} {each.count:>10,}" for each in report.counts]
    lines += [
        f"  {'○' if each.count == 0 else '×'} {each.label:<20} {each.count:>8,}" for each in report.faults
    ]
    return "\n".join(lines)


def _print(as_json: bool, value: object, text: str) -> None:  # noqa: FBT001 - the last step of each command
    typer.echo(json.dumps(value, ensure_ascii=False) if as_json else text)
