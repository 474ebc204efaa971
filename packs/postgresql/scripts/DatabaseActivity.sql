/* redshift-review DatabaseActivity
   Shows: for each database what was committed, rolled back, read from cache, written to temporary files, and lost to
          deadlocks or damaged blocks since the statistics were last set to zero.
   Why:   the counters of a database tell in one line whether to look closer.
   From:  pg_stat_database.
   Mind:  the counters are as old as stats_reset; where it is empty, as old as the server's statistics. */
select
    cast(d.datname as varchar(63)) as database_name,
    cast(d.numbackends as bigint) as sessions,
    cast(d.xact_commit as bigint) as commits,
    cast(d.xact_rollback as bigint) as rollbacks,
    cast(round(100.0 * d.xact_rollback / nullif(d.xact_commit + d.xact_rollback, 0), 2) as numeric(9, 2))
        as rollback_pct,
    cast(d.blks_read as bigint) as blocks_read,
    cast(d.blks_hit as bigint) as blocks_hit,
    cast(round(100.0 * d.blks_hit / nullif(d.blks_hit + d.blks_read, 0), 2) as numeric(9, 2)) as cache_hit_pct,
    cast(d.temp_files as bigint) as temporary_files,
    cast(round(d.temp_bytes / 1048576.0, 2) as numeric(18, 2)) as temporary_mb,
    cast(d.deadlocks as bigint) as deadlocks,
    cast(d.checksum_failures as bigint) as checksum_failures,
    cast(d.stats_reset as timestamp) as counted_since
from pg_stat_database as d
where d.datname is not null
    and d.datname not in ('template0', 'template1')
order by d.datname
limit :row_limit;
