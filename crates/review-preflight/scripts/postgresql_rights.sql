/* redshift-review preflight
   Who asks, with which of the roles that open other users' rows, and how many tables there are to report on in the
   connected database. */
select
    r.rolsuper as is_superuser,
    pg_has_role(current_user, 'pg_monitor', 'usage') as is_monitor,
    pg_has_role(current_user, 'pg_read_all_stats', 'usage') as reads_all_stats,
    pg_has_role(current_user, 'pg_read_all_settings', 'usage') as reads_all_settings,
    (
        select count(*)
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where c.relkind = 'r'
            and n.nspname not in ('pg_catalog', 'pg_toast', 'information_schema')
    ) as tables
from pg_roles as r
where r.rolname = current_user
