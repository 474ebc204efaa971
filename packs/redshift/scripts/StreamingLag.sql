/* redshift-review StreamingLag
   Shows: views fed from streams: how many records they read and skipped, and how far behind the stream they are.
   Why:   a refresh that reads slower than records arrive falls behind until records expire; a record that is skipped
          is lost without an error.
   From:  sys_stream_scan_states, sys_stream_scan_errors (provisioned and Serverless).
   Mind:  lag is how old the newest record of a batch was when it was read, in the latest batch of each partition. A
          partition that was closed keeps its last batch for days, so only batches of the view's last hour count.
          Whether skipped records are among the scanned ones is not documented; the larger number is taken as the
          whole. Positions and reasons of single records are left out. */
with batches as (
    select
        trim(external_schema_name) as schema_of_stream,
        trim(stream_name) as name_of_stream,
        trim(coalesce(mv_name, '')) as name_of_view,
        trim(coalesce(partition_id, '')) as partition_of_stream,
        record_time,
        coalesce(scanned_rows, 0) as scanned_rows,
        coalesce(skipped_rows, 0) as skipped_rows,
        coalesce(scanned_bytes, 0) as scanned_bytes,
        datediff(second, stream_record_time_max, record_time) as lag_seconds,
        row_number() over (
            partition by trim(external_schema_name), trim(stream_name), trim(coalesce(mv_name, '')),
                trim(coalesce(partition_id, ''))
            order by record_time desc, query_id desc, latest_position desc
        ) as recency
    from sys_stream_scan_states
    where record_time >= dateadd(day, -:days, getdate())
),
ends as (
    select
        schema_of_stream,
        name_of_stream,
        name_of_view,
        max(record_time) as last_batch
    from batches
    group by schema_of_stream, name_of_stream, name_of_view
),
views as (
    select
        b.schema_of_stream,
        b.name_of_stream,
        b.name_of_view,
        count(distinct b.partition_of_stream) as partitions,
        count(*) as batches,
        sum(b.scanned_rows) as scanned_rows,
        sum(b.skipped_rows) as skipped_rows,
        sum(b.scanned_bytes) as scanned_bytes,
        max(b.record_time) as last_batch,
        max(case
            when b.recency = 1 and b.record_time >= dateadd(hour, -1, e.last_batch) then greatest(0, b.lag_seconds)
        end) as lag_seconds,
        max(greatest(0, b.lag_seconds)) as largest_lag_seconds
    from batches as b
    inner join ends as e
        on e.schema_of_stream = b.schema_of_stream
        and e.name_of_stream = b.name_of_stream
        and e.name_of_view = b.name_of_view
    group by b.schema_of_stream, b.name_of_stream, b.name_of_view
),
errors as (
    select
        trim(external_schema_name) as schema_of_stream,
        trim(stream_name) as name_of_stream,
        trim(coalesce(mv_name, '')) as name_of_view,
        count(*) as errors,
        count(distinct error_code) as error_codes,
        max(record_time) as last_error
    from sys_stream_scan_errors
    where record_time >= dateadd(day, -:days, getdate())
    group by 1, 2, 3
)
select
    cast(v.schema_of_stream as varchar(128)) as schema_name,
    cast(v.name_of_stream as varchar(255)) as stream_name,
    cast(v.name_of_view as varchar(128)) as view_name,
    cast(v.partitions as bigint) as partitions,
    cast(v.batches as bigint) as batches,
    cast(v.scanned_rows as bigint) as scanned_rows,
    cast(v.skipped_rows as bigint) as skipped_rows,
    cast(round(100.0 * v.skipped_rows / nullif(greatest(v.scanned_rows, v.skipped_rows), 0), 3) as numeric(9, 3)) as skipped_pct,
    cast(round(v.scanned_bytes / 1048576.0, 2) as numeric(18, 2)) as scanned_mb,
    cast(v.last_batch as timestamp) as last_batch,
    cast(v.lag_seconds as bigint) as lag_seconds,
    cast(v.largest_lag_seconds as bigint) as largest_lag_seconds,
    cast(coalesce(e.errors, 0) as bigint) as errors,
    cast(coalesce(e.error_codes, 0) as bigint) as error_codes,
    cast(e.last_error as timestamp) as last_error
from views as v
left join errors as e
    on e.schema_of_stream = v.schema_of_stream
    and e.name_of_stream = v.name_of_stream
    and e.name_of_view = v.name_of_view
order by schema_name, stream_name, view_name
limit :row_limit;
