-- What is owed for a service agreement, a period and a kind (調定). Append-only; a correction is a new row
-- that names the one it corrects. The steps of the calculation stay in the row, so a bill of any year
-- explains itself.
create table assessments (
    tenant_id int not null,
    fiscal_year smallint not null,
    id bigint not null,
    agreement_id bigint not null,
    service text not null check (service in ('electricity', 'gas', 'water', 'sewer')),
    period_from date not null,
    period_to date not null check (period_to > period_from),
    kind text not null check (kind in ('regular', 'final', 'special', 'other')),
    posting_month date not null check (extract(day from posting_month) = 1),
    assessed_on date not null,
    usage_id bigint,
    tariff_version_id bigint,
    months_of_use numeric(6, 2) not null,
    determinants jsonb not null,
    steps jsonb not null,
    amount_yen bigint not null,
    tax_rate_percent numeric(5, 2) not null,
    tax_yen bigint not null,
    district text not null,
    origin text not null check (origin in ('run', 'correction', 'cancellation', 'migrated', 'counter')),
    fingerprint bytea not null check (octet_length(fingerprint) = 32),
    corrects_fiscal_year smallint,
    corrects_id bigint,
    reason text,
    run_id bigint,
    recorded_at timestamptz not null,
    primary key (tenant_id, fiscal_year, id),
    check ((corrects_id is null) = (corrects_fiscal_year is null)),
    check (origin not in ('correction', 'cancellation') or reason is not null),
    foreign key (tenant_id, agreement_id) references agreements (tenant_id, id),
    foreign key (tenant_id, corrects_fiscal_year, corrects_id)
        references assessments (tenant_id, fiscal_year, id)
) partition by range (fiscal_year);
select open_partitions('assessments', (
    select array_agg(y::text order by y) from generate_series(2020, 2033) as y
));
create index assessments_by_agreement on assessments (tenant_id, agreement_id, period_from);
create index assessments_by_run on assessments (tenant_id, run_id);
select fence('assessments', 'select, insert');

-- One live assessment per agreement, period and kind: the primary key says so.
create table live_assessments (
    tenant_id int not null,
    agreement_id bigint not null,
    period_from date not null,
    kind text not null,
    period_to date not null,
    fiscal_year smallint not null,
    assessment_id bigint not null,
    primary key (tenant_id, agreement_id, period_from, kind),
    foreign key (tenant_id, fiscal_year, assessment_id) references assessments (tenant_id, fiscal_year, id)
);
select fence('live_assessments', 'select, insert, update, delete');

-- A claim is what a payer owes for one assessment and service, with its own limitation clock.
create table claims (
    tenant_id int not null,
    id bigint not null,
    fiscal_year smallint not null,
    assessment_id bigint not null,
    customer_id bigint not null,
    payer_account_id bigint not null,
    service text not null check (service in ('electricity', 'gas', 'water', 'sewer')),
    amount_yen bigint not null,
    arose_on date not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, assessment_id),
    foreign key (tenant_id, fiscal_year, assessment_id) references assessments (tenant_id, fiscal_year, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id),
    foreign key (tenant_id, payer_account_id) references payer_accounts (tenant_id, id)
);
create index claims_by_customer on claims (tenant_id, customer_id, arose_on);
create index claims_by_payer on claims (tenant_id, payer_account_id, arose_on);
select fence('claims', 'select, insert');
