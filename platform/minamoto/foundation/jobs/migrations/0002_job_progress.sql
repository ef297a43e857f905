-- A running job is asked to stop by a mark; its worker sees the mark when it renews its claim.
alter table jobs add column cancel_requested_at timestamptz;
-- what the job is doing now, as a stable code that screens put into words
alter table jobs add column progress_phase text;
alter table jobs add constraint jobs_progress check (progress_done >= 0 and progress_total >= 0);
create index jobs_by_state on jobs (tenant_id, state, created_at desc);
comment on column jobs.claimed_until is
    'running: the claim ends then unless renewed, and another worker takes over; waiting: not claimable before';
comment on column jobs.attempts is
    'counts claims, and tells a claim from the one before: a worker writes only while the number is its own';
