/* redshift-review TableHealth
   Shows: the tables of the connected database with size, live and dead rows, and when they were last cleaned and
          analyzed.
   Why:   dead rows are read by every scan; old statistics mislead the planner; old transaction numbers stop the
          server.
   From:  pg_stat_user_tables, pg_class. They show the connected database only, so this runs once for each database.
   Mind:  numbers of rows are estimates. The largest tables come first and the rest is left out past the row limit. */
select
    cast(t.schemaname as varchar(63)) as schema_name,
    cast(t.relname as varchar(63)) as table_name,
    cast(round(pg_total_relation_size(t.relid) / 1048576.0, 2) as numeric(18, 2)) as size_mb,
    cast(t.n_live_tup as bigint) as live_rows,
    cast(t.n_dead_tup as bigint) as dead_rows,
    cast(round(100.0 * t.n_dead_tup / nullif(t.n_live_tup + t.n_dead_tup, 0), 2) as numeric(9, 2)) as dead_pct,
    cast(t.n_mod_since_analyze as bigint) as changed_rows,
    cast(round(100.0 * t.n_mod_since_analyze / nullif(t.n_live_tup, 0), 2) as numeric(18, 2)) as changed_pct,
    cast(t.seq_scan as bigint) as full_scans,
    cast(coalesce(t.seq_tup_read, 0) / nullif(t.seq_scan, 0) as bigint) as rows_per_full_scan,
    cast(coalesce(t.idx_scan, 0) as bigint) as index_scans,
    cast(age(c.relfrozenxid) as bigint) as transaction_age,
    cast(greatest(t.last_vacuum, t.last_autovacuum) as timestamp) as last_vacuum,
    cast(greatest(t.last_analyze, t.last_autoanalyze) as timestamp) as last_analyze,
    case when t.vacuum_count + t.autovacuum_count = 0 then true else false end as never_vacuumed,
    case when t.analyze_count + t.autoanalyze_count = 0 then true else false end as never_analyzed
from pg_stat_user_tables as t
join pg_class as c on c.oid = t.relid
order by pg_total_relation_size(t.relid) desc, t.schemaname, t.relname
limit :row_limit;
