-- What a caller was answered under an Idempotency-Key, sealed; the same key is answered alike.
create table idempotent_answers (
    tenant_id int not null,
    -- SHA-256 of caller, address and key
    key_hash bytea not null,
    body_hash bytea not null,
    -- null only while the work is under way in an open transaction
    sealed_answer bytea,
    created_at timestamptz not null,
    primary key (tenant_id, key_hash)
);
select fence('idempotent_answers', 'select, insert, update (sealed_answer), delete');
