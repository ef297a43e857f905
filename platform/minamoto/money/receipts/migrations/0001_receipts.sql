-- Money that came in (収納). Append-only; one outside reference is one receipt, however often it is told.
create table receipts (
    tenant_id int not null,
    fiscal_year smallint not null,
    id bigint not null,
    payer_account_id bigint,
    method text not null check (method in
        ('card', 'convenience_store', 'direct_debit', 'bank_transfer', 'counter', 'smartphone')),
    -- 入金日: the day the money counts as received; 振替日 and the like stand in details
    received_on date not null,
    amount_yen bigint not null check (amount_yen > 0),
    stage text not null check (stage in ('provisional', 'final')),
    details jsonb not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, fiscal_year, id),
    foreign key (tenant_id, payer_account_id) references payer_accounts (tenant_id, id)
) partition by range (fiscal_year);
select open_partitions('receipts', (
    select array_agg(y::text order by y) from generate_series(2020, 2033) as y
));
create index receipts_by_payer on receipts (tenant_id, payer_account_id, received_on);
create index receipts_by_day on receipts (tenant_id, received_on);
select fence('receipts', 'select, insert');

-- The same outside reference may arrive twice and at once: this key lets one through. A unique key on
-- receipts itself would have to hold the partition's year, and two years could then both pass.
create table receipt_references (
    tenant_id int not null,
    method text not null,
    reference text not null,
    fiscal_year smallint not null,
    receipt_id bigint not null,
    primary key (tenant_id, method, reference),
    foreign key (tenant_id, fiscal_year, receipt_id) references receipts (tenant_id, fiscal_year, id)
);
select fence('receipt_references', 'select, insert');

-- Clearing (消込): which receipt pays which claim, how much. A reversal is a row with the amount below zero.
create table clearings (
    tenant_id int not null,
    id bigint not null,
    fiscal_year smallint not null,
    receipt_id bigint not null,
    claim_id bigint not null,
    amount_yen bigint not null check (amount_yen <> 0),
    stage text not null check (stage in ('provisional', 'final')),
    reverses_id bigint,
    cleared_on date not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    check ((amount_yen < 0) = (reverses_id is not null)),
    foreign key (tenant_id, fiscal_year, receipt_id) references receipts (tenant_id, fiscal_year, id),
    foreign key (tenant_id, claim_id) references claims (tenant_id, id),
    foreign key (tenant_id, reverses_id) references clearings (tenant_id, id)
);
create index clearings_by_claim on clearings (tenant_id, claim_id);
create index clearings_by_receipt on clearings (tenant_id, receipt_id);
select fence('clearings', 'select, insert');

-- How much of a claim is cleared: a projection of clearings, never above the claim. A claim without a row
-- has nothing cleared.
create table claim_balances (
    tenant_id int not null,
    claim_id bigint not null,
    claim_yen bigint not null,
    cleared_yen bigint not null check (cleared_yen between 0 and claim_yen),
    primary key (tenant_id, claim_id),
    foreign key (tenant_id, claim_id) references claims (tenant_id, id)
);
select fence('claim_balances', 'select, insert, update');

-- Money received beyond what is owed (過誤納), kept until it is refunded or allocated.
create table overpayments (
    tenant_id int not null,
    id bigint not null,
    fiscal_year smallint not null,
    receipt_id bigint not null,
    payer_account_id bigint,
    amount_yen bigint not null check (amount_yen > 0),
    reason text not null check (reason in ('double_payment', 'over_amount', 'unmatched', 'correction')),
    arose_on date not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, fiscal_year, receipt_id) references receipts (tenant_id, fiscal_year, id)
);
create index overpayments_by_payer on overpayments (tenant_id, payer_account_id);
select fence('overpayments', 'select, insert');

-- A payment that somebody began at a processor. The processor's word comes back as messages; the state here
-- is a projection of them.
create table payment_attempts (
    tenant_id int not null,
    id bigint not null,
    fiscal_year smallint not null,
    invoice_id bigint not null,
    processor text not null,
    method text not null,
    amount_yen bigint not null check (amount_yen > 0),
    idempotency_key text not null,
    request_hash bytea not null check (octet_length(request_hash) = 32),
    external_id text,
    redirect_url text,
    state text not null check (state in ('started', 'pending', 'paid', 'failed', 'expired')),
    failure_code text,
    started_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, idempotency_key),
    foreign key (tenant_id, fiscal_year, invoice_id) references invoices (tenant_id, fiscal_year, id)
);
create unique index payment_attempts_by_external on payment_attempts (tenant_id, processor, external_id);
create index payment_attempts_by_invoice on payment_attempts (tenant_id, invoice_id);
select fence('payment_attempts',
    'select, insert, update (external_id, redirect_url, state, failure_code, updated_at)');
