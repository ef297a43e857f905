-- People and companies. Names and contacts stand in a table of their own so that they can be shredded
-- while the facts that point at the party stay.
create table parties (
    tenant_id int not null,
    id bigint not null,
    kind text not null check (kind in ('person', 'company')),
    recorded_at timestamptz not null,
    primary key (tenant_id, id)
);
select fence('parties', 'select, insert');

create table party_names (
    tenant_id int not null,
    party_id bigint not null,
    valid_from date not null,
    recorded_at timestamptz not null,
    name text not null,
    kana text not null,
    -- normalised forms, searched by prefix with ~>=~ and ~<~ (LIKE is not leakproof, so no index)
    name_search text not null,
    kana_search text not null,
    phone text,
    phone_search text,
    email text,
    primary key (tenant_id, party_id, valid_from, recorded_at),
    foreign key (tenant_id, party_id) references parties (tenant_id, id)
);
create index party_names_by_name on party_names (tenant_id, name_search text_pattern_ops);
create index party_names_by_kana on party_names (tenant_id, kana_search text_pattern_ops);
create index party_names_by_phone on party_names (tenant_id, phone_search text_pattern_ops);
select fence('party_names', 'select, insert');
