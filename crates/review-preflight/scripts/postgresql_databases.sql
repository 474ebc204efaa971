/* redshift-review preflight
   Every database that holds data of its own, and whether the user may connect to it. */
select
    d.datname as database_name,
    has_database_privilege(d.oid, 'connect') as may_connect
from pg_database as d
where d.datallowconn
    and not d.datistemplate
order by d.datname
