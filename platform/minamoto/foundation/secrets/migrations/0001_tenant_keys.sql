-- Data keys of a tenant, wrapped by a master key that never enters the database.
create table tenant_keys (
    tenant_id int not null,
    purpose text not null,
    generation int not null check (generation > 0),
    wrapped_key bytea not null,
    created_at timestamptz not null,
    primary key (tenant_id, purpose, generation)
);
select fence('tenant_keys', 'select, insert');
