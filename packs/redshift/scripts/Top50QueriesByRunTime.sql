/* redshift-review Top50QueriesByRunTime
   Shows: the query patterns that took the most time in the window, each with its slowest run and what happened in it.
   Why:   few patterns take most of the time; what to mend stands in the steps of their slowest run.
   From:  sys_query_history, sys_query_detail (provisioned and Serverless).
   Mind:  a pattern is all queries that differ in literals only (generic_query_hash). Blocks stand on segment rows (no
          step, but a segment), rows and alerts on step rows; the two are summed apart. Alerts are known by their
          whole names. A few rows lie on few slices by nature, so skew counts from skewed_step_rows on for rows and
          from skewed_step_seconds on, which a step has from its segment, for time. Runs of at most a second or not
          yet over, definitions, the system and this review are left out. The review replaces the literals of
          query_text before it stores anything (query_texts in config.json); where even the rest is confidential, run
          with --query-text none. */
with runs as (
    select
        coalesce(nullif(trim(generic_query_hash), ''), 'query ' || cast(query_id as varchar(20))) as query_hash,
        query_id,
        trim(database_name) as database_name,
        trim(username) as user_name,
        upper(trim(query_type)) as query_type,
        lower(trim(status)) as status,
        trim(coalesce(service_class_name, '')) as queue_name,
        lower(trim(coalesce(compute_type, ''))) as compute_type,
        start_time,
        coalesce(elapsed_time, 0) as elapsed_time,
        coalesce(queue_time, 0) as queue_time,
        coalesce(execution_time, 0) as execution_time,
        coalesce(compile_time, 0) as compile_time,
        coalesce(planning_time, 0) as planning_time,
        coalesce(lock_wait_time, 0) as lock_wait_time,
        query_hash_version,
        query_text
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(service_class_id, -1) not in (1, 2, 3, 4)
        and elapsed_time > 1000000
        and lower(trim(status)) in ('success', 'failed', 'canceled')
        and upper(trim(query_type)) not in ('DDL', 'UTILITY')
        and coalesce(query_text, '') not like '%redshift-review%'
),
ranked as (
    select
        r.*,
        count(*) over (partition by query_hash) as run_count,
        sum(elapsed_time) over (partition by query_hash) as pattern_time,
        sum(elapsed_time) over () as window_time,
        row_number() over (partition by query_hash order by elapsed_time desc, query_id desc) as slowness
    from runs as r
),
slowest as (
    select *
    from ranked
    where slowness = 1
    order by pattern_time desc, query_hash
    limit :top_queries
),
segments as (
    select
        d.query_id,
        sum(coalesce(d.spilled_block_local_disk, 0)) as spilled_local_mb,
        sum(coalesce(d.spilled_block_remote_disk, 0)) as spilled_remote_mb,
        sum(coalesce(d.blocks_read, 0)) as read_mb,
        sum(coalesce(d.remote_read_io, 0)) as remote_reads
    from sys_query_detail as d
    join slowest as s on s.query_id = d.query_id
    where d.step_id = -1
        and d.segment_id <> -1
    group by d.query_id
),
step_rows as (
    select
        d.query_id,
        lower(trim(coalesce(d.step_name, ''))) as step_name,
        lower(coalesce(d.alert, '')) as alert,
        case when lower(trim(coalesce(d.is_rrscan, ''))) in ('t', 'true', '1', 'y') then 1 else 0 end as restricted,
        coalesce(d.input_rows, 0) as input_rows,
        coalesce(d.output_rows, 0) as output_rows,
        case when d.output_rows >= :skewed_step_rows then coalesce(d.data_skewness, 0) else 0 end as data_skewness,
        case when d.duration >= 1000000 * :skewed_step_seconds then coalesce(d.time_skewness, 0) else 0 end
            as time_skewness
    from sys_query_detail as d
    join slowest as s on s.query_id = d.query_id
    where d.step_id <> -1
),
steps as (
    select
        query_id,
        sum(case when alert like '%missing query planner statistics%' then 1 else 0 end) as missing_statistics,
        sum(case when alert like '%nested loop join in the query plan%' then 1 else 0 end) as nested_loops,
        sum(case when alert like '%very selective query filter%' then 1 else 0 end) as selective_filters,
        sum(case when alert like '%scanned a large number of deleted rows%' then 1 else 0 end) as deleted_row_scans,
        sum(case
            when alert like '%distributed a large number of rows across the network%' then 1
            when alert like '%broadcasted a large number of rows across the network%' then 1
            when alert like '%ds_dist_all_inner%' then 1
            else 0
        end) as redistributions,
        max(case when step_name = 'nestloop' then output_rows else 0 end) as nested_loop_rows,
        max(case when step_name in ('distribute', 'broadcast') then output_rows else 0 end) as moved_rows,
        max(case when step_name = 'scan' and restricted = 0 and 4 * output_rows < input_rows then input_rows else 0 end)
            as wasted_scan_rows,
        max(data_skewness) as data_skewness,
        max(time_skewness) as time_skewness
    from step_rows
    group by query_id
),
tables as (
    select
        d.query_id,
        trim(d.table_name) as table_name
    from sys_query_detail as d
    join slowest as s on s.query_id = d.query_id
    where d.step_id <> -1
        and length(trim(coalesce(d.table_name, ''))) >= 1
    group by 1, 2
),
table_lists as (
    select
        query_id,
        listagg(table_name, ', ') within group (order by table_name) as table_list
    from tables
    group by query_id
)
select
    cast(s.query_hash as varchar(40)) as query_hash,
    cast(s.query_id as bigint) as query_id,
    cast(s.run_count as bigint) as runs,
    cast(round(s.pattern_time / 1000000.0, 3) as numeric(18, 3)) as pattern_seconds,
    cast(round(100.0 * s.pattern_time / nullif(s.window_time, 0), 2) as numeric(9, 2)) as pattern_pct,
    cast(s.database_name as varchar(128)) as database_name,
    cast(s.user_name as varchar(128)) as user_name,
    cast(s.query_type as varchar(32)) as query_type,
    cast(s.status as varchar(10)) as status,
    cast(s.queue_name as varchar(64)) as queue_name,
    cast(s.compute_type as varchar(32)) as compute_type,
    cast(s.start_time as timestamp) as start_time,
    cast(round(s.elapsed_time / 1000000.0, 3) as numeric(18, 3)) as elapsed_seconds,
    cast(round(s.queue_time / 1000000.0, 3) as numeric(18, 3)) as queue_seconds,
    cast(round(100.0 * s.queue_time / nullif(s.elapsed_time, 0), 2) as numeric(9, 2)) as queue_pct,
    cast(round(s.execution_time / 1000000.0, 3) as numeric(18, 3)) as execution_seconds,
    cast(round(s.compile_time / 1000000.0, 3) as numeric(18, 3)) as compile_seconds,
    cast(round(s.planning_time / 1000000.0, 3) as numeric(18, 3)) as planning_seconds,
    cast(round(s.lock_wait_time / 1000000.0, 3) as numeric(18, 3)) as lock_wait_seconds,
    cast(coalesce(g.read_mb, 0) as bigint) as read_mb,
    cast(coalesce(g.remote_reads, 0) as bigint) as remote_reads,
    cast(coalesce(g.spilled_local_mb, 0) + coalesce(g.spilled_remote_mb, 0) as bigint) as spilled_mb,
    cast(coalesce(g.spilled_remote_mb, 0) as bigint) as spilled_remote_mb,
    cast(coalesce(p.missing_statistics, 0) as bigint) as missing_statistics,
    cast(coalesce(p.nested_loops, 0) as bigint) as nested_loops,
    cast(coalesce(p.nested_loop_rows, 0) as bigint) as nested_loop_rows,
    cast(coalesce(p.selective_filters, 0) as bigint) as selective_filters,
    cast(coalesce(p.wasted_scan_rows, 0) as bigint) as wasted_scan_rows,
    cast(coalesce(p.deleted_row_scans, 0) as bigint) as deleted_row_scans,
    cast(coalesce(p.redistributions, 0) as bigint) as redistributions,
    cast(coalesce(p.moved_rows, 0) as bigint) as moved_rows,
    cast(coalesce(p.data_skewness, 0) as bigint) as data_skewness,
    cast(coalesce(p.time_skewness, 0) as bigint) as time_skewness,
    cast(l.table_list as varchar(1000)) as tables_read,
    cast(s.query_hash_version as bigint) as hash_version,
    cast(left(trim(s.query_text), :query_text_length) as varchar(1200)) as query_text
from slowest as s
left join segments as g on g.query_id = s.query_id
left join steps as p on p.query_id = s.query_id
left join table_lists as l on l.query_id = s.query_id
order by pattern_seconds desc, query_hash;
