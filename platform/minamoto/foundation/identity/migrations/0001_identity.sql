-- Who may act. Passwords are Argon2id hashes; tokens, codes and client secrets are kept as hashes only.
create table staff (
    tenant_id int not null,
    id bigint not null,
    -- normalised: NFKC, lower case
    login_name text not null,
    display_name text not null,
    email text not null,
    organisation text,
    language text not null check (language in ('ja', 'en')),
    state text not null check (state in ('active', 'disabled')),
    -- the subject at the tenant's single sign-on provider, bound at the first such login
    oidc_subject text,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, login_name),
    unique (tenant_id, oidc_subject)
);
create index staff_by_email on staff (tenant_id, email);
select fence('staff', 'select, insert, update (display_name, email, organisation, language, state, oidc_subject)');

create table roles (
    tenant_id int not null,
    code text not null,
    name_ja text not null,
    name_en text not null,
    primary key (tenant_id, code)
);
select fence('roles', 'select, insert, update (name_ja, name_en)');

create table role_permissions (
    tenant_id int not null,
    role_code text not null,
    permission text not null,
    primary key (tenant_id, role_code, permission),
    foreign key (tenant_id, role_code) references roles (tenant_id, code)
);
select fence('role_permissions', 'select, insert, delete');

create table staff_roles (
    tenant_id int not null,
    staff_id bigint not null,
    role_code text not null,
    primary key (tenant_id, staff_id, role_code),
    foreign key (tenant_id, staff_id) references staff (tenant_id, id),
    foreign key (tenant_id, role_code) references roles (tenant_id, code)
);
select fence('staff_roles', 'select, insert, delete');

create table portal_users (
    tenant_id int not null,
    id bigint not null,
    -- normalised: NFKC, lower case
    email text not null,
    display_name text not null,
    language text not null check (language in ('ja', 'en')),
    state text not null check (state in ('active', 'disabled')),
    created_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, email)
);
select fence('portal_users', 'select, insert, update (email, display_name, language, state)');

-- Which customer numbers a portal login sees. No foreign key: customers stand on a higher floor.
create table portal_user_customers (
    tenant_id int not null,
    portal_user_id bigint not null,
    customer_id bigint not null,
    granted_at timestamptz not null,
    revoked_at timestamptz,
    primary key (tenant_id, portal_user_id, customer_id, granted_at),
    foreign key (tenant_id, portal_user_id) references portal_users (tenant_id, id)
);
select fence('portal_user_customers', 'select, insert, update (revoked_at)');

create table credentials (
    tenant_id int not null,
    holder_kind text not null check (holder_kind in ('staff', 'portal_user')),
    holder_id bigint not null,
    -- null: this login has no password (single sign-on only, or not yet set)
    password_hash text,
    password_changed_at timestamptz not null,
    email_code boolean not null,
    primary key (tenant_id, holder_kind, holder_id)
);
select fence('credentials', 'select, insert, update (password_hash, password_changed_at, email_code)');

create table totp_secrets (
    tenant_id int not null,
    holder_kind text not null check (holder_kind in ('staff', 'portal_user')),
    holder_id bigint not null,
    sealed_secret bytea not null,
    created_at timestamptz not null,
    -- null until a first code has shown that the app was set up
    confirmed_at timestamptz,
    -- the last 30-second step whose code was taken: a code counts once
    last_step bigint,
    primary key (tenant_id, holder_kind, holder_id)
);
select fence('totp_secrets',
             'select, insert, update (sealed_secret, created_at, confirmed_at, last_step), delete');

-- Counted by a keyed hash of what was typed, known login or not, so that a lock tells nothing.
create table login_failures (
    tenant_id int not null,
    holder_kind text not null check (holder_kind in ('staff', 'portal_user')),
    login_key bytea not null,
    failures int not null,
    locked_until timestamptz,
    last_failure_at timestamptz not null,
    primary key (tenant_id, holder_kind, login_key)
);
select fence('login_failures', 'select, insert, update (failures, locked_until, last_failure_at), delete');

create table one_time_codes (
    tenant_id int not null,
    id bigint not null,
    purpose text not null check (purpose in ('login', 'password-reset')),
    holder_kind text not null check (holder_kind in ('staff', 'portal_user')),
    holder_id bigint not null,
    token_hash bytea not null,
    -- how the second factor is shown; null for a reset
    method text check (method in ('email_code', 'totp')),
    code_hash bytea,
    login_key bytea not null,
    attempts int not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, token_hash)
);
create index one_time_codes_by_holder on one_time_codes (tenant_id, holder_kind, holder_id, created_at);
select fence('one_time_codes', 'select, insert, update (attempts, used_at), delete');

create table sessions (
    tenant_id int not null,
    id bigint not null,
    holder_kind text not null check (holder_kind in ('staff', 'portal_user')),
    holder_id bigint not null,
    token_hash bytea not null,
    -- what the browser says of itself, shortened
    device text not null,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, token_hash)
);
create index sessions_by_holder on sessions (tenant_id, holder_kind, holder_id) where ended_at is null;
select fence('sessions', 'select, insert, update (last_seen_at, ended_at), delete');

create table sso_settings (
    tenant_id int not null primary key,
    issuer text not null,
    client_id text not null,
    sealed_client_secret bytea not null,
    enabled boolean not null,
    updated_at timestamptz not null
);
select fence('sso_settings', 'select, insert, update');

-- A login under way at the provider, bound to the browser that began it.
create table sso_attempts (
    tenant_id int not null,
    state_hash bytea not null,
    browser_hash bytea not null,
    nonce text not null,
    code_verifier text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant_id, state_hash)
);
select fence('sso_attempts', 'select, insert, delete');

create table partner_clients (
    tenant_id int not null,
    id bigint not null,
    client_id text not null,
    display_name text not null,
    -- SHA-256 of a secret of 256 random bits; null where the partner signs with a key of its own
    secret_hash bytea,
    public_keys jsonb,
    scopes text[] not null check (cardinality(scopes) > 0),
    created_at timestamptz not null,
    revoked_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, client_id),
    check ((secret_hash is null) <> (public_keys is null))
);
select fence('partner_clients', 'select, insert, update (display_name, secret_hash, scopes, revoked_at)');

-- Assertions of partners that were taken: each counts once (RFC 7523 section 3).
create table used_assertions (
    tenant_id int not null,
    partner_client_id bigint not null,
    assertion_hash bytea not null,
    expires_at timestamptz not null,
    primary key (tenant_id, partner_client_id, assertion_hash),
    foreign key (tenant_id, partner_client_id) references partner_clients (tenant_id, id)
);
select fence('used_assertions', 'select, insert, delete');

create table signing_keys (
    tenant_id int not null,
    key_id text not null,
    sealed_private_key bytea not null,
    public_key jsonb not null,
    created_at timestamptz not null,
    retired_at timestamptz,
    primary key (tenant_id, key_id)
);
select fence('signing_keys', 'select, insert, update (retired_at)');
