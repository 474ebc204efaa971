/* redshift-review CostByConsumer
   Shows: who used the warehouse: for each user, application and queue the statements, their time, what of it was lost
          in statements that failed or were cancelled, and their shares of reading, waiting and spilling.
   Why:   cost follows use; it can be shared out, and what one consumer spills or loses can be mended there.
   From:  sys_query_history, sys_query_detail, sys_connection_log, sys_procedure_call (provisioned and Serverless).
   Mind:  the application is the name its session gave at the start; a session that began before the window or named
          none has an empty one. Process ids recur, so a session lasts until the next one with its id begins.
          Execution time is the measure that all kinds of warehouses share, not the bill: statements that run at the
          same time share the same compute. A CALL counts as a statement without time, which the statements inside it
          have. Serverless has no queues. Blocks are 1 MB and stand on segment rows. Statements of this review and of
          the system are left out. */
with ended as (
    select
        query_id,
        session_id,
        start_time,
        trim(username) as user_name,
        trim(coalesce(service_class_name, '')) as queue_name,
        case when lower(trim(status)) in ('failed', 'canceled') then 1 else 0 end as is_lost,
        case when lower(trim(coalesce(compute_type, ''))) = 'primary-scale' then 1 else 0 end as is_scaled,
        coalesce(execution_time, 0) as execution_time,
        coalesce(queue_time, 0) as queue_time
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(service_class_id, -1) not in (1, 2, 3, 4)
        and lower(trim(status)) in ('success', 'failed', 'canceled')
        and coalesce(query_text, '') not like '%redshift-review%'
),
segments as (
    select
        query_id,
        sum(coalesce(blocks_read, 0)) as read_mb,
        sum(coalesce(spilled_block_local_disk, 0) + coalesce(spilled_block_remote_disk, 0)) as spilled_mb
    from sys_query_detail
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and step_id = -1
        and segment_id <> -1
    group by query_id
),
connections as (
    select
        session_id,
        trim(user_name) as user_name,
        trim(coalesce(application_name, '')) as application_name,
        record_time,
        lower(trim(event)) as event_kind
    from sys_connection_log
    where record_time >= dateadd(day, -:days, getdate())
        and lower(trim(event)) <> 'authentication failure'
),
following as (
    select
        c.*,
        lag(event_kind) over (partition by session_id order by record_time, event_kind) as event_before
    from connections as c
),
beginnings as (
    select
        f.*,
        case
            when event_kind = 'authenticated' then 1
            when event_kind = 'initiating session' and coalesce(event_before, '') <> 'authenticated' then 1
            else 0
        end as is_beginning
    from following as f
),
numbered as (
    select
        b.*,
        sum(is_beginning) over (
            partition by session_id
            order by record_time, event_kind
            rows unbounded preceding
        ) as session_number
    from beginnings as b
),
sessions as (
    select
        session_id,
        session_number,
        max(user_name) as user_name,
        max(application_name) as application_name,
        min(case when is_beginning = 1 then record_time end) as session_start
    from numbered
    group by session_id, session_number
),
applications as (
    select
        session_id,
        user_name,
        application_name,
        session_start,
        lead(session_start) over (partition by session_id order by session_number) as next_session_start
    from sessions
),
calls as (
    select distinct query_id
    from sys_procedure_call
    where session_user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
),
consumers as (
    select
        e.user_name,
        coalesce(a.application_name, '') as application_name,
        e.queue_name,
        count(*) as queries,
        sum(e.is_lost) as lost_queries,
        sum(case when c.query_id is null then e.execution_time else 0 end) as execution_time,
        sum(case when c.query_id is null then e.is_lost * e.execution_time else 0 end) as lost_time,
        sum(case when c.query_id is null then e.is_scaled * e.execution_time else 0 end) as scaled_time,
        sum(e.queue_time) as queue_time,
        sum(coalesce(s.read_mb, 0)) as read_mb,
        sum(coalesce(s.spilled_mb, 0)) as spilled_mb
    from ended as e
    left join segments as s on s.query_id = e.query_id
    left join calls as c on c.query_id = e.query_id
    left join applications as a
        on a.session_id = e.session_id
        and a.user_name = left(e.user_name, 50)
        and (e.start_time >= a.session_start or a.session_start is null)
        and (e.start_time < a.next_session_start or a.next_session_start is null)
    group by 1, 2, 3
)
select
    cast(user_name as varchar(128)) as user_name,
    cast(application_name as varchar(250)) as application_name,
    cast(queue_name as varchar(64)) as queue_name,
    cast(queries as bigint) as queries,
    cast(lost_queries as bigint) as lost_queries,
    cast(round(execution_time / 1000000.0, 3) as numeric(18, 3)) as execution_seconds,
    cast(round(100.0 * execution_time / nullif(sum(execution_time) over (), 0), 2) as numeric(9, 2)) as execution_pct,
    cast(round(lost_time / 1000000.0, 3) as numeric(18, 3)) as lost_seconds,
    cast(round(100.0 * lost_time / nullif(execution_time, 0), 2) as numeric(9, 2)) as lost_pct,
    cast(round(queue_time / 1000000.0, 3) as numeric(18, 3)) as queue_seconds,
    cast(round(100.0 * queue_time / nullif(sum(queue_time) over (), 0), 2) as numeric(9, 2)) as queue_pct,
    cast(read_mb as bigint) as read_mb,
    cast(round(100.0 * read_mb / nullif(sum(read_mb) over (), 0), 2) as numeric(9, 2)) as read_pct,
    cast(spilled_mb as bigint) as spilled_mb,
    cast(round(100.0 * spilled_mb / nullif(sum(spilled_mb) over (), 0), 2) as numeric(9, 2)) as spilled_pct,
    cast(round(scaled_time / 1000000.0, 3) as numeric(18, 3)) as burst_seconds
from consumers
order by execution_seconds desc, user_name, application_name, queue_name
limit :row_limit;
