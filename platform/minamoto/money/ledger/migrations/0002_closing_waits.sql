-- Closing a month waits for postings under way into it, and they for the closing: without that, a transaction
-- that posted before the closing could commit after it. The lock is the tenant and month, held to the end
-- of the transaction; postings share it, a closing holds it alone.
create function posting_month_lock(tenant int, posting_month date) returns bigint
language sql stable as $$
    select hashtextextended('posting_month:' || tenant || ':' || to_char(posting_month, 'YYYYMM'), 0)
$$;

create or replace function refuse_posting_into_closed_month() returns trigger language plpgsql as $$
declare
    closed date;
begin
    perform pg_advisory_xact_lock_shared(posting_month_lock(m.tenant_id, m.posting_month))
    from (select distinct tenant_id, posting_month from added order by 1, 2) as m;
    select c.posting_month into closed
    from closed_months c
    where exists (
        select from added a where a.tenant_id = c.tenant_id and a.posting_month = c.posting_month
    )
    limit 1;
    if found then
        raise exception 'posting month % is closed', closed
            using errcode = 'check_violation', constraint = 'postings_month_open';
    end if;
    return null;
end
$$;

create function wait_for_postings_under_way() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(posting_month_lock(new.tenant_id, new.posting_month));
    return new;
end
$$;
create trigger closed_months_wait before insert on closed_months
    for each row execute function wait_for_postings_under_way();
