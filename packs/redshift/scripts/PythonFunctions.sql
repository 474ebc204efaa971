/* redshift-review PythonFunctions
   Shows: the functions of the connected database that are written in Python.
   Why:   Amazon ended support for them on 30 June 2026 and enforces it in phases: a statement that calls one will
          fail.
   From:  pg_proc, pg_language, pg_namespace, pg_user (the connected database; provisioned and Serverless).
   Mind:  the catalogue knows that a function is there, not whether anybody calls it: a view or a procedure may hide
          the call from the text of queries. Functions that Redshift brings itself are left out. Those of one name and
          one number of arguments differ by the types of these: variant counts them, the oldest first, and function_id
          is the oid that tells them apart in pg_proc. */
select
    cast(n.nspname as varchar(128)) as schema_name,
    cast(p.proname as varchar(128)) as function_name,
    cast(p.pronargs as bigint) as arguments,
    cast(1 + coalesce(o.older, 0) as bigint) as variant,
    cast(p.oid as bigint) as function_id,
    cast(coalesce(cast(u.usename as varchar(128)), '') as varchar(128)) as owner_name,
    cast('2026-06-30' as date) as support_ended,
    cast(datediff(day, cast('2026-06-30' as date), getdate()) as bigint) as days_past
from pg_proc as p
join pg_language as l on l.oid = p.prolang
join pg_namespace as n on n.oid = p.pronamespace
left join pg_user as u on u.usesysid = p.proowner
left join (
    select
        a.oid as function_oid,
        count(*) as older
    from pg_proc as a
    join pg_proc as b
        on b.pronamespace = a.pronamespace
        and b.proname = a.proname
        and b.pronargs = a.pronargs
        and b.prolang = a.prolang
        and b.oid < a.oid
    group by a.oid
) as o on o.function_oid = p.oid
where cast(l.lanname as varchar(128)) = 'plpythonu'
    and cast(n.nspname as varchar(128)) not in ('pg_catalog', 'pg_internal', 'information_schema')
order by schema_name, function_name, arguments, variant
limit :row_limit;
