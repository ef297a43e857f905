create table premises (
    tenant_id int not null,
    id bigint not null,
    postcode text not null check (postcode ~ '^[0-9]{7}$'),
    prefecture text not null,
    city text not null,
    town text not null,
    block text not null,
    building text,
    room text,
    address_search text not null,
    district text not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, id)
);
create index premises_by_address on premises (tenant_id, address_search text_pattern_ops);
select fence('premises', 'select, insert');

-- A service point is where a service is delivered: 水栓 (water), 供給地点 (electricity, gas). Removed points
-- leave searches and keep their facts.
create table service_points (
    tenant_id int not null,
    id bigint not null,
    premises_id bigint not null,
    service text not null check (service in ('electricity', 'gas', 'water', 'sewer')),
    point_number text not null,
    route text,
    reading_group smallint not null,
    attributes jsonb not null,
    installed_on date not null,
    removed_on date,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, service, point_number),
    foreign key (tenant_id, premises_id) references premises (tenant_id, id)
);
create index service_points_by_number on service_points (tenant_id, point_number text_pattern_ops);
create index service_points_by_premises on service_points (tenant_id, premises_id);
create index service_points_by_group on service_points (tenant_id, service, reading_group, id);
select fence('service_points', 'select, insert, update (removed_on, route, reading_group)');
