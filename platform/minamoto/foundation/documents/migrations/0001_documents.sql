-- Issued documents are snapshots: what was printed stays as it was printed.
create table documents (
    tenant_id int not null,
    id bigint not null,
    kind text not null,
    subject_kind text not null,
    subject_id bigint not null,
    issued_at timestamptz not null,
    sha256 bytea not null check (octet_length(sha256) = 32),
    content bytea not null,
    data jsonb not null,
    primary key (tenant_id, id)
);
create unique index documents_by_subject on documents (tenant_id, subject_kind, subject_id, kind, sha256);
select fence('documents', 'select, insert');
