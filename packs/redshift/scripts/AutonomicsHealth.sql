/* redshift-review AutonomicsHealth
   Shows: for each kind of automatic task, such as sorting or gathering statistics, on how many objects it worked in
          the window and how that ended.
   Why:   upkeep that is put off or fails leaves tables unsorted and plans wrong, and nobody is told.
   From:  sys_automatic_optimization (provisioned and Serverless), for all databases.
   Mind:  a task is queued, started, perhaps suspended while the warehouse is busy, and completed or failed; what
          counts is where each object stands now. Objects are named by their ids, as in the column table_id of
          TableInfo; the example is the object that failed last. The view is for superusers and sys:monitor. */
with events as (
    select
        trim(database_name) as of_database,
        trim(task_type) as task_type,
        trim(coalesce(object_ids, '')) as object_ids,
        lower(trim(event)) as event,
        trim(coalesce(status, '')) as status,
        lower(trim(coalesce(compute_type, ''))) as compute_type,
        event_time,
        row_number() over (
            partition by trim(database_name), trim(task_type), trim(coalesce(object_ids, ''))
            order by event_time desc, trim(event)
        ) as recency
    from sys_automatic_optimization
    where event_time >= dateadd(day, -:days, getdate())
),
failures as (
    select
        of_database,
        task_type,
        object_ids,
        status,
        event_time,
        row_number() over (partition by of_database, task_type order by event_time desc, object_ids) as failure
    from events
    where event = 'failed'
),
last_failures as (
    select
        of_database,
        task_type,
        object_ids,
        status,
        event_time
    from failures
    where failure = 1
),
by_task as (
    select
        of_database,
        task_type,
        count(distinct object_ids) as objects,
        sum(case when event = 'started' then 1 else 0 end) as started,
        sum(case when event = 'completed' then 1 else 0 end) as completed,
        sum(case when event = 'suspended' then 1 else 0 end) as suspended,
        sum(case when event = 'failed' then 1 else 0 end) as failed,
        sum(case when event = 'started' and compute_type = 'primary-scale' then 1 else 0 end) as started_on_extra,
        sum(case when recency = 1 and event = 'failed' then 1 else 0 end) as objects_failed,
        sum(case when recency = 1 and event = 'suspended' then 1 else 0 end) as objects_suspended,
        sum(case when recency = 1 and event = 'queued' then 1 else 0 end) as objects_queued,
        max(event_time) as last_event
    from events
    group by of_database, task_type
)
select
    cast(t.of_database as varchar(128)) as of_database,
    cast(t.task_type as varchar(100)) as task_type,
    cast(t.objects as bigint) as objects,
    cast(t.started as bigint) as started,
    cast(t.completed as bigint) as completed,
    cast(t.suspended as bigint) as suspended,
    cast(t.failed as bigint) as failed,
    cast(t.started_on_extra as bigint) as started_on_extra,
    cast(t.objects_failed as bigint) as objects_failed,
    cast(round(100.0 * t.objects_failed / nullif(t.objects, 0), 2) as numeric(9, 2)) as failed_pct,
    cast(t.objects_suspended as bigint) as objects_suspended,
    cast(round(100.0 * t.objects_suspended / nullif(t.objects, 0), 2) as numeric(9, 2)) as suspended_pct,
    cast(t.objects_queued as bigint) as objects_queued,
    cast(t.last_event as timestamp) as last_event,
    cast(f.event_time as timestamp) as last_failure,
    cast(left(f.object_ids, 100) as varchar(400)) as last_failed_objects,
    cast(f.status as varchar(512)) as last_failure_status
from by_task as t
left join last_failures as f
    on f.of_database = t.of_database
    and f.task_type = t.task_type
order by of_database, task_type
limit :row_limit;
