-- The truth of every job. Redis only wakes workers; losing it loses nothing.
create table jobs (
    tenant_id int not null,
    id bigint not null,
    name text not null,
    -- the same key twice is the same job
    idempotency_key text not null,
    arguments jsonb not null,
    state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    progress_done bigint not null default 0,
    progress_total bigint,
    result jsonb,
    failure_code text,
    failure jsonb,
    attempts int not null default 0,
    claimed_until timestamptz,
    requested_by bigint,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, name, idempotency_key)
);
create index jobs_by_moment on jobs (tenant_id, created_at desc);
select fence('jobs', 'select, insert, update');

-- The outbox: what a relay needs to wake a worker, and nothing more. Written in the transaction that asks
-- for the job; deleted by the worker that finished it. A listed exception to the fence.
create table job_dispatch (
    tenant_id int not null,
    job_id bigint not null,
    due_at timestamptz not null,
    primary key (tenant_id, job_id)
);
create index job_dispatch_due on job_dispatch (due_at);
grant select, insert, update, delete on job_dispatch to minamoto_app;
