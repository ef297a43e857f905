-- One row per service point, channel and day: 48 half hours (or 24 hours, or 96 quarters) in one array.
create table interval_days (
    tenant_id int not null,
    service_point_id bigint not null,
    day date not null,
    -- 0 = consumption, 1 = feed-in
    channel smallint not null,
    interval_minutes smallint not null check (interval_minutes in (5, 10, 15, 30, 60)),
    -- a value v stands for v * 10 ** -scale of the channel's unit
    scale smallint not null check (scale between 0 and 6),
    readings int[] not null check (cardinality(readings) = 1440 / interval_minutes),
    -- bit masks, first slot in the highest bit; null means no slot is marked
    missing bit varying(288),
    estimated bit varying(288),
    -- 0 same day, 1 preliminary (速報), 2 firm (確報), 3 confirmed (確定)
    stage smallint not null check (stage between 0 and 3),
    revision int not null check (revision >= 0),
    source_message_id bigint,
    recorded_at timestamptz not null,
    primary key (tenant_id, service_point_id, day, channel),
    foreign key (tenant_id, service_point_id) references service_points (tenant_id, id)
) partition by range (day);
select open_partitions('interval_days', (
    select array_agg(m::date::text order by m)
    from generate_series(date '2024-01-01', date '2029-01-01', interval '1 month') as m
));
select fence('interval_days', 'select, insert, update, delete');

-- What a newer revision replaced: the value a bill was made of stays answerable.
create table interval_revisions (
    tenant_id int not null,
    service_point_id bigint not null,
    day date not null,
    channel smallint not null,
    revision int not null,
    stage smallint not null,
    scale smallint not null,
    readings int[] not null,
    replaced_at timestamptz not null,
    primary key (tenant_id, service_point_id, day, channel, replaced_at)
);
select fence('interval_revisions', 'select, insert');

-- Monthly confirmed usage (確定使用量) as the transmission operator states it. A newer revision is a new row.
create table confirmed_usages (
    tenant_id int not null,
    service_point_id bigint not null,
    usage_month date not null check (extract(day from usage_month) = 1),
    sort_code text not null,
    revision int not null check (revision >= 0),
    period_from date not null,
    period_to date not null check (period_to > period_from),
    quantity bigint not null check (quantity >= 0),
    scale smallint not null check (scale between 0 and 6),
    next_reading_on date,
    attributes jsonb not null,
    source_message_id bigint,
    recorded_at timestamptz not null,
    primary key (tenant_id, service_point_id, usage_month, sort_code, revision),
    foreign key (tenant_id, service_point_id) references service_points (tenant_id, id)
);
select fence('confirmed_usages', 'select, insert');

-- Register values read from a dial (検針). A corrected reading is a new row that names the old one.
create table register_readings (
    tenant_id int not null,
    id bigint not null,
    service_point_id bigint not null,
    installation_id bigint not null,
    read_on date not null,
    -- null when the meter could not be read: then a reason stands here
    register_value bigint check (register_value >= 0),
    scale smallint not null check (scale between 0 and 6),
    kind text not null check (kind in
        ('regular', 'vacant', 'move_in', 'move_out', 'exchange', 'special', 'estimate')),
    reason_code text,
    note text,
    corrects_id bigint,
    source_message_id bigint,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    check (register_value is not null or reason_code is not null),
    foreign key (tenant_id, service_point_id) references service_points (tenant_id, id),
    foreign key (tenant_id, installation_id) references meter_installations (tenant_id, id),
    foreign key (tenant_id, corrects_id) references register_readings (tenant_id, id)
);
create index register_readings_by_installation
    on register_readings (tenant_id, installation_id, read_on, recorded_at);
create index register_readings_by_point on register_readings (tenant_id, service_point_id, read_on);
select fence('register_readings', 'select, insert');

-- Billable usage of a service point over a half-open period, from confirmed usage or register values.
-- quantity is the total; channels hold time-of-use or other splits as scaled integers.
create table usages (
    tenant_id int not null,
    id bigint not null,
    service_point_id bigint not null,
    period_from date not null,
    period_to date not null check (period_to > period_from),
    quantity bigint not null check (quantity >= 0),
    scale smallint not null check (scale between 0 and 6),
    source text not null check (source in ('confirmed', 'register', 'estimate', 'reported', 'certified')),
    details jsonb not null,
    supersedes_id bigint,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, service_point_id) references service_points (tenant_id, id),
    foreign key (tenant_id, supersedes_id) references usages (tenant_id, id)
);
create index usages_by_point on usages (tenant_id, service_point_id, period_from);
select fence('usages', 'select, insert');

-- Which usage of a point and period counts now. A projection of usages.
create table live_usages (
    tenant_id int not null,
    service_point_id bigint not null,
    period_from date not null,
    period_to date not null,
    usage_id bigint not null,
    primary key (tenant_id, service_point_id, period_from),
    foreign key (tenant_id, usage_id) references usages (tenant_id, id)
);
create index live_usages_by_end on live_usages (tenant_id, period_to, service_point_id);
select fence('live_usages', 'select, insert, update, delete');
