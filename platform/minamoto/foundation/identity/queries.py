"""Reading of logins, sessions and rights."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from minamoto.foundation.identity import rules
from minamoto.foundation.identity.model import (
    Actor,
    FactorState,
    Holder,
    LoginKind,
    PartnerClient,
    PortalUserView,
    SessionView,
    StaffView,
)
from minamoto.foundation.storage.transactions import connection, tenant_id
from minamoto.foundation.tenancy import queries as tenancy
from minamoto.kernel.moments import civil_date

_STAFF_SESSION = """
select s.id as session_id, s.holder_id, s.expires_at, s.last_seen_at, h.language,
       array(select distinct p.permission from staff_roles r
             join role_permissions p on p.tenant_id = r.tenant_id and p.role_code = r.role_code
             where r.tenant_id = $1 and r.staff_id = s.holder_id) as rights
from sessions s join staff h on h.tenant_id = s.tenant_id and h.id = s.holder_id and h.state = 'active'
where s.tenant_id = $1 and s.token_hash = $2 and s.holder_kind = 'staff'
  and s.ended_at is null and s.expires_at > $3 and s.last_seen_at > $4
"""

_PORTAL_SESSION = """
select s.id as session_id, s.holder_id, s.expires_at, s.last_seen_at, h.language,
       array(select c.customer_id from portal_user_customers c
             where c.tenant_id = $1 and c.portal_user_id = s.holder_id and c.revoked_at is null) as rights
from sessions s join portal_users h on h.tenant_id = s.tenant_id and h.id = s.holder_id and h.state = 'active'
where s.tenant_id = $1 and s.token_hash = $2 and s.holder_kind = 'portal_user'
  and s.ended_at is null and s.expires_at > $3 and s.last_seen_at > $4
"""

_HOLDERS: dict[LoginKind, str] = {
    "staff": "select id, login_name as login, email, display_name, language from staff "
    "where tenant_id = $1 and state = 'active'",
    "portal_user": "select id, email as login, email, display_name, language from portal_users "
    "where tenant_id = $1 and state = 'active'",
}


async def actor_of_session(*, kind: LoginKind, token: str, at: datetime) -> tuple[Actor, datetime] | None:
    """Return who holds a session's token and when it was last seen; None when unknown, over or idle."""
    row = await connection().fetchrow(
        _STAFF_SESSION if kind == "staff" else _PORTAL_SESSION,
        tenant_id(),
        rules.token_hash(token),
        at,
        at - rules.SESSION_IDLE[kind],
    )
    if row is None:
        return None
    staff = kind == "staff"
    actor = Actor(
        kind=kind,
        id=row["holder_id"],
        permissions=frozenset(row["rights"]) | {rules.OWN_ACCOUNT} if staff else rules.PORTAL_PERMISSIONS,
        language=row["language"],
        expires_at=row["expires_at"],
        customer_ids=frozenset() if staff else frozenset(row["rights"]),
        session_id=row["session_id"],
    )
    return actor, row["last_seen_at"]


async def holder_by_login(kind: LoginKind, login: str) -> Holder | None:
    """Return the active holder of a login name (staff) or mail address (portal user)."""
    column = "login_name" if kind == "staff" else "email"
    row = await connection().fetchrow(
        f"{_HOLDERS[kind]} and {column} = $2", tenant_id(), rules.normalise_login(login)
    )
    return _holder(kind, row)


async def holder_by_id(kind: LoginKind, number: int) -> Holder | None:
    """Return an active holder."""
    return _holder(kind, await connection().fetchrow(f"{_HOLDERS[kind]} and id = $2", tenant_id(), number))


async def staff_by_id(number: int) -> StaffView | None:
    """Return a member of staff with the codes of their roles."""
    row = await connection().fetchrow(
        """
        select id, login_name, display_name, organisation, language,
               array(select role_code from staff_roles r
                     where r.tenant_id = $1 and r.staff_id = s.id order by role_code) as roles
        from staff s where tenant_id = $1 and id = $2
        """,
        tenant_id(),
        number,
    )
    return None if row is None else StaffView(**{**row, "roles": tuple(row["roles"])})


async def portal_user_by_id(number: int) -> PortalUserView | None:
    """Return a portal user."""
    row = await connection().fetchrow(
        "select id, email, display_name, language from portal_users where tenant_id = $1 and id = $2",
        tenant_id(),
        number,
    )
    return None if row is None else PortalUserView(**row)


async def open_sessions(*, kind: LoginKind, holder_id: int, at: datetime) -> list[SessionView]:
    """Return a login's open sessions, the one used last first."""
    rows = await connection().fetch(
        """
        select id, device, created_at, last_seen_at, expires_at from sessions
        where tenant_id = $1 and holder_kind = $2 and holder_id = $3 and ended_at is null
          and expires_at > $4 and last_seen_at > $5
        order by last_seen_at desc, id desc
        """,
        tenant_id(),
        kind,
        holder_id,
        at,
        at - rules.SESSION_IDLE[kind],
    )
    return [SessionView(**row) for row in rows]


async def factor_state(*, kind: LoginKind, holder_id: int, at: datetime) -> FactorState:
    """Return which second factors a login has, and whether the tenant demands one.

    The setting ``identity.second_factor`` lists the kinds of login it is demanded of, e.g. ``["staff"]``.
    """
    row = await connection().fetchrow(
        """
        select c.email_code, t.confirmed_at is not null as totp
        from credentials c left join totp_secrets t
          on t.tenant_id = c.tenant_id and t.holder_kind = c.holder_kind and t.holder_id = c.holder_id
        where c.tenant_id = $1 and c.holder_kind = $2 and c.holder_id = $3
        """,
        tenant_id(),
        kind,
        holder_id,
    )
    demanded = kind in await tenancy.setting("identity.second_factor", on=civil_date(at), default=[])
    if row is None:
        return FactorState(totp=False, email_code=False, demanded=demanded)
    return FactorState(totp=row["totp"], email_code=row["email_code"], demanded=demanded)


async def partner_by_client_id(client_id: str) -> PartnerClient | None:
    """Return a partner that is not revoked."""
    row = await connection().fetchrow(
        """
        select id, client_id, secret_hash, public_keys, scopes from partner_clients
        where tenant_id = $1 and client_id = $2 and revoked_at is null
        """,
        tenant_id(),
        client_id,
    )
    return None if row is None else PartnerClient(**{**row, "scopes": tuple(row["scopes"])})


async def roles_by_permission() -> dict[str, list[str]]:
    """Return which roles of the tenant hold each permission."""
    rows = await connection().fetch(
        "select permission, role_code from role_permissions where tenant_id = $1 order by 1, 2", tenant_id()
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["permission"], []).append(row["role_code"])
    return found


def _holder(kind: LoginKind, row: asyncpg.Record | None) -> Holder | None:
    return None if row is None else Holder(kind=kind, **row)
