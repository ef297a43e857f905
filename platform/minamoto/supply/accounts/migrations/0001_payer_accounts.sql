-- A payer account stands between customer numbers and money: who pays, and by which method since when.
create table payer_accounts (
    tenant_id int not null,
    id bigint not null,
    number text not null,
    party_id bigint not null,
    opened_on date not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, number),
    foreign key (tenant_id, party_id) references parties (tenant_id, id)
);
select fence('payer_accounts', 'select, insert');

create table payer_methods (
    tenant_id int not null,
    payer_account_id bigint not null,
    valid_from date not null,
    recorded_at timestamptz not null,
    method text not null check (method in ('payment_slip', 'direct_debit', 'card')),
    primary key (tenant_id, payer_account_id, valid_from, recorded_at),
    foreign key (tenant_id, payer_account_id) references payer_accounts (tenant_id, id)
);
select fence('payer_methods', 'select, insert');
