"""Acts of identity: logging in and out, new passwords, second factors, accounts, partners, single sign-on."""

from __future__ import annotations

from minamoto.foundation.identity.operations.accounts import (
    LoginTaken,
    RoleUnknown,
    create_portal_user,
    create_staff,
    disable_login,
    grant_customer,
    remove_factors,
    revoke_customer,
    seed_roles,
    set_staff_roles,
)
from minamoto.foundation.identity.operations.factors import (
    TotpCodeWrong,
    TotpStands,
    ask_email_code,
    begin_totp,
    confirm_totp,
    remove_totp,
)
from minamoto.foundation.identity.operations.logins import (
    LoginLocked,
    WrongCode,
    WrongCredentials,
    enter_code,
    log_in,
)
from minamoto.foundation.identity.operations.partners import (
    PublicKeysInvalid,
    ScopeUnknown,
    register_partner,
    revoke_partner,
)
from minamoto.foundation.identity.operations.resets import (
    ResetTokenInvalid,
    change_password,
    confirm_reset,
    request_reset,
)
from minamoto.foundation.identity.operations.sessions import (
    authenticate,
    end_all_sessions,
    end_session,
    end_token,
    open_session,
)
from minamoto.foundation.identity.operations.signing_keys import (
    public_key_set,
    retire_signing_keys,
)
from minamoto.foundation.identity.operations.sso import (
    SsoNotSetUp,
    SsoProviderFailed,
    SsoRefused,
    begin_sso,
    configure_sso,
    finish_sso,
    sso_enabled,
)
from minamoto.foundation.identity.operations.sweeping import sweep
from minamoto.foundation.identity.operations.tokens import TokenAnswer, issue_token, read_token

__all__ = [
    "LoginLocked",
    "LoginTaken",
    "PublicKeysInvalid",
    "ResetTokenInvalid",
    "RoleUnknown",
    "ScopeUnknown",
    "SsoNotSetUp",
    "SsoProviderFailed",
    "SsoRefused",
    "TokenAnswer",
    "TotpCodeWrong",
    "TotpStands",
    "WrongCode",
    "WrongCredentials",
    "ask_email_code",
    "authenticate",
    "begin_sso",
    "begin_totp",
    "change_password",
    "configure_sso",
    "confirm_reset",
    "confirm_totp",
    "create_portal_user",
    "create_staff",
    "disable_login",
    "end_all_sessions",
    "end_session",
    "end_token",
    "enter_code",
    "finish_sso",
    "grant_customer",
    "issue_token",
    "log_in",
    "open_session",
    "public_key_set",
    "read_token",
    "register_partner",
    "remove_factors",
    "remove_totp",
    "request_reset",
    "retire_signing_keys",
    "revoke_customer",
    "revoke_partner",
    "seed_roles",
    "set_staff_roles",
    "sso_enabled",
    "sweep",
]
