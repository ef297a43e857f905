"""Logins are created, given roles and customer numbers, and disabled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from minamoto.foundation.audit import operations as audit
from minamoto.foundation.identity import rules
from minamoto.foundation.identity.model import LoginKind, Role
from minamoto.foundation.identity.operations.passwords import hash_password
from minamoto.foundation.storage.ids import next_id
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.kernel.errors import Conflict, InvalidInput, Language


class LoginTaken(Conflict):
    """Another login of the tenant has this name or address."""

    code = "login-taken"
    ja = "このログイン名またはメールアドレスは、すでに使われています。"
    en = "This login name or mail address is already in use."


class RoleUnknown(InvalidInput):
    """A role that the tenant does not have was named."""

    code = "role-unknown"
    ja = "役割「{role}」はありません。"
    en = "There is no role {role}."


async def seed_roles(*, roles: Sequence[Role] = rules.DEFAULT_ROLES) -> None:
    """Give the tenant roles with their permissions; roles that stand are left as the tenant has them."""
    for role in roles:
        created = await connection().fetchval(
            """
            insert into roles (tenant_id, code, name_ja, name_en) values ($1, $2, $3, $4)
            on conflict do nothing returning true
            """,
            tenant_id(),
            role.code,
            role.name_ja,
            role.name_en,
        )
        if created:
            await connection().executemany(
                "insert into role_permissions (tenant_id, role_code, permission) values ($1, $2, $3)",
                [(tenant_id(), role.code, each) for each in sorted(role.permissions)],
            )


async def create_staff(
    *,
    login_name: str,
    display_name: str,
    email: str,
    roles: Iterable[str],
    at: datetime,
    password: str | None = None,
    organisation: str | None = None,
    language: Language = "ja",
    email_code: bool = False,
) -> int:
    """Create a member of staff and return the id.

    Without a password only single sign-on or a reset lets them in.

    :raises LoginTaken: when the login name is in use.
    :raises RoleUnknown: when a role does not exist; call ``seed_roles`` first.
    :raises PasswordTooWeak: when the password is easy to guess.
    """
    login = rules.normalise_login(login_name)
    hashed = await _hashed(password, login)
    number = await connection().fetchval(
        """
        insert into staff (tenant_id, id, login_name, display_name, email, organisation, language, state,
                           created_at)
        values ($1, $2, $3, $4, $5, $6, $7, 'active', $8) on conflict do nothing returning id
        """,
        tenant_id(),
        await next_id(),
        login,
        display_name,
        rules.normalise_login(email),
        organisation,
        language,
        at,
    )
    if number is None:
        raise LoginTaken(pointer="/login_name")
    await _insert_credential("staff", number, hashed, at, email_code=email_code)
    await set_staff_roles(staff_id=number, roles=roles, at=at)
    await audit.record(
        at=at,
        actor_kind="system",
        actor_id=None,
        act="staff-created",
        subject_kind="staff",
        subject_id=number,
    )
    return int(number)


async def set_staff_roles(
    *, staff_id: int, roles: Iterable[str], at: datetime, actor_id: int | None = None
) -> None:
    """Let a member of staff hold exactly these roles.

    :raises RoleUnknown: when one does not exist.
    """
    wanted = sorted(set(roles))
    known = await connection().fetchval(
        "select array(select code from roles where tenant_id = $1)", tenant_id()
    )
    for role in wanted:
        if role not in known:
            raise RoleUnknown(role=role, pointer="/roles")
    before = await connection().fetch(
        "delete from staff_roles where tenant_id = $1 and staff_id = $2 returning role_code",
        tenant_id(),
        staff_id,
    )
    await connection().executemany(
        "insert into staff_roles (tenant_id, staff_id, role_code) values ($1, $2, $3)",
        [(tenant_id(), staff_id, role) for role in wanted],
    )
    await audit.record(
        at=at,
        actor_kind="system" if actor_id is None else "staff",
        actor_id=actor_id,
        act="roles-set",
        subject_kind="staff",
        subject_id=staff_id,
        before={"roles": sorted(row["role_code"] for row in before)},
        after={"roles": wanted},
    )


async def create_portal_user(
    *,
    email: str,
    display_name: str,
    customer_ids: Iterable[int],
    at: datetime,
    password: str | None = None,
    language: Language = "ja",
    email_code: bool = False,
) -> int:
    """Create a portal user bound to customer numbers (their row ids) and return the id.

    :raises LoginTaken: when the address is in use.
    :raises PasswordTooWeak: when the password is easy to guess.
    """
    login = rules.normalise_login(email)
    hashed = await _hashed(password, login)
    number = await connection().fetchval(
        """
        insert into portal_users (tenant_id, id, email, display_name, language, state, created_at)
        values ($1, $2, $3, $4, $5, 'active', $6) on conflict do nothing returning id
        """,
        tenant_id(),
        await next_id(),
        login,
        display_name,
        language,
        at,
    )
    if number is None:
        raise LoginTaken(pointer="/email")
    await _insert_credential("portal_user", number, hashed, at, email_code=email_code)
    for customer_id in customer_ids:
        await grant_customer(portal_user_id=number, customer_id=customer_id, at=at)
    await audit.record(
        at=at, actor_kind="system", actor_id=None, act="portal-user-created",
        subject_kind="portal_user", subject_id=number,
    )  # fmt: skip
    return int(number)


async def grant_customer(*, portal_user_id: int, customer_id: int, at: datetime) -> None:
    """Let a portal user see a customer number; a second grant changes nothing."""
    await connection().execute(
        """
        insert into portal_user_customers (tenant_id, portal_user_id, customer_id, granted_at)
        select $1, $2, $3, $4 where not exists (
            select from portal_user_customers
            where tenant_id = $1 and portal_user_id = $2 and customer_id = $3 and revoked_at is null)
        """,
        tenant_id(),
        portal_user_id,
        customer_id,
        at,
    )


async def revoke_customer(*, portal_user_id: int, customer_id: int, at: datetime) -> None:
    """Take a customer number from a portal user."""
    await connection().execute(
        """
        update portal_user_customers set revoked_at = $4
        where tenant_id = $1 and portal_user_id = $2 and customer_id = $3 and revoked_at is null
        """,
        tenant_id(),
        portal_user_id,
        customer_id,
        at,
    )


async def disable_login(
    *, kind: LoginKind, holder_id: int, at: datetime, actor_id: int | None = None
) -> None:
    """Shut a login out: no new session, and the open ones are over at once."""
    table = "staff" if kind == "staff" else "portal_users"
    await connection().execute(
        f"update {table} set state = 'disabled' where tenant_id = $1 and id = $2", tenant_id(), holder_id
    )
    await connection().execute(
        """
        update sessions set ended_at = $4
        where tenant_id = $1 and holder_kind = $2 and holder_id = $3 and ended_at is null
        """,
        tenant_id(),
        kind,
        holder_id,
        at,
    )
    await audit.record(
        at=at,
        actor_kind="system" if actor_id is None else "staff",
        actor_id=actor_id,
        act="login-disabled",
        subject_kind=kind,
        subject_id=holder_id,
    )


async def remove_factors(*, kind: LoginKind, holder_id: int, at: datetime, actor_id: int) -> None:
    """Let a login whose phone was lost in by its password alone; the trail names who of the staff did it."""
    await connection().execute(
        "delete from totp_secrets where tenant_id = $1 and holder_kind = $2 and holder_id = $3",
        tenant_id(),
        kind,
        holder_id,
    )
    await audit.record(
        at=at, actor_kind="staff", actor_id=actor_id, act="factors-removed",
        subject_kind=kind, subject_id=holder_id,
    )  # fmt: skip


async def _hashed(password: str | None, login: str) -> str | None:
    if password is None:
        return None
    rules.check_password(password, login=login)
    return await hash_password(password)


async def _insert_credential(
    kind: LoginKind, holder_id: int, hashed: str | None, at: datetime, *, email_code: bool
) -> None:
    await connection().execute(
        """
        insert into credentials (tenant_id, holder_kind, holder_id, password_hash, password_changed_at,
                                 email_code)
        values ($1, $2, $3, $4, $5, $6)
        """,
        tenant_id(),
        kind,
        holder_id,
        hashed,
        at,
        email_code,
    )
