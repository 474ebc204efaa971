/* redshift-review UnusedIndexes
   Shows: the indexes of the connected database with their size and how often they were used since statistics began.
   Why:   an index is kept up to date by every write; one that nobody reads costs and gives nothing.
   From:  pg_stat_user_indexes, pg_index, pg_stat_database. They show the connected database only, so this runs once
          for each database.
   Mind:  a standby has counters of its own, and an index that is used once a year looks unused. Indexes that keep
          values unique are needed whether read or not. */
with counted as (
    select max(stats_reset) as counted_since
    from pg_stat_database
    where datname = current_database()
)
select
    cast(i.schemaname as varchar(63)) as schema_name,
    cast(i.relname as varchar(63)) as table_name,
    cast(i.indexrelname as varchar(63)) as index_name,
    cast(round(pg_relation_size(i.indexrelid) / 1048576.0, 2) as numeric(18, 2)) as index_mb,
    cast(round(pg_relation_size(i.relid) / 1048576.0, 2) as numeric(18, 2)) as table_mb,
    cast(i.idx_scan as bigint) as scans,
    x.indisunique as keeps_unique,
    x.indisvalid as valid,
    cast(c.counted_since as timestamp) as counted_since,
    cast(floor(extract(epoch from now() - coalesce(c.counted_since, pg_postmaster_start_time())) / 86400) as bigint)
        as counted_days
from pg_stat_user_indexes as i
join pg_index as x on x.indexrelid = i.indexrelid
cross join counted as c
order by pg_relation_size(i.indexrelid) desc, i.schemaname, i.indexrelname
limit :row_limit;
