-- Double entry in one row: an amount leaves the credit account and enters the debit account, so the books
-- balance by construction. Append-only; a reversal is a posting the other way round that names the first.
create table ledger_accounts (
    tenant_id int not null,
    code text not null,
    name text not null,
    kind text not null check (kind in ('asset', 'liability', 'revenue', 'expense')),
    primary key (tenant_id, code)
);
select fence('ledger_accounts', 'select, insert');

create table postings (
    tenant_id int not null,
    fiscal_year smallint not null,
    id bigint not null,
    posted_on date not null,
    posting_month date not null check (extract(day from posting_month) = 1),
    debit_account text not null,
    credit_account text not null,
    amount_yen bigint not null check (amount_yen > 0),
    source_kind text not null check (source_kind in
        ('assessment', 'receipt', 'clearing', 'refund', 'reversal', 'write_off')),
    source_id bigint not null,
    payer_account_id bigint not null,
    reverses_fiscal_year smallint,
    reverses_id bigint,
    recorded_at timestamptz not null,
    primary key (tenant_id, fiscal_year, id),
    check (debit_account <> credit_account),
    foreign key (tenant_id, debit_account) references ledger_accounts (tenant_id, code),
    foreign key (tenant_id, credit_account) references ledger_accounts (tenant_id, code)
) partition by range (fiscal_year);
select open_partitions('postings', (
    select array_agg(y::text order by y) from generate_series(2020, 2033) as y
));
create index postings_by_payer on postings (tenant_id, payer_account_id, posted_on);
create index postings_by_source on postings (tenant_id, source_kind, source_id);
create index postings_by_month on postings (tenant_id, posting_month);
select fence('postings', 'select, insert');

-- Months that are closed: nothing more may be posted into them.
create table closed_months (
    tenant_id int not null,
    posting_month date not null check (extract(day from posting_month) = 1),
    closed_at timestamptz not null,
    closed_by bigint,
    primary key (tenant_id, posting_month)
);
select fence('closed_months', 'select, insert');

-- One check per statement, not per row: a billing run posts by the ten thousand.
create function refuse_posting_into_closed_month() returns trigger language plpgsql as $$
declare
    closed date;
begin
    select c.posting_month into closed
    from closed_months c
    where exists (
        select from added a where a.tenant_id = c.tenant_id and a.posting_month = c.posting_month
    )
    limit 1;
    if found then
        raise exception 'posting month % is closed', closed
            using errcode = 'check_violation', constraint = 'postings_month_open';
    end if;
    return null;
end
$$;
create trigger postings_month_open after insert on postings
    referencing new table as added
    for each statement execute function refuse_posting_into_closed_month();
