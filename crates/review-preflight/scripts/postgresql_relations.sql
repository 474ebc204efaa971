/* redshift-review preflight
   Which of the relations that the plan reads are there, and whether the user may read them, for which the schema
   must be open, too: one statement for all. */
select
    n.nspname as schema_name,
    c.relname as relation_name,
    has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as is_readable
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'v', 'm', 'f', 'p')
    and c.relname in (:names)
order by n.nspname, c.relname
