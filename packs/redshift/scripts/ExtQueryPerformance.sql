/* redshift-review ExtQueryPerformance
   Shows: external tables that queries read: how many partitions and files, how large, how long, what went wrong.
   Why:   data in the lake is paid by what is scanned; partitions that are pruned and files of good size cost less.
   From:  sys_external_query_detail, sys_external_query_error (provisioned and Serverless).
   Mind:  tables of other databases are in FederatedQueries. A query has several rows for a table; they are put together
          first. For S3 returned_bytes is what was scanned. duration is microseconds, s3list_time milliseconds. Errors
          are kept as a sample only, so queries with errors are counted and not the errors; where a query reads several
          tables, an error belongs to the one under whose location its file lies. A temporary mapping is recorded with
          a number and a suffix of 14 characters, which are cut off; what has no name (empty or ..) is left out. */
with details as (
    select
        query_id,
        upper(trim(source_type)) as source_type,
        trim(coalesce(table_name, '')) as recorded_name,
        lower(trim(coalesce(file_format, ''))) as file_format,
        case
            when lower(file_location) like 's3://%' then split_part(file_location, '/', 3)
            else 'other'
        end as source_bucket,
        rtrim(lower(trim(coalesce(file_location, ''))), '/') as location,
        total_partitions,
        qualified_partitions,
        scanned_files,
        returned_rows,
        returned_bytes,
        duration,
        s3list_time
    from sys_external_query_detail
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and upper(trim(source_type)) = 'S3'
),
named as (
    select
        d.*,
        case
            when split_part(d.recorded_name, '.', 2) like 'pg_temp%'
                and length(split_part(d.recorded_name, '.', 3)) > 14
                then split_part(d.recorded_name, '.', 1) || '.pg_temp.'
                    || left(split_part(d.recorded_name, '.', 3),
                        greatest(length(split_part(d.recorded_name, '.', 3)) - 14, 0))
            else d.recorded_name
        end as table_name
    from details as d
    where d.recorded_name not in ('', '..')
),
scans as (
    select
        query_id,
        source_type,
        table_name,
        file_format,
        source_bucket,
        max(location) as location,
        count(*) over (partition by query_id) as scans_of_query,
        max(coalesce(total_partitions, 0)) as total_partitions,
        max(coalesce(qualified_partitions, 0)) as qualified_partitions,
        sum(coalesce(scanned_files, 0)) as files,
        sum(coalesce(returned_rows, 0)) as returned_rows,
        sum(coalesce(returned_bytes, 0)) as bytes,
        max(coalesce(duration, 0)) as duration,
        max(coalesce(s3list_time, 0)) as listing_time
    from named
    group by query_id, source_type, table_name, file_format, source_bucket
),
errors as (
    select distinct
        query_id,
        lower(trim(file_location)) as file_location
    from sys_external_query_error
    where user_id > 1
),
faulty as (
    select distinct
        s.query_id,
        s.table_name,
        s.file_format,
        s.source_bucket
    from scans as s
    join errors as e on e.query_id = s.query_id
    where s.scans_of_query = 1
        or length(s.location) = 0
        or e.file_location = s.location
        or left(e.file_location, length(s.location) + 1) = s.location || '/'
)
select
    cast(s.source_type as varchar(32)) as source_type,
    cast(s.table_name as varchar(136)) as table_name,
    cast(s.source_bucket as varchar(256)) as source_bucket,
    cast(s.file_format as varchar(32)) as file_format,
    cast(count(*) as bigint) as queries,
    cast(sum(case when s.total_partitions >= 1 then 1 else 0 end) as bigint) as partitioned_queries,
    cast(sum(case when s.qualified_partitions < s.total_partitions then 1 else 0 end) as bigint) as pruned_queries,
    cast(round(100.0 * sum(case when s.qualified_partitions < s.total_partitions then 1 else 0 end)
        / nullif(sum(case when s.total_partitions >= 1 then 1 else 0 end), 0), 2) as numeric(9, 2)) as pruned_pct,
    cast(max(s.total_partitions) as bigint) as total_partitions,
    cast(round(sum(s.qualified_partitions) / (1.0 * count(*)), 2) as numeric(18, 2)) as partitions_per_query,
    cast(round(sum(s.files) / (1.0 * count(*)), 2) as numeric(18, 2)) as files_per_query,
    cast(round(sum(s.bytes) / 1048576.0, 2) as numeric(18, 2)) as scanned_mb,
    cast(round(sum(s.bytes) / 1048576.0 / nullif(sum(s.files), 0), 3) as numeric(18, 3)) as file_mb,
    cast(round(sum(s.returned_rows) / (1.0 * count(*)), 0) as numeric(18, 0)) as rows_per_query,
    cast(round(sum(s.duration) / 1000000.0, 3) as numeric(18, 3)) as scan_seconds,
    cast(round(sum(s.duration) / 1000000.0 / count(*), 3) as numeric(18, 3)) as seconds_per_query,
    cast(round(max(s.listing_time) / 1000.0, 3) as numeric(18, 3)) as slowest_listing_seconds,
    cast(sum(case when f.query_id is null then 0 else 1 end) as bigint) as queries_with_errors
from scans as s
left join faulty as f
    on f.query_id = s.query_id
    and f.table_name = s.table_name
    and f.file_format = s.file_format
    and f.source_bucket = s.source_bucket
group by s.source_type, s.table_name, s.source_bucket, s.file_format
order by source_type, table_name, source_bucket, file_format
limit :row_limit;
