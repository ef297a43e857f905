-- Files that were loaded on onboarding. The same content is loaded once.
create table onboarding_loads (
    tenant_id int not null,
    sha256 bytea not null check (octet_length(sha256) = 32),
    kind text not null,
    file_name text not null,
    row_count int not null,
    loaded_at timestamptz not null,
    primary key (tenant_id, sha256)
);
select fence('onboarding_loads', 'select, insert');
