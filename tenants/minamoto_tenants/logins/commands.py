"""``minamoto login staff | customer | partner``: who may log in, and a partner's client."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated

import typer

from minamoto.cli.session import open_session, run, say
from minamoto.foundation.identity.model import NewPartnerClient
from minamoto.foundation.identity.operations import accounts, partners
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.foundation.tenancy import queries as tenancy
from minamoto.kernel.errors import NotFound
from minamoto.supply.contracts import queries as contracts

app = typer.Typer(
    help="職員・お客さま・連携先のログインを作る / create logins of staff, customers and partners.",
    no_args_is_help=True,
)
Slug = Annotated[str, typer.Argument(help="The tenant's name in addresses.")]
Roles = Annotated[list[str], typer.Option("--role", help="A role; may be given several times.")]
Scopes = Annotated[list[str], typer.Option("--scope", help="A scope; may be given several times.")]
Numbers = Annotated[
    list[str], typer.Option("--customer", help="A customer number; may be given several times.")
]


class CustomerNumberUnknown(NotFound):
    """There is no such customer number."""

    code = "customer-number-unknown"
    ja = "お客さま番号「{number}」はありません。"
    en = "There is no customer number {number}."


@app.command("staff")
def staff(
    slug: Slug,
    login_name: Annotated[str, typer.Argument(help="What is typed to log in.")],
    name: Annotated[str, typer.Option(help="The name shown on screens.")],
    email: Annotated[str, typer.Option(help="Where codes and links are sent.")],
    role: Roles,
) -> None:
    """Create a member of staff; a first password is printed once.

    Example: minamoto login staff aoba-suido madoguchi --name "窓口 花" --email m@example.jp --role clerk
    """
    password = first_password()

    async def work(now: datetime) -> None:
        await accounts.create_staff(
            login_name=login_name, display_name=name, email=email, roles=role, password=password, at=now
        )

    _in_tenant(slug, work)
    _tell(login_name=login_name, password=password)


@app.command("customer")
def customer(
    slug: Slug,
    email: Annotated[str, typer.Argument(help="The address typed to log in.")],
    name: Annotated[str, typer.Option(help="The name shown on screens.")],
    number: Numbers,
) -> None:
    """Create a portal login bound to customer numbers; a first password is printed once.

    Example: minamoto login customer aoba-suido hanako@example.jp --name "源田 花子" --customer 200000000001
    """
    password = first_password()

    async def work(now: datetime) -> None:
        await accounts.create_portal_user(
            email=email,
            display_name=name,
            customer_ids=[await _customer_id(each) for each in number],
            password=password,
            at=now,
        )

    _in_tenant(slug, work)
    _tell(email=email, password=password)


@app.command("partner")
def partner(
    slug: Slug,
    name: Annotated[str, typer.Argument(help="The partner's name.")],
    scope: Scopes,
) -> None:
    """Register a partner's OAuth 2 client; its secret is printed once.

    Example: minamoto login partner aoba-suido "見本アプリ" --scope usage:read --scope bills:read
    """
    made: list[NewPartnerClient] = []

    async def work(now: datetime) -> None:
        made.append(await partners.register_partner(display_name=name, scopes=scope, at=now))

    _in_tenant(slug, work)
    _tell(client_id=made[0].client_id, client_secret=made[0].client_secret)


def first_password() -> str:
    """Return a password that is good enough to keep and easy enough to read out."""
    return "-".join(secrets.token_hex(3) for _ in range(3))


async def _customer_id(number: str) -> int:
    found = await contracts.customer_by_number(number)
    if found is None:
        raise CustomerNumberUnknown(number=number)
    return found.id


def _in_tenant(slug: str, work: Callable[[datetime], Awaitable[None]]) -> None:
    async def go() -> None:
        async with open_session():
            entry = await tenancy.directory_entry(slug)
            async with tenant_transaction(tenant_id=entry.tenant_id):
                await work(datetime.now(UTC))

    run(go)


def _tell(**facts: str | None) -> None:
    typer.echo(json.dumps(facts, ensure_ascii=False))
    say("この内容は二度と表示されません。安全に保管してください。 / Shown once; keep it safe.")
