/* redshift-review CopyPerformance
   Shows: loads by day, table, source bucket and format: how often, how many files of what size, how fast, what
          failed.
   Why:   a load is as fast as its files let the slices work side by side; many tiny loads cost more than few large
          ones.
   From:  sys_load_history, sys_load_detail (provisioned and Serverless).
   Mind:  file sizes are bytes here and become MB; durations are microseconds. A file read as a whole counts one split,
          so a load is split when it has more splits than files: there the number of files does not matter. What the
          loads of a day failed stands beside what all loads of the window into that table from that source did. */
with loads as (
    select
        query_id,
        date_trunc('day', start_time) as load_day,
        trim(database_name) as database_of_load,
        trim(table_name) as table_name,
        case
            when lower(data_source) like 's3://%' then split_part(data_source, '/', 3)
            else 'other'
        end as source_bucket,
        lower(trim(coalesce(file_format, ''))) as file_format,
        case when lower(trim(status)) in ('aborted', 'failed', 'canceled') then 1 else 0 end as is_failed,
        coalesce(loaded_rows, 0) as loaded_rows,
        coalesce(source_file_count, file_count_scanned, 0) as files,
        coalesce(source_file_bytes, file_bytes_scanned, 0) as bytes,
        coalesce(duration, 0) as duration,
        coalesce(error_count, 0) as error_count
    from sys_load_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
),
beside_all as (
    select
        l.*,
        count(*) over (partition by database_of_load, table_name, source_bucket, file_format) as loads_of_table,
        sum(is_failed) over (partition by database_of_load, table_name, source_bucket, file_format) as failed_of_table
    from loads as l
),
splits as (
    select
        query_id,
        sum(cast(splits_scanned as bigint)) as splits
    from sys_load_detail
    where user_id > 1
        and record_time >= dateadd(day, -:days, getdate())
    group by query_id
)
select
    cast(l.load_day as date) as load_day,
    cast(l.database_of_load as varchar(128)) as database_name,
    cast(l.table_name as varchar(256)) as table_name,
    cast(l.source_bucket as varchar(256)) as source_bucket,
    cast(l.file_format as varchar(32)) as file_format,
    cast(count(*) as bigint) as copies,
    cast(sum(case when coalesce(s.splits, 0) > l.files then 1 else 0 end) as bigint) as split_copies,
    cast(sum(l.is_failed) as bigint) as failed_copies,
    cast(max(l.failed_of_table) as bigint) as failed_of_all_days,
    cast(round(100.0 * max(l.failed_of_table) / max(l.loads_of_table), 2) as numeric(9, 2)) as failed_of_all_days_pct,
    cast(sum(l.error_count) as bigint) as load_errors,
    cast(sum(l.loaded_rows) as bigint) as loaded_rows,
    cast(sum(l.files) as bigint) as files,
    cast(round(sum(l.files) / (1.0 * count(*)), 2) as numeric(18, 2)) as files_per_copy,
    cast(round(sum(l.bytes) / 1048576.0, 2) as numeric(18, 2)) as loaded_mb,
    cast(round(sum(l.bytes) / 1048576.0 / nullif(sum(l.files), 0), 3) as numeric(18, 3)) as file_mb,
    cast(round(sum(l.duration) / 1000000.0, 3) as numeric(18, 3)) as copy_seconds,
    cast(round(sum(l.duration) / 1000000.0 / count(*), 3) as numeric(18, 3)) as seconds_per_copy,
    cast(max(l.query_id) as bigint) as sample_query
from beside_all as l
left join splits as s on s.query_id = l.query_id
group by l.load_day, l.database_of_load, l.table_name, l.source_bucket, l.file_format
order by load_day, database_name, table_name, source_bucket, file_format
limit :row_limit;
