/* redshift-review WhatGotSlower
   Shows: query patterns whose usual run takes longer in the newer half of the window than in the older half, with the
          time this costs, and for both halves what a run spent its time on and how much it read.
   Why:   a pattern that is merely slow may always have been; one that got slower has a cause that is days old.
   From:  sys_query_history, sys_query_detail (provisioned and Serverless).
   Mind:  a pattern is all queries that differ in literals only (generic_query_hash). Only patterns with at least
          compared_runs successful runs in each half are compared, by their medians, so that a few odd runs do not
          count. Answers from the result cache are left out. With seven days the halves hold different weekdays. Extra
          time is the growth of the median times the runs of the newer half. More read per run speaks for grown data
          or lost order, more queueing or locking for other work. The review replaces the literals of query_text
          before it stores anything (query_texts in config.json). */
with runs as (
    select
        trim(generic_query_hash) as query_hash,
        query_id,
        case when start_time >= dateadd(hour, -12 * :days, getdate()) then 1 else 0 end as newer,
        upper(trim(query_type)) as query_type,
        lower(trim(status)) as status,
        case when result_cache_hit then 1 else 0 end as cached,
        coalesce(elapsed_time, 0) as elapsed_time,
        coalesce(queue_time, 0) as queue_time,
        coalesce(execution_time, 0) as execution_time,
        coalesce(compile_time, 0) as compile_time,
        coalesce(lock_wait_time, 0) as lock_wait_time
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(service_class_id, -1) not in (1, 2, 3, 4)
        and lower(trim(status)) in ('success', 'failed', 'canceled')
        and coalesce(query_text, '') not like '%redshift-review%'
),
compared as (
    select
        r.*,
        row_number() over (partition by query_hash, newer order by elapsed_time desc, query_id desc) as slowness
    from runs as r
    where status = 'success'
        and cached = 0
        and query_type not in ('DDL', 'UTILITY')
        and length(query_hash) >= 1
),
halves as (
    select
        query_hash,
        newer,
        count(*) as run_count,
        cast(percentile_cont(0.5) within group (order by elapsed_time) as bigint) as median_time,
        cast(percentile_cont(0.95) within group (order by elapsed_time) as bigint) as slow_time,
        cast(sum(queue_time) as bigint) as queue_time,
        cast(sum(execution_time) as bigint) as execution_time,
        cast(sum(compile_time) as bigint) as compile_time,
        cast(sum(lock_wait_time) as bigint) as lock_wait_time,
        max(case when slowness = 1 then query_id end) as slowest_query
    from compared
    group by query_hash, newer
    having count(*) >= :compared_runs
),
newer_half as (
    select cast(sum(elapsed_time) as bigint) as elapsed_time
    from runs
    where newer = 1
),
grown as (
    select
        n.query_hash,
        o.run_count as runs_before,
        n.run_count as runs_after,
        o.median_time as median_before,
        n.median_time as median_after,
        o.slow_time as slow_before,
        n.slow_time as slow_after,
        (n.median_time - o.median_time) * n.run_count as extra_time,
        1.0 * o.execution_time / o.run_count as execution_before,
        1.0 * n.execution_time / n.run_count as execution_after,
        1.0 * o.queue_time / o.run_count as queue_before,
        1.0 * n.queue_time / n.run_count as queue_after,
        1.0 * o.lock_wait_time / o.run_count as lock_before,
        1.0 * n.lock_wait_time / n.run_count as lock_after,
        1.0 * o.compile_time / o.run_count as compile_before,
        1.0 * n.compile_time / n.run_count as compile_after,
        n.slowest_query
    from halves as n
    join halves as o on o.query_hash = n.query_hash
    where n.newer = 1
        and o.newer = 0
        and n.median_time > o.median_time
),
listed as (
    select *
    from grown
    order by extra_time desc, query_hash
    limit :top_queries
),
reads as (
    select
        c.query_hash,
        sum(case when c.newer = 0 then coalesce(d.blocks_read, 0) else 0 end) as read_before,
        sum(case when c.newer = 1 then coalesce(d.blocks_read, 0) else 0 end) as read_after
    from sys_query_detail as d
    join compared as c on c.query_id = d.query_id
    join listed as l on l.query_hash = c.query_hash
    where d.start_time >= dateadd(day, -:days, getdate())
        and d.step_id = -1
        and d.segment_id <> -1
    group by c.query_hash
),
slowest as (
    select
        q.query_id,
        trim(q.database_name) as database_name,
        trim(q.username) as user_name,
        upper(trim(q.query_type)) as query_type,
        q.query_text
    from sys_query_history as q
    join listed as l on l.slowest_query = q.query_id
    where q.start_time >= dateadd(day, -:days, getdate())
)
select
    cast(l.query_hash as varchar(40)) as query_hash,
    cast(s.database_name as varchar(128)) as database_name,
    cast(s.user_name as varchar(128)) as user_name,
    cast(s.query_type as varchar(32)) as query_type,
    cast(l.runs_before as bigint) as runs_before,
    cast(l.runs_after as bigint) as runs_after,
    cast(round(l.median_before / 1000000.0, 3) as numeric(18, 3)) as median_before_seconds,
    cast(round(l.median_after / 1000000.0, 3) as numeric(18, 3)) as median_after_seconds,
    cast(round(100.0 * (l.median_after - l.median_before) / nullif(l.median_before, 0), 2) as numeric(18, 2))
        as growth_pct,
    cast(round(l.slow_before / 1000000.0, 3) as numeric(18, 3)) as p95_before_seconds,
    cast(round(l.slow_after / 1000000.0, 3) as numeric(18, 3)) as p95_after_seconds,
    cast(round(l.extra_time / 1000000.0, 3) as numeric(18, 3)) as extra_seconds,
    cast(round(100.0 * l.extra_time / nullif(h.elapsed_time, 0), 2) as numeric(9, 2)) as extra_pct,
    cast(round(l.execution_before / 1000000.0, 3) as numeric(18, 3)) as execution_before_seconds,
    cast(round(l.execution_after / 1000000.0, 3) as numeric(18, 3)) as execution_after_seconds,
    cast(round(l.queue_before / 1000000.0, 3) as numeric(18, 3)) as queue_before_seconds,
    cast(round(l.queue_after / 1000000.0, 3) as numeric(18, 3)) as queue_after_seconds,
    cast(round(l.lock_before / 1000000.0, 3) as numeric(18, 3)) as lock_wait_before_seconds,
    cast(round(l.lock_after / 1000000.0, 3) as numeric(18, 3)) as lock_wait_after_seconds,
    cast(round(l.compile_before / 1000000.0, 3) as numeric(18, 3)) as compile_before_seconds,
    cast(round(l.compile_after / 1000000.0, 3) as numeric(18, 3)) as compile_after_seconds,
    cast(round(1.0 * r.read_before / l.runs_before, 1) as numeric(18, 1)) as read_before_mb,
    cast(round(1.0 * r.read_after / l.runs_after, 1) as numeric(18, 1)) as read_after_mb,
    cast(l.slowest_query as bigint) as slowest_query,
    cast(left(trim(s.query_text), :query_text_length) as varchar(1200)) as query_text
from listed as l
cross join newer_half as h
left join reads as r on r.query_hash = l.query_hash
left join slowest as s on s.query_id = l.slowest_query
order by extra_seconds desc, query_hash;
