/* redshift-review TableHealth
   Shows: the tables of the connected database with size, live and dead rows, how many dead or changed rows autovacuum
          waits for, when they were last cleaned and analyzed, and how much full scans read.
   Why:   dead rows are read by every scan, old statistics mislead the planner, and a large table that is read from end
          to end again and again may want an index.
   From:  pg_stat_user_tables, pg_class, pg_settings, pg_stat_database. They show the connected database only, so this
          runs once for each database.
   Mind:  numbers of rows are estimates of the server. The largest tables come first and the rest is left out past the
          row limit. Counters begin again with a crash or a reset. */
with settings as (
    select
        max(case when s.name = 'autovacuum_vacuum_threshold' then s.setting end)::numeric as vacuum_rows,
        max(case when s.name = 'autovacuum_vacuum_scale_factor' then s.setting end)::numeric as vacuum_share,
        max(case when s.name = 'autovacuum_analyze_threshold' then s.setting end)::numeric as analyze_rows,
        max(case when s.name = 'autovacuum_analyze_scale_factor' then s.setting end)::numeric as analyze_share,
        max(case when s.name = 'autovacuum_freeze_max_age' then s.setting end)::bigint as freeze_max_age
    from pg_settings as s
    where s.name like 'autovacuum%'
),
counted as (
    select extract(epoch from now() - greatest(d.stats_reset, w.stats_reset)) / 86400.0 as days
    from pg_stat_database as d
    cross join pg_stat_bgwriter as w
    where d.datname = current_database()
),
options as (
    select
        c.oid,
        max(case when o.option_name = 'autovacuum_enabled' then o.option_value end) as enabled,
        max(case when o.option_name = 'autovacuum_vacuum_threshold' then o.option_value end)::numeric as vacuum_rows,
        max(case when o.option_name = 'autovacuum_vacuum_scale_factor' then o.option_value end)::numeric
            as vacuum_share,
        max(case when o.option_name = 'autovacuum_analyze_threshold' then o.option_value end)::numeric as analyze_rows,
        max(case when o.option_name = 'autovacuum_analyze_scale_factor' then o.option_value end)::numeric
            as analyze_share
    from pg_class as c
    cross join pg_options_to_table(c.reloptions) as o
    where c.relkind in ('r', 'm')
    group by c.oid
),
tables as (
    select
        t.*,
        pg_total_relation_size(t.relid) as bytes,
        greatest(age(c.relfrozenxid), age(k.relfrozenxid)) as transaction_age,
        s.freeze_max_age,
        not coalesce(o.enabled::boolean, true) as autovacuum_off,
        coalesce(o.vacuum_rows, s.vacuum_rows)
        + coalesce(o.vacuum_share, s.vacuum_share) * greatest(c.reltuples, 0)::numeric as vacuum_waits_for,
        coalesce(o.analyze_rows, s.analyze_rows)
        + coalesce(o.analyze_share, s.analyze_share) * greatest(c.reltuples, 0)::numeric as analyze_waits_for,
        case when n.days >= 1 then t.seq_tup_read / n.days end as scanned_rows_a_day
    from pg_stat_user_tables as t
    join pg_class as c on c.oid = t.relid
    left join pg_class as k on k.oid = c.reltoastrelid
    left join options as o on o.oid = t.relid
    cross join settings as s
    cross join counted as n
    -- A partitioned table holds nothing itself, and nobody but its session cleans a temporary one.
    where c.relkind in ('r', 'm') and c.relpersistence <> 't'
)
select
    cast(t.schemaname as varchar(63)) as schema_name,
    cast(t.relname as varchar(63)) as table_name,
    cast(round(t.bytes / 1048576.0, 2) as numeric(18, 2)) as size_mb,
    cast(t.n_live_tup as bigint) as live_rows,
    cast(t.n_dead_tup as bigint) as dead_rows,
    cast(round(100.0 * t.n_dead_tup / nullif(t.n_live_tup + t.n_dead_tup, 0), 2) as numeric(9, 2)) as dead_pct,
    cast(ceil(t.vacuum_waits_for) as bigint) as vacuum_waits_for_rows,
    cast(t.n_mod_since_analyze as bigint) as changed_rows,
    cast(ceil(t.analyze_waits_for) as bigint) as analyze_waits_for_rows,
    t.autovacuum_off,
    cast(t.seq_scan as bigint) as full_scans,
    cast(coalesce(t.seq_tup_read, 0) / nullif(t.seq_scan, 0) as bigint) as rows_per_full_scan,
    cast(ceil(t.scanned_rows_a_day) as bigint) as scanned_rows_a_day,
    cast(coalesce(t.idx_scan, 0) as bigint) as index_scans,
    cast(t.transaction_age as bigint) as transaction_age,
    cast(t.freeze_max_age as bigint) as freeze_max_age,
    cast(greatest(t.last_vacuum, t.last_autovacuum) at time zone 'UTC' as timestamp) as last_vacuum,
    cast(greatest(t.last_analyze, t.last_autoanalyze) at time zone 'UTC' as timestamp) as last_analyze
from tables as t
order by t.bytes desc, t.schemaname, t.relname
limit :row_limit;
