/* redshift-review preflight
   Who asks, whether as a superuser, and how many tables there are to report on in the connected database.
   Only catalogue tables: this runs on the leader node, in every kind of deployment, for every user.
   How to read metadata_security is not documented; where the warehouse lists it among its settings, it is here. */
select
    u.usesuper as is_superuser,
    s.setting as metadata_security,
    (
        select count(*)
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where c.relkind = 'r'
            and n.nspname not in ('pg_catalog', 'pg_toast', 'pg_internal', 'pg_automv', 'information_schema')
    ) as tables
from pg_user as u
left join pg_settings as s on s.name = 'metadata_security'
where u.usename = current_user
