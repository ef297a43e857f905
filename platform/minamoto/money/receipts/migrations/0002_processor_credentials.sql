-- A tenant's credentials at its payment processors, sealed with its own key. A change is a new row.
create table processor_credentials (
    tenant_id int not null,
    processor text not null,
    recorded_at timestamptz not null,
    sealed bytea not null,
    primary key (tenant_id, processor, recorded_at)
);
select fence('processor_credentials', 'select, insert');
