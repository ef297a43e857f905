create table meters (
    tenant_id int not null,
    id bigint not null,
    serial text not null,
    service text not null check (service in ('electricity', 'gas', 'water')),
    -- digits before the decimal point that the dial shows; it rolls over at 10 ** digits
    digits smallint not null check (digits between 1 and 12),
    -- decimal places a register value keeps
    scale smallint not null check (scale between 0 and 6),
    attributes jsonb not null,
    -- 検定満期: the last day the certification holds (計量法)
    certified_until date,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, service, serial)
);
create index meters_by_serial on meters (tenant_id, serial text_pattern_ops);
select fence('meters', 'select, insert');

-- Dated: which meter hangs at which service point, and below which parent meter.
create table meter_installations (
    tenant_id int not null,
    id bigint not null,
    meter_id bigint not null,
    service_point_id bigint not null,
    parent_installation_id bigint,
    installed_on date not null,
    removed_on date,
    initial_value bigint not null check (initial_value >= 0),
    removed_value bigint check (removed_value >= 0),
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, meter_id) references meters (tenant_id, id),
    foreign key (tenant_id, service_point_id) references service_points (tenant_id, id),
    foreign key (tenant_id, parent_installation_id) references meter_installations (tenant_id, id)
);
create unique index meter_installations_one_place_at_a_time
    on meter_installations (tenant_id, meter_id) where removed_on is null;
create index meter_installations_by_point on meter_installations (tenant_id, service_point_id, installed_on);
select fence('meter_installations', 'select, insert, update (removed_on, removed_value)');
