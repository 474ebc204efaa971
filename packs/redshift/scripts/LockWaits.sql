/* redshift-review LockWaits
   Shows: query patterns that waited for locks on tables, by user: how many runs waited, how long, what share of their
          time that was, and the worst hour.
   Why:   a lock is held until its transaction ends, so others wait for work that is done or forgotten.
   From:  sys_query_history (provisioned and Serverless).
   Mind:  who held the lock is not recorded; OpenTransactions shows it for the moment of the review, and what else ran
          in the worst hour is a good guess. Definitions count here, as they wait for everybody. A pattern is all
          queries that differ in literals only. The review replaces the literals of query_text before it stores
          anything (query_texts in config.json). */
with runs as (
    select
        coalesce(nullif(trim(generic_query_hash), ''), 'query ' || cast(query_id as varchar(20))) as query_hash,
        query_id,
        trim(username) as user_name,
        upper(trim(query_type)) as query_type,
        date_trunc('hour', start_time) as hour_start,
        coalesce(elapsed_time, 0) as elapsed_time,
        coalesce(lock_wait_time, 0) as lock_wait_time
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(service_class_id, -1) not in (1, 2, 3, 4)
        and lower(trim(status)) in ('success', 'failed', 'canceled')
        and coalesce(query_text, '') not like '%redshift-review%'
),
ranked as (
    select
        r.*,
        row_number() over (partition by query_hash, user_name order by lock_wait_time desc, query_id desc) as place
    from runs as r
),
patterns as (
    select
        query_hash,
        user_name,
        count(*) as run_count,
        sum(case when lock_wait_time >= 1 then 1 else 0 end) as waiting_runs,
        sum(elapsed_time) as elapsed_time,
        sum(lock_wait_time) as lock_wait_time,
        max(lock_wait_time) as longest_wait,
        max(case when place = 1 then query_id end) as worst_query,
        max(case when place = 1 then query_type end) as query_type
    from ranked
    group by query_hash, user_name
    having sum(lock_wait_time) >= 1
),
listed as (
    select *
    from patterns
    order by lock_wait_time desc, query_hash, user_name
    limit :top_queries
),
waits_of_hours as (
    select
        r.query_hash,
        r.user_name,
        r.hour_start,
        sum(r.lock_wait_time) as lock_wait_time,
        row_number() over (
            partition by r.query_hash, r.user_name
            order by sum(r.lock_wait_time) desc, r.hour_start desc
        ) as place
    from runs as r
    join listed as l on l.query_hash = r.query_hash and l.user_name = r.user_name
    where r.lock_wait_time >= 1
    group by r.query_hash, r.user_name, r.hour_start
),
hours as (
    select
        query_hash,
        user_name,
        count(*) as waiting_hours,
        max(case when place = 1 then hour_start end) as worst_hour,
        max(case when place = 1 then lock_wait_time end) as worst_hour_wait
    from waits_of_hours
    group by query_hash, user_name
),
worst as (
    select
        q.query_id,
        q.query_text
    from sys_query_history as q
    join listed as l on l.worst_query = q.query_id
    where q.start_time >= dateadd(day, -:days, getdate())
)
select
    cast(l.query_hash as varchar(40)) as query_hash,
    cast(l.user_name as varchar(128)) as user_name,
    cast(l.query_type as varchar(32)) as query_type,
    cast(l.run_count as bigint) as runs,
    cast(l.waiting_runs as bigint) as waiting_runs,
    cast(round(l.elapsed_time / 1000000.0, 3) as numeric(18, 3)) as elapsed_seconds,
    cast(round(l.lock_wait_time / 1000000.0, 3) as numeric(18, 3)) as lock_wait_seconds,
    cast(round(100.0 * l.lock_wait_time / nullif(l.elapsed_time, 0), 2) as numeric(9, 2)) as lock_wait_pct,
    cast(round(l.longest_wait / 1000000.0, 3) as numeric(18, 3)) as longest_wait_seconds,
    cast(h.waiting_hours as bigint) as waiting_hours,
    cast(h.worst_hour as timestamp) as worst_hour,
    cast(round(h.worst_hour_wait / 1000000.0, 3) as numeric(18, 3)) as worst_hour_wait_seconds,
    cast(l.worst_query as bigint) as worst_query,
    cast(left(trim(w.query_text), :query_text_length) as varchar(1200)) as query_text
from listed as l
left join hours as h on h.query_hash = l.query_hash and h.user_name = l.user_name
left join worst as w on w.query_id = l.worst_query
order by lock_wait_seconds desc, query_hash, user_name;
