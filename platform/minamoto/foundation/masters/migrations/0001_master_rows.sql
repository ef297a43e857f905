-- Dated master rows of every kind (offices, districts, tax rates, eras, code lists). A change is a new row.
create table master_rows (
    tenant_id int not null,
    kind text not null,
    code text not null,
    valid_from date not null,
    recorded_at timestamptz not null,
    name text not null,
    attributes jsonb not null,
    primary key (tenant_id, kind, code, valid_from, recorded_at)
);
select fence('master_rows', 'select, insert');
