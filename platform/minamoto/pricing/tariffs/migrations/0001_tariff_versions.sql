-- A tariff version is the text a tariff clerk wrote, with its fingerprint. Released versions never change;
-- the state alone moves (draft -> released -> withdrawn before it applied).
create table tariff_versions (
    tenant_id int not null,
    id bigint not null,
    tariff_code text not null,
    service text not null check (service in ('electricity', 'gas', 'water', 'sewer')),
    valid_from date not null,
    definition text not null,
    fingerprint bytea not null check (octet_length(fingerprint) = 32),
    state text not null check (state in ('draft', 'released', 'withdrawn')),
    recorded_at timestamptz not null,
    released_at timestamptz,
    primary key (tenant_id, id)
);
create unique index tariff_versions_one_released
    on tariff_versions (tenant_id, tariff_code, valid_from) where state = 'released';
create index tariff_versions_by_code on tariff_versions (tenant_id, tariff_code, valid_from);
select fence('tariff_versions', 'select, insert, update (state, released_at)');

-- Dated index values: fuel, raw material, levy. unit_price is yen per unit, exact.
create table price_indexes (
    tenant_id int not null,
    index_code text not null,
    month date not null check (extract(day from month) = 1),
    recorded_at timestamptz not null,
    unit_price numeric(18, 6) not null,
    source text not null,
    primary key (tenant_id, index_code, month, recorded_at)
);
select fence('price_indexes', 'select, insert');
