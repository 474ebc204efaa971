/* redshift-review Unloads
   Shows: UNLOADs by user, target bucket, format and compression: how often, how much, how long, how many wrote one
          file after the other, how many were aborted.
   Why:   text without compression is several times as large as Parquet and is paid for again by whoever reads it; an
          UNLOAD that does not work in parallel uses one slice of all.
   From:  sys_unload_history, sys_query_history for the user's name (provisioned and Serverless).
   Mind:  duration is microseconds, sizes are bytes. A file is at most 6.2 GB; an UNLOAD of 1 GB or more that wrote no
          more files than that takes was serial: PARALLEL OFF, or all rows on one slice. The compression of Parquet
          is its own and may not be named. Only the bucket of the target is shown. */
with unloads as (
    select
        query_id,
        trim(database_name) as database_of_unload,
        case
            when lower(unloaded_location) like 's3://%' then split_part(unloaded_location, '/', 3)
            else 'other'
        end as target_bucket,
        lower(trim(coalesce(file_format, ''))) as file_format,
        case
            when lower(trim(coalesce(compression_type, ''))) in ('', 'none', 'uncompressed') then 'none'
            else lower(trim(compression_type))
        end as compression,
        case when lower(trim(status)) in ('aborted', 'failed', 'canceled') then 1 else 0 end as is_aborted,
        coalesce(unloaded_rows, 0) as unloaded_rows,
        coalesce(unloaded_files_count, 0) as files,
        coalesce(unloaded_files_size, 0) as bytes,
        coalesce(duration, 0) as duration
    from sys_unload_history
    where user_id > 1
        and lower(trim(status)) <> 'running'
        and start_time >= dateadd(day, -:days, getdate())
),
judged as (
    select
        trim(coalesce(h.username, '')) as name_of_user,
        u.database_of_unload,
        u.target_bucket,
        u.file_format,
        u.compression,
        u.is_aborted,
        u.unloaded_rows,
        u.files,
        u.bytes,
        u.duration,
        case
            when u.bytes >= 1073741824
                and u.files <= 1 + case
                    when u.bytes < 12400000000 then 0
                    else cast(u.bytes / 6200000000 as bigint)
                end then 1
            else 0
        end as is_serial
    from unloads as u
    left join sys_query_history as h on h.query_id = u.query_id
)
select
    cast(j.database_of_unload as varchar(128)) as database_name,
    cast(j.name_of_user as varchar(128)) as user_name,
    cast(j.target_bucket as varchar(256)) as target_bucket,
    cast(j.file_format as varchar(32)) as file_format,
    cast(j.compression as varchar(32)) as compression,
    cast(count(*) as bigint) as unloads,
    cast(sum(j.is_aborted) as bigint) as aborted_unloads,
    cast(round(100.0 * sum(j.is_aborted) / count(*), 2) as numeric(9, 2)) as aborted_pct,
    cast(sum(j.unloaded_rows) as bigint) as unloaded_rows,
    cast(sum(j.files) as bigint) as files,
    cast(round(sum(j.bytes) / 1048576.0, 2) as numeric(18, 2)) as unloaded_mb,
    cast(round(sum(j.bytes) / 1048576.0 / nullif(sum(j.files), 0), 2) as numeric(18, 2)) as file_mb,
    cast(round(sum(j.duration) / 1000000.0, 3) as numeric(18, 3)) as unload_seconds,
    cast(sum(j.is_serial) as bigint) as serial_unloads,
    cast(round(sum(case when j.is_serial = 1 then j.duration else 0 end) / 1000000.0, 3)
        as numeric(18, 3)) as serial_seconds
from judged as j
group by j.database_of_unload, j.name_of_user, j.target_bucket, j.file_format, j.compression
order by database_name, user_name, target_bucket, file_format, compression
limit :row_limit;
