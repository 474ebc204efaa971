/* redshift-review PythonFunctions
   Shows: the functions of the connected database that are written in Python.
   Why:   Amazon ended support for them on 30 June 2026 and enforces it in phases: a statement that calls one will
          fail.
   From:  pg_proc, pg_language, pg_namespace, pg_user (the connected database; provisioned and Serverless).
   Mind:  the catalogue knows that a function is there, not whether anybody calls it: a view or a procedure may hide
          the call from the text of queries. Functions that Redshift brings itself are left out. */
select
    cast(n.nspname as varchar(128)) as schema_name,
    cast(p.proname as varchar(128)) as function_name,
    cast(p.pronargs as bigint) as arguments,
    cast(coalesce(cast(u.usename as varchar(128)), '') as varchar(128)) as owner_name,
    cast('2026-06-30' as date) as support_ended,
    cast(datediff(day, cast('2026-06-30' as date), getdate()) as bigint) as days_past
from pg_proc as p
join pg_language as l on l.oid = p.prolang
join pg_namespace as n on n.oid = p.pronamespace
left join pg_user as u on u.usesysid = p.proowner
where cast(l.lanname as varchar(128)) = 'plpythonu'
    and cast(n.nspname as varchar(128)) not in ('pg_catalog', 'pg_internal', 'information_schema')
order by schema_name, function_name, arguments, owner_name
limit :row_limit;
