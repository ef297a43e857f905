-- Numbers that law and clerks read: without gaps, per tenant and series. The counter's row is locked only
-- for the short last step that writes the numbered rows.
create table number_counters (
    tenant_id int not null,
    series text not null,
    next_number bigint not null check (next_number > 0),
    primary key (tenant_id, series)
);
select fence('number_counters', 'select, insert, update');

-- An invoice (請求書) covers claims. It is a qualified invoice (適格請求書): registration number, total and tax
-- per rate, rounded once per rate. Append-only; a cancellation is an entry in invoice_cancellations.
create table invoices (
    tenant_id int not null,
    fiscal_year smallint not null,
    id bigint not null,
    number bigint not null,
    payer_account_id bigint not null,
    customer_id bigint not null,
    issued_on date not null,
    due_on date not null check (due_on >= issued_on),
    period_from date not null,
    period_to date not null,
    claim_ids bigint[] not null check (cardinality(claim_ids) > 0),
    amount_yen bigint not null check (amount_yen >= 0),
    -- [{"rate_percent": "10", "taxable_yen": 4969, "tax_yen": 451}]; taxable includes the tax
    tax_totals jsonb not null,
    registration_number text not null,
    run_id bigint,
    recorded_at timestamptz not null,
    primary key (tenant_id, fiscal_year, id),
    -- the year of issue is part of the number, so the constraint can live on the partitions
    unique (tenant_id, fiscal_year, number),
    foreign key (tenant_id, payer_account_id) references payer_accounts (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id)
) partition by range (fiscal_year);
select open_partitions('invoices', (
    select array_agg(y::text order by y) from generate_series(2020, 2033) as y
));
create index invoices_by_customer on invoices (tenant_id, customer_id, issued_on desc);
create index invoices_by_payer on invoices (tenant_id, payer_account_id, issued_on desc);
create index invoices_by_run on invoices (tenant_id, run_id);
create index invoices_by_id on invoices (tenant_id, id);
select fence('invoices', 'select, insert');

-- One live invoice per claim: the primary key says so.
create table live_invoice_claims (
    tenant_id int not null,
    claim_id bigint not null,
    fiscal_year smallint not null,
    invoice_id bigint not null,
    primary key (tenant_id, claim_id),
    foreign key (tenant_id, claim_id) references claims (tenant_id, id),
    foreign key (tenant_id, fiscal_year, invoice_id) references invoices (tenant_id, fiscal_year, id)
);
create index live_invoice_claims_by_invoice on live_invoice_claims (tenant_id, invoice_id);
select fence('live_invoice_claims', 'select, insert, update, delete');

create table invoice_cancellations (
    tenant_id int not null,
    fiscal_year smallint not null,
    invoice_id bigint not null,
    cancelled_on date not null,
    reason text not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, fiscal_year, invoice_id),
    foreign key (tenant_id, fiscal_year, invoice_id) references invoices (tenant_id, fiscal_year, id)
);
select fence('invoice_cancellations', 'select, insert');

-- A slip (払込票) covers invoices; each reissue raises the number and the older slip dies.
create table payment_slips (
    tenant_id int not null,
    id bigint not null,
    slip_number bigint not null,
    reissue_number smallint not null check (reissue_number between 0 and 9),
    invoice_ids bigint[] not null check (cardinality(invoice_ids) > 0),
    amount_yen bigint not null check (amount_yen > 0),
    expires_on date not null,
    payload text not null check (payload ~ '^91[0-9]{42}$'),
    issued_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, slip_number, reissue_number),
    unique (tenant_id, payload)
);
select fence('payment_slips', 'select, insert');

create table live_slips (
    tenant_id int not null,
    invoice_id bigint not null,
    slip_id bigint not null,
    primary key (tenant_id, invoice_id),
    foreign key (tenant_id, slip_id) references payment_slips (tenant_id, id)
);
select fence('live_slips', 'select, insert, update, delete');

-- A billing run and the chunks it is worked in. A chunk is claimed by locking its row, worked and marked
-- done in one transaction: it happens wholly or not at all, and never twice.
create table billing_runs (
    tenant_id int not null,
    id bigint not null,
    job_id bigint,
    usage_ends_from date not null,
    usage_ends_to date not null check (usage_ends_to > usage_ends_from),
    services text[] not null,
    assessed_on date not null,
    due_on date not null,
    posting_month date not null,
    run_key text not null,
    started_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, run_key)
);
select fence('billing_runs', 'select, insert');

create table billing_run_chunks (
    tenant_id int not null,
    run_id bigint not null,
    chunk_number int not null,
    first_customer_id bigint not null,
    last_customer_id bigint not null,
    due_count int not null,
    state text not null check (state in ('waiting', 'done')),
    issued_count int not null default 0,
    held_count int not null default 0,
    amount_yen bigint not null default 0,
    finished_at timestamptz,
    primary key (tenant_id, run_id, chunk_number),
    foreign key (tenant_id, run_id) references billing_runs (tenant_id, id)
);
create index billing_run_chunks_waiting
    on billing_run_chunks (tenant_id, run_id, chunk_number) where state = 'waiting';
select fence('billing_run_chunks', 'select, insert, update');

-- Usage that could not be billed, with the reason a clerk can act on. Solved by the next run.
create table held_bills (
    tenant_id int not null,
    run_id bigint not null,
    agreement_id bigint not null,
    usage_id bigint not null,
    reason_code text not null,
    detail jsonb not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, run_id, agreement_id, usage_id),
    foreign key (tenant_id, run_id) references billing_runs (tenant_id, id)
);
create index held_bills_by_agreement on held_bills (tenant_id, agreement_id, recorded_at);
select fence('held_bills', 'select, insert');
