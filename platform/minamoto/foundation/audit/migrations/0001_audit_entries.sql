-- Who did or read what, when and why. Append-only.
create table audit_entries (
    tenant_id int not null,
    id bigint not null,
    at timestamptz not null,
    actor_kind text not null check (actor_kind in ('staff', 'portal_user', 'partner', 'system', 'operator')),
    actor_id bigint,
    act text not null,
    subject_kind text not null,
    subject_id bigint,
    reason text,
    before jsonb,
    after jsonb,
    primary key (tenant_id, id)
);
create index audit_entries_by_subject on audit_entries (tenant_id, subject_kind, subject_id, at);
create index audit_entries_by_moment on audit_entries (tenant_id, at);
select fence('audit_entries', 'select, insert');
