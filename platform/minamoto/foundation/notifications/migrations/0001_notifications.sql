-- Mail to be sent and its fate. The address and the text are personal: they are wiped when the mail is out.
create table notifications (
    tenant_id int not null,
    id bigint not null,
    kind text not null,
    language text not null check (language in ('ja', 'en')),
    -- sealed with the tenant's key; null once sent
    sealed_message bytea,
    state text not null check (state in ('waiting', 'sent', 'failed')),
    attempts int not null default 0,
    failure_code text,
    created_at timestamptz not null,
    sent_at timestamptz,
    primary key (tenant_id, id)
);
create index notifications_waiting on notifications (tenant_id, created_at) where state = 'waiting';
select fence('notifications', 'select, insert, update (sealed_message, state, attempts, failure_code, sent_at)');
