"""Logins and their rights: the tables as Piccolo knows them; the schema itself is in migrations/."""

from __future__ import annotations

from piccolo.columns import JSONB, Array, BigInt, Boolean, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from minamoto.foundation.storage.engine import ENGINE


class StaffRow(Table, tablename="staff", db=ENGINE):
    """One row of ``staff``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    login_name = Text(default=None)
    display_name = Text(default=None)
    email = Text(default=None)
    organisation = Text(null=True, default=None)
    language = Text(default=None)
    state = Text(default=None)
    oidc_subject = Text(null=True, default=None)
    created_at = Timestamptz(default=None)


class RoleRow(Table, tablename="roles", db=ENGINE):
    """One row of ``roles``."""

    tenant_id = Integer(primary_key=True, default=None)
    code = Text(default=None)
    name_ja = Text(default=None)
    name_en = Text(default=None)


class RolePermissionRow(Table, tablename="role_permissions", db=ENGINE):
    """One row of ``role_permissions``."""

    tenant_id = Integer(primary_key=True, default=None)
    role_code = Text(default=None)
    permission = Text(default=None)


class StaffRoleRow(Table, tablename="staff_roles", db=ENGINE):
    """One row of ``staff_roles``."""

    tenant_id = Integer(primary_key=True, default=None)
    staff_id = BigInt(default=None)
    role_code = Text(default=None)


class PortalUserRow(Table, tablename="portal_users", db=ENGINE):
    """One row of ``portal_users``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    email = Text(default=None)
    display_name = Text(default=None)
    language = Text(default=None)
    state = Text(default=None)
    created_at = Timestamptz(default=None)


class PortalUserCustomerRow(Table, tablename="portal_user_customers", db=ENGINE):
    """One row of ``portal_user_customers``."""

    tenant_id = Integer(primary_key=True, default=None)
    portal_user_id = BigInt(default=None)
    customer_id = BigInt(default=None)
    granted_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)


class CredentialRow(Table, tablename="credentials", db=ENGINE):
    """One row of ``credentials``."""

    tenant_id = Integer(primary_key=True, default=None)
    holder_kind = Text(default=None)
    holder_id = BigInt(default=None)
    password_hash = Text(null=True, default=None)
    password_changed_at = Timestamptz(default=None)
    email_code = Boolean(default=None)


class TotpSecretRow(Table, tablename="totp_secrets", db=ENGINE):
    """One row of ``totp_secrets``."""

    tenant_id = Integer(primary_key=True, default=None)
    holder_kind = Text(default=None)
    holder_id = BigInt(default=None)
    sealed_secret = Bytea(default=None)
    created_at = Timestamptz(default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    last_step = BigInt(null=True, default=None)


class LoginFailureRow(Table, tablename="login_failures", db=ENGINE):
    """One row of ``login_failures``."""

    tenant_id = Integer(primary_key=True, default=None)
    holder_kind = Text(default=None)
    login_key = Bytea(default=None)
    failures = Integer(default=None)
    locked_until = Timestamptz(null=True, default=None)
    last_failure_at = Timestamptz(default=None)


class OneTimeCodeRow(Table, tablename="one_time_codes", db=ENGINE):
    """One row of ``one_time_codes``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    purpose = Text(default=None)
    holder_kind = Text(default=None)
    holder_id = BigInt(default=None)
    token_hash = Bytea(default=None)
    method = Text(null=True, default=None)
    code_hash = Bytea(null=True, default=None)
    login_key = Bytea(default=None)
    attempts = Integer(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)


class SessionRow(Table, tablename="sessions", db=ENGINE):
    """One row of ``sessions``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    holder_kind = Text(default=None)
    holder_id = BigInt(default=None)
    token_hash = Bytea(default=None)
    device = Text(default=None)
    created_at = Timestamptz(default=None)
    last_seen_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


class SsoSettingRow(Table, tablename="sso_settings", db=ENGINE):
    """One row of ``sso_settings``."""

    tenant_id = Integer(primary_key=True, default=None)
    issuer = Text(default=None)
    client_id = Text(default=None)
    sealed_client_secret = Bytea(default=None)
    enabled = Boolean(default=None)
    updated_at = Timestamptz(default=None)


class SsoAttemptRow(Table, tablename="sso_attempts", db=ENGINE):
    """One row of ``sso_attempts``."""

    tenant_id = Integer(primary_key=True, default=None)
    state_hash = Bytea(default=None)
    browser_hash = Bytea(default=None)
    nonce = Text(default=None)
    code_verifier = Text(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)


class PartnerClientRow(Table, tablename="partner_clients", db=ENGINE):
    """One row of ``partner_clients``."""

    tenant_id = Integer(default=None)
    id = BigInt(primary_key=True, default=None)
    client_id = Text(default=None)
    display_name = Text(default=None)
    secret_hash = Bytea(null=True, default=None)
    public_keys = JSONB(null=True, default=None)
    scopes = Array(base_column=Text(), default=None)
    created_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)


class UsedAssertionRow(Table, tablename="used_assertions", db=ENGINE):
    """One row of ``used_assertions``."""

    tenant_id = Integer(primary_key=True, default=None)
    partner_client_id = BigInt(default=None)
    assertion_hash = Bytea(default=None)
    expires_at = Timestamptz(default=None)


class SigningKeyRow(Table, tablename="signing_keys", db=ENGINE):
    """One row of ``signing_keys``."""

    tenant_id = Integer(primary_key=True, default=None)
    key_id = Text(default=None)
    sealed_private_key = Bytea(default=None)
    public_key = JSONB(default=None)
    created_at = Timestamptz(default=None)
    retired_at = Timestamptz(null=True, default=None)


class IdempotentAnswerRow(Table, tablename="idempotent_answers", db=ENGINE):
    """One row of ``idempotent_answers``."""

    tenant_id = Integer(primary_key=True, default=None)
    key_hash = Bytea(default=None)
    body_hash = Bytea(default=None)
    sealed_answer = Bytea(null=True, default=None)
    created_at = Timestamptz(default=None)
