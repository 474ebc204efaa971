/* redshift-review preflight
   Which of the relations that the plan reads are there, and whether the user may read them: one statement for all.
   has_table_privilege works on the leader node only, so no system view may stand beside it. */
select
    n.nspname as schema_name,
    c.relname as relation_name,
    has_table_privilege(c.oid, 'select') as is_readable
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'v', 'm')
    and c.relname in (:names)
order by n.nspname, c.relname
