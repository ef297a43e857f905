-- The ground every later migration stands on: the tenant fence and the allotment of ids.

-- One call fences a table: row security on and forced (the owner is bound too), one policy on the
-- transaction's tenant, and exactly the privileges named for the application role, no others.
create function fence(target regclass, privileges text) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format(
        'create policy tenant_fence on %s
             using (tenant_id = nullif(current_setting(''minamoto.tenant_id'', true), '''')::int)
             with check (tenant_id = nullif(current_setting(''minamoto.tenant_id'', true), '''')::int)',
        target);
    execute format('grant %s on %s to minamoto_app', privileges, target);
end
$$;
revoke execute on function fence(regclass, text) from public;

-- Opens the yearly or monthly partitions of a fenced table. Partitions get no grant: the application
-- reaches them through the fenced parent only.
create function open_partitions(target regclass, bounds text[]) returns void language plpgsql as $$
declare
    part record;
begin
    for part in
        select b as low, lead(b) over (order by n) as high from unnest(bounds) with ordinality as t(b, n)
    loop
        continue when part.high is null;
        execute format('create table if not exists %I partition of %s for values from (%L) to (%L)',
            target::text || '_' || replace(part.low, '-', '_'), target, part.low, part.high);
    end loop;
    execute format('create table if not exists %I partition of %s default', target::text || '_rest', target);
end
$$;
revoke execute on function open_partitions(regclass, text[]) from public;

-- Ids are allotted in blocks of 1,000: a process takes a block and hands its numbers out. Gaps are
-- meant; numbers that law or clerks read come from number_counters instead.
create sequence id_blocks as bigint increment by 1000 start with 1000 maxvalue 281474976709000;
grant usage on sequence id_blocks to minamoto_app;
