-- The directory is read before a tenant is known (a login, a webhook): slug, number and state, no more.
-- It is one of the listed exceptions to the fence, and read-only to the application.
create table tenant_directory (
    slug text primary key check (slug ~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$'),
    tenant_id int not null unique check (tenant_id > 0),
    state text not null check (state in ('onboarding', 'live', 'suspended')),
    created_at timestamptz not null
);
grant select on tenant_directory to minamoto_app;

create table tenants (
    tenant_id int not null primary key references tenant_directory (tenant_id),
    display_name text not null,
    legal_name text not null,
    -- 適格請求書発行事業者の登録番号
    registration_number text not null check (registration_number ~ '^T[0-9]{13}$'),
    services text[] not null check (cardinality(services) > 0),
    pack_code text not null,
    recorded_at timestamptz not null
);
select fence('tenants', 'select, insert, update');

-- Settings are dated, and a retroactive change is a new row: the latest recorded_at of the latest
-- valid_from not after the day asked for is in force.
create table tenant_settings (
    tenant_id int not null references tenants (tenant_id),
    key text not null,
    valid_from date not null,
    recorded_at timestamptz not null,
    value jsonb not null,
    primary key (tenant_id, key, valid_from, recorded_at)
);
select fence('tenant_settings', 'select, insert');
