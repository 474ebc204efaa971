/* redshift-review UsagePattern
   Shows: for each hour and queue what ran, how long it waited, spilled, compiled, failed, and what ran on concurrency
          scaling.
   Why:   waiting and spilling come in hours, not on average; this names the hours.
   From:  sys_query_history, sys_query_detail (provisioned and Serverless).
   Mind:  times are microseconds: they are summed first and divided after, so that short waits count. Only
          primary-scale is concurrency scaling; secondary is the other availability zone. Serverless keeps -1 as
          service class. Blocks are 1 MB and stand on the segment rows (no step, but a segment); the rows that an INSERT
          writes stand on its insert steps, as returned_rows are those sent to the client. A COPY may be called LOAD.
          Statements of this review and of the system are left out. */
with ended as (
    select
        query_id,
        date_trunc('hour', start_time) as hour_start,
        coalesce(service_class_id, -1) as service_class,
        trim(coalesce(service_class_name, '')) as queue_name,
        upper(trim(query_type)) as query_type,
        lower(trim(status)) as status,
        case when result_cache_hit then 1 else 0 end as cache_hit,
        case when lower(trim(compute_type)) = 'primary-scale' then 1 else 0 end as burst,
        case when length(trim(coalesce(usage_limit, ''))) >= 1 then 1 else 0 end as limited,
        coalesce(elapsed_time, 0) as elapsed_time,
        coalesce(queue_time, 0) as queue_time,
        coalesce(execution_time, 0) as execution_time,
        coalesce(compile_time, 0) as compile_time,
        coalesce(planning_time, 0) as planning_time,
        coalesce(lock_wait_time, 0) as lock_wait_time
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(service_class_id, -1) not in (1, 2, 3, 4)
        and lower(trim(status)) in ('success', 'failed', 'canceled')
        and coalesce(query_text, '') not like '%redshift-review%'
),
details as (
    select
        query_id,
        sum(case when step_id = -1 then coalesce(spilled_block_local_disk, 0) else 0 end) as local_mb,
        sum(case when step_id = -1 then coalesce(spilled_block_remote_disk, 0) else 0 end) as remote_mb,
        sum(case when step_id = -1 then 0 else coalesce(output_rows, 0) end) as inserted_rows
    from sys_query_detail
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and segment_id <> -1
        and (step_id = -1 or lower(trim(coalesce(step_name, ''))) = 'insert')
    group by query_id
),
queries as (
    select
        e.*,
        coalesce(d.local_mb, 0) as local_mb,
        coalesce(d.remote_mb, 0) as remote_mb,
        coalesce(d.inserted_rows, 0) as inserted_rows
    from ended as e
    left join details as d on d.query_id = e.query_id
)
select
    cast(q.hour_start as timestamp) as hour_start,
    cast(q.service_class as bigint) as service_class,
    cast(max(queue_name) as varchar(64)) as queue_name,
    cast(count(*) as bigint) as queries,
    cast(sum(case when query_type = 'SELECT' then 1 else 0 end) as bigint) as selects,
    cast(sum(case when query_type in ('COPY', 'LOAD') then 1 else 0 end) as bigint) as copies,
    cast(sum(case when query_type = 'INSERT' then 1 else 0 end) as bigint) as inserts,
    cast(sum(case when query_type = 'INSERT' and inserted_rows between 1 and :small_insert_rows then 1 else 0 end)
        as bigint) as small_inserts,
    cast(sum(case when query_type = 'DDL' then 1 else 0 end) as bigint) as definitions,
    cast(sum(case when query_type = 'CTAS' then 1 else 0 end) as bigint) as tables_created,
    cast(sum(cache_hit) as bigint) as cache_hits,
    cast(sum(case when status = 'failed' then 1 else 0 end) as bigint) as failed_queries,
    cast(round(100.0 * sum(case when status = 'failed' then 1 else 0 end) / count(*), 2) as numeric(9, 2))
        as failed_pct,
    cast(sum(case when queue_time >= 1 then 1 else 0 end) as bigint) as queued_queries,
    cast(round(sum(elapsed_time) / 1000000.0, 3) as numeric(18, 3)) as elapsed_seconds,
    cast(round(sum(queue_time) / 1000000.0, 3) as numeric(18, 3)) as queue_seconds,
    cast(round(100.0 * sum(queue_time) / nullif(sum(elapsed_time), 0), 2) as numeric(9, 2)) as queue_pct,
    cast(round(sum(lock_wait_time) / 1000000.0, 3) as numeric(18, 3)) as lock_wait_seconds,
    cast(round(100.0 * sum(lock_wait_time) / nullif(sum(elapsed_time), 0), 2) as numeric(9, 2)) as lock_wait_pct,
    cast(round(sum(compile_time) / 1000000.0, 3) as numeric(18, 3)) as compile_seconds,
    cast(round(100.0 * sum(compile_time) / nullif(sum(elapsed_time), 0), 2) as numeric(9, 2)) as compile_pct,
    cast(round(sum(planning_time) / 1000000.0, 3) as numeric(18, 3)) as planning_seconds,
    cast(sum(burst) as bigint) as burst_queries,
    cast(round(sum(case when burst = 1 then execution_time else 0 end) / 1000000.0, 3) as numeric(18, 3))
        as burst_seconds,
    cast(sum(case when local_mb + remote_mb >= 1 then 1 else 0 end) as bigint) as spilling_queries,
    cast(sum(local_mb + remote_mb) as bigint) as spilled_mb,
    cast(sum(remote_mb) as bigint) as spilled_remote_mb,
    cast(sum(limited) as bigint) as limited_queries
from queries as q
group by q.hour_start, q.service_class
order by hour_start, service_class;
