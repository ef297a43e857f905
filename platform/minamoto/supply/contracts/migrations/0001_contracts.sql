-- A customer number is one occupancy of a place by a party, never the party itself.
create table customers (
    tenant_id int not null,
    id bigint not null,
    customer_number text not null,
    party_id bigint not null,
    premises_id bigint not null,
    started_on date not null,
    -- projection of the agreements' terms: the day the last of them closed
    closed_on date,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, customer_number),
    foreign key (tenant_id, party_id) references parties (tenant_id, id),
    foreign key (tenant_id, premises_id) references premises (tenant_id, id)
);
create index customers_by_number on customers (tenant_id, customer_number text_pattern_ops);
create index customers_by_party on customers (tenant_id, party_id);
create index customers_by_premises on customers (tenant_id, premises_id);
select fence('customers', 'select, insert, update (closed_on)');

-- Dated roles on a customer number: user, owner, mail recipient, manager.
create table customer_roles (
    tenant_id int not null,
    customer_id bigint not null,
    role text not null check (role in ('user', 'owner', 'mail_recipient', 'manager')),
    valid_from date not null,
    recorded_at timestamptz not null,
    party_id bigint not null,
    primary key (tenant_id, customer_id, role, valid_from, recorded_at),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id),
    foreign key (tenant_id, party_id) references parties (tenant_id, id)
);
select fence('customer_roles', 'select, insert');

create table customer_payers (
    tenant_id int not null,
    customer_id bigint not null,
    valid_from date not null,
    recorded_at timestamptz not null,
    payer_account_id bigint not null,
    primary key (tenant_id, customer_id, valid_from, recorded_at),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id),
    foreign key (tenant_id, payer_account_id) references payer_accounts (tenant_id, id)
);
select fence('customer_payers', 'select, insert');

-- One agreement per service: water and sewer of one tap are two, with their own dates.
create table agreements (
    tenant_id int not null,
    id bigint not null,
    customer_id bigint not null,
    service text not null check (service in ('electricity', 'gas', 'water', 'sewer')),
    -- the point whose usage is priced; a sewer agreement names the water point it is computed from
    service_point_id bigint not null,
    agreement_number text not null,
    started_on date not null,
    closed_on date,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, agreement_number),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id),
    foreign key (tenant_id, service_point_id) references service_points (tenant_id, id)
);
create index agreements_by_customer on agreements (tenant_id, customer_id);
create index agreements_by_point on agreements (tenant_id, service_point_id, started_on);
select fence('agreements', 'select, insert, update (closed_on)');

-- The terms in force from a day on: tariff and contract attributes (ampere, diameter, households).
create table agreement_terms (
    tenant_id int not null,
    agreement_id bigint not null,
    valid_from date not null,
    recorded_at timestamptz not null,
    state text not null check (state in ('open', 'shut_off', 'closed')),
    tariff_code text not null,
    attributes jsonb not null,
    primary key (tenant_id, agreement_id, valid_from, recorded_at),
    foreign key (tenant_id, agreement_id) references agreements (tenant_id, id)
);
select fence('agreement_terms', 'select, insert');
