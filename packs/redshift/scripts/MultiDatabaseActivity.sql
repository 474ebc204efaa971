/* redshift-review MultiDatabaseActivity
   Shows: for each database what ran in it, in how many hours it was busy, and in how many of them others were busy too.
   Why:   databases of one warehouse share its compute: work in one waits for work in another.
   From:  sys_query_history (provisioned and Serverless).
   Mind:  a database is busy in an hour in which its statements ran for a minute or more in all; a statement belongs to
          the hour in which it began. Statements of this review and of the system are left out. */
with hours as (
    select
        trim(database_name) as name_of_database,
        date_trunc('hour', start_time) as hour_start,
        count(*) as queries,
        sum(coalesce(execution_time, 0)) as execution_time,
        sum(coalesce(queue_time, 0)) as queue_time
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(service_class_id, -1) not in (1, 2, 3, 4)
        and lower(trim(status)) in ('success', 'failed', 'canceled')
        and coalesce(query_text, '') not like '%redshift-review%'
    group by 1, 2
),
judged as (
    select
        h.*,
        case when execution_time >= 60000000 then 1 else 0 end as is_busy,
        sum(case when execution_time >= 60000000 then 1 else 0 end) over (partition by hour_start) as busy_databases
    from hours as h
),
databases as (
    select
        name_of_database,
        sum(queries) as queries,
        sum(execution_time) as execution_time,
        sum(queue_time) as queue_time,
        sum(is_busy) as busy_hours,
        sum(case when is_busy = 1 and busy_databases >= 2 then 1 else 0 end) as shared_hours
    from judged
    group by name_of_database
)
select
    cast(name_of_database as varchar(128)) as name_of_database,
    cast(count(*) over () as bigint) as database_count,
    cast(queries as bigint) as queries,
    cast(round(execution_time / 1000000.0, 3) as numeric(18, 3)) as execution_seconds,
    cast(round(100.0 * execution_time / nullif(sum(execution_time) over (), 0), 2) as numeric(9, 2)) as execution_pct,
    cast(round(queue_time / 1000000.0, 3) as numeric(18, 3)) as queue_seconds,
    cast(busy_hours as bigint) as busy_hours,
    cast(shared_hours as bigint) as shared_hours,
    cast(round(100.0 * shared_hours / nullif(busy_hours, 0), 2) as numeric(9, 2)) as shared_pct
from databases
order by execution_seconds desc, name_of_database
limit :row_limit;
