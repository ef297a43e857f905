-- Every file or message from outside, kept as it came. The same content on the same channel is one message.
create table inbox_messages (
    tenant_id int not null,
    id bigint not null,
    channel text not null,
    kind text not null,
    file_name text not null,
    -- SHA-256 of the content, or a processor's event id
    dedupe_key text not null,
    sha256 bytea not null check (octet_length(sha256) = 32),
    size_bytes bigint not null check (size_bytes >= 0),
    state text not null check (state in ('received', 'done', 'done_with_parked', 'quarantined')),
    attempts int not null default 0,
    failure_code text,
    failure jsonb,
    result jsonb,
    received_at timestamptz not null,
    handled_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, channel, dedupe_key)
);
create index inbox_messages_by_moment on inbox_messages (tenant_id, received_at desc);
create index inbox_messages_by_state on inbox_messages (tenant_id, state, received_at desc);
select fence('inbox_messages', 'select, insert, update (state, attempts, failure_code, failure, result, handled_at)');

create table inbox_contents (
    tenant_id int not null,
    message_id bigint not null,
    content bytea not null,
    primary key (tenant_id, message_id),
    foreign key (tenant_id, message_id) references inbox_messages (tenant_id, id)
);
alter table inbox_contents alter column content set storage external;
select fence('inbox_contents', 'select, insert');

-- Records of a message that could not be taken in, each with its place and a reason; seen by staff and
-- taken in by replaying the message.
create table parked_records (
    tenant_id int not null,
    id bigint not null,
    message_id bigint not null,
    place text not null,
    reason_code text not null,
    detail jsonb not null,
    state text not null check (state in ('parked', 'solved', 'dismissed')),
    parked_at timestamptz not null,
    solved_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, message_id, place, reason_code),
    foreign key (tenant_id, message_id) references inbox_messages (tenant_id, id)
);
create index parked_records_by_state on parked_records (tenant_id, state, parked_at desc);
select fence('parked_records', 'select, insert, update (state, solved_at)');
