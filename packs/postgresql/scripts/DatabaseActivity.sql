/* redshift-review DatabaseActivity
   Shows: for each database its sessions, and what was committed, rolled back, read from cache, written to temporary
          files, and lost to deadlocks or damaged blocks since counting began.
   Why:   the counters of a database tell in one line whether to look closer.
   From:  pg_stat_database, pg_stat_bgwriter, pg_settings.
   Mind:  counting begins with the creation of the cluster, a crash or a reset; the date here is the latest that can be
          told, and rates a day are given only after a whole day. A block that is not in PostgreSQL's cache may still
          be in that of the operating system. The row (shared) stands for the catalogs that all databases share. */
with counted as (
    select
        d.*,
        greatest(d.stats_reset, w.stats_reset) as counted_since,
        extract(epoch from now() - greatest(d.stats_reset, w.stats_reset)) / 86400.0 as days
    from pg_stat_database as d
    cross join pg_stat_bgwriter as w
),
room as (
    select
        max(case when s.name = 'max_connections' then s.setting end)::bigint
        - max(case when s.name = 'superuser_reserved_connections' then s.setting end)::bigint as connections
    from pg_settings as s
    where s.name in ('max_connections', 'superuser_reserved_connections')
)
select
    cast(coalesce(d.datname, '(shared)') as varchar(63)) as database_name,
    cast(coalesce(d.numbackends, 0) as bigint) as sessions,
    cast(r.connections as bigint) as connections_for_users,
    cast(d.xact_commit as bigint) as commits,
    cast(d.xact_rollback as bigint) as rollbacks,
    cast(round(100.0 * d.xact_rollback / nullif(d.xact_commit + d.xact_rollback, 0), 2) as numeric(9, 2))
        as rollback_pct,
    cast(d.blks_read as bigint) as blocks_read,
    cast(d.blks_hit as bigint) as blocks_hit,
    cast(round(100.0 * d.blks_hit / nullif(d.blks_hit + d.blks_read, 0), 2) as numeric(9, 2)) as cache_hit_pct,
    cast(d.temp_files as bigint) as temporary_files,
    cast(round(d.temp_bytes / 1048576.0, 2) as numeric(18, 2)) as temporary_mb,
    cast(round(case when d.days >= 1 then d.temp_bytes / 1048576.0 / d.days end::numeric, 2) as numeric(18, 2))
        as temporary_mb_a_day,
    cast(d.deadlocks as bigint) as deadlocks,
    cast(round(case when d.days >= 1 then d.deadlocks / d.days end::numeric, 2) as numeric(18, 2)) as deadlocks_a_day,
    cast(d.checksum_failures as bigint) as checksum_failures,
    cast(d.checksum_last_failure at time zone 'UTC' as timestamp) as last_checksum_failure,
    cast(d.counted_since at time zone 'UTC' as timestamp) as counted_since,
    cast(round(d.days::numeric, 2) as numeric(9, 2)) as counted_days
from counted as d
cross join room as r
where coalesce(d.datname, '') not in ('template0', 'template1')
order by d.datname
limit :row_limit;
