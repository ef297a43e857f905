"""What the database says of itself: tables, fences, keys, privileges. Read by tests and by operators."""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

UNFENCED = {
    "applied_migrations": "record of migrations; no grant to the application",
    "tenant_directory": "slug, number and state of tenants, read before a tenant is known",
    "job_dispatch": "tenant, job id and due time alone: what a relay needs to wake a worker",
}
"""The listed exceptions to the fence, each with its reason."""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """How one table of the schema stands in the catalogue."""

    name: str
    is_partition: bool
    row_security: bool
    row_security_forced: bool
    policies: tuple[str, ...]
    tenant_column_not_null: bool
    keys_led_by_tenant: bool
    foreign_keys_led_by_tenant: bool
    application_privileges: frozenset[str]
    owner: str


_TABLES = """
select c.relname as name, c.relispartition as is_partition, c.relrowsecurity, c.relforcerowsecurity,
       pg_get_userbyid(c.relowner) as owner,
       coalesce((select array_agg(p.polname::text || ': ' || pg_get_expr(p.polqual, c.oid)
                                  || ' / ' || coalesce(pg_get_expr(p.polwithcheck, c.oid), '-'))
                 from pg_policy p where p.polrelid = c.oid), '{}') as policies,
       coalesce((select a.attnotnull from pg_attribute a
                 where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped), false)
           as tenant,
       not exists (select from pg_index i
                   where i.indrelid = c.oid and i.indisunique
                     and (select a.attname from pg_attribute a
                          where a.attrelid = c.oid and a.attnum = i.indkey[0]) is distinct from 'tenant_id')
           as keys_led,
       not exists (select from pg_constraint k
                   where k.conrelid = c.oid and k.contype = 'f'
                     and (select a.attname from pg_attribute a
                          where a.attrelid = c.oid and a.attnum = k.conkey[1]) is distinct from 'tenant_id')
           as foreign_keys_led,
       array(select privilege from unnest(array['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES',
                                                'TRIGGER']) privilege
             where has_table_privilege('minamoto_app', c.oid, privilege)
                or (privilege in ('UPDATE') and has_any_column_privilege('minamoto_app', c.oid, privilege)))
           as privileges
from pg_class c
where c.relnamespace = 'minamoto'::regnamespace and c.relkind in ('r', 'p')
order by c.relname
"""


async def read_tables(link: asyncpg.Connection[asyncpg.Record]) -> list[TableFacts]:
    """Return the facts of every table and partition, by name. Needs a role that sees the catalogue."""
    return [
        TableFacts(
            name=row["name"],
            is_partition=row["is_partition"],
            row_security=row["relrowsecurity"],
            row_security_forced=row["relforcerowsecurity"],
            policies=tuple(row["policies"]),
            tenant_column_not_null=row["tenant"],
            keys_led_by_tenant=row["keys_led"],
            foreign_keys_led_by_tenant=row["foreign_keys_led"],
            application_privileges=frozenset(row["privileges"]),
            owner=row["owner"],
        )
        for row in await link.fetch(_TABLES)
    ]


async def read_columns(link: asyncpg.Connection[asyncpg.Record]) -> dict[str, list[str]]:
    """Return each table's column names in order."""
    rows = await link.fetch(
        """
        select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'minamoto'::regnamespace and c.relkind in ('r', 'p')
        group by c.relname
        """
    )
    return {row["name"]: list(row["columns"]) for row in rows}
