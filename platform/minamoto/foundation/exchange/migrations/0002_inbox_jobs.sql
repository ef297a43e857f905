-- The job that handles (or handled last) a message, so that screens can follow it.
alter table inbox_messages add column job_id bigint;
grant update (job_id) on inbox_messages to minamoto_app;
create index inbox_messages_by_kind on inbox_messages (tenant_id, kind, received_at desc);

-- Why and by whom a parked record was settled without being taken in.
alter table parked_records add column settled_reason text;
alter table parked_records add column settled_by bigint;
grant update (settled_reason, settled_by, parked_at, detail) on parked_records to minamoto_app;
create index parked_records_by_moment on parked_records (tenant_id, parked_at desc, id desc);
