/* redshift-review Wraparound
   Shows: for each database the age of its oldest transaction number and of its oldest multixact number, beside the
          age at which autovacuum is forced to freeze.
   Why:   numbers are 32 bits wide. When the oldest is about two thousand million old, the server takes no more writes.
   From:  pg_database, pg_settings. Any user may read both. */
with numbers as (
    select
        max(case when s.name = 'autovacuum_freeze_max_age' then s.setting end)::bigint as freeze_max_age,
        max(case when s.name = 'autovacuum_multixact_freeze_max_age' then s.setting end)::bigint
            as multixact_freeze_max_age
    from pg_settings as s
    where s.name in ('autovacuum_freeze_max_age', 'autovacuum_multixact_freeze_max_age')
)
select
    cast(d.datname as varchar(63)) as database_name,
    d.datallowconn as takes_connections,
    cast(age(d.datfrozenxid) as bigint) as transaction_age,
    cast(n.freeze_max_age as bigint) as freeze_max_age,
    cast(mxid_age(d.datminmxid) as bigint) as multixact_age,
    cast(n.multixact_freeze_max_age as bigint) as multixact_freeze_max_age,
    cast(round(100.0 * greatest(age(d.datfrozenxid), mxid_age(d.datminmxid)) / 2147483648.0, 2) as numeric(9, 2))
        as used_pct
from pg_database as d
cross join numbers as n
order by greatest(age(d.datfrozenxid), mxid_age(d.datminmxid)) desc, d.datname
limit :row_limit;
