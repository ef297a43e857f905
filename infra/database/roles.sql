-- Run once by a superuser where the administrator of migrations may not create roles. Safe to repeat.
-- Passwords are set apart from this file: \password minamoto_app, \password minamoto_backup

do $$
begin
    if not exists (select from pg_roles where rolname = 'minamoto_owner') then
        create role minamoto_owner nologin nosuperuser nobypassrls;
    end if;
    if not exists (select from pg_roles where rolname = 'minamoto_app') then
        create role minamoto_app login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
    if not exists (select from pg_roles where rolname = 'minamoto_backup') then
        -- Sees past row security: without that a dump would be refused, or silently hold nothing.
        create role minamoto_backup login nosuperuser bypassrls replication;
    end if;
end
$$;

grant pg_read_all_data to minamoto_backup;
