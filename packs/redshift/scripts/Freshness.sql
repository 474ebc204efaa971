/* redshift-review Freshness
   Shows: tables loaded by COPY, and views refreshed by a schedule, with their rhythm and how long they have been
          silent.
   Why:   a feed that stops fails nobody: queries go on answering, with the data of the day it stopped.
   From:  sys_load_history, sys_mv_refresh_history (provisioned and Serverless).
   Mind:  each feed is judged by the longest pause it made itself. Where a feed never ran on a Saturday or Sunday,
          those days count neither in its pauses nor in its silence. Only loads and refreshes that succeeded count.
          A feed whose first run came later than such a pause into the window is new, or a backfill, and not known to
          be regular (runs_from_the_start).
          COPY is listed by table name without its schema, so two tables of one name are one feed. Automatic
          refreshes follow their tables and have no rhythm of their own; they are left out. Tables written by INSERT
          or MERGE are not seen. */
with feeds as (
    select
        trim(database_name) as database_of_feed,
        cast('copy' as varchar(16)) as feed_kind,
        cast(trim(table_name) as varchar(260)) as feed_name,
        start_time,
        case when lower(trim(status)) = 'completed' then 1 else 0 end as is_good,
        case when lower(trim(status)) in ('aborted', 'failed', 'canceled') then 1 else 0 end as is_failed
    from sys_load_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
    union all
    select
        trim(database_name) as database_of_feed,
        cast('refresh' as varchar(16)) as feed_kind,
        cast(trim(schema_name) || '.' || trim(mv_name) as varchar(260)) as feed_name,
        start_time,
        case
            when lower(status) like '%fail%' then 0
            when lower(status) like '%updated%' then 1
            when lower(status) like '%recomputed%' then 1
            else 0
        end as is_good,
        case
            when lower(status) like '%fail%' then 1
            when lower(status) like '%abort%' then 1
            when lower(status) like '%not refreshed%' then 1
            else 0
        end as is_failed
    from sys_mv_refresh_history
    where lower(trim(refresh_type)) = 'manual'
        and left(trim(schema_name), 9) <> 'pg_automv'
        and start_time >= dateadd(day, -:days, getdate())
),
good as (
    /* weekend_minutes: minutes of Saturdays and Sundays from Monday, 3 January 2000, to the moment. */
    select
        database_of_feed,
        feed_kind,
        feed_name,
        start_time,
        date_trunc('day', start_time) as day_of_run,
        date_trunc('hour', start_time) as hour_of_run,
        case when datediff(day, date_trunc('week', start_time), start_time) >= 5 then 1 else 0 end as on_weekend,
        cast(datediff(day, cast('2000-01-03' as timestamp), date_trunc('week', start_time)) / 7 as bigint) * 2880
            + greatest(0, datediff(minute, date_trunc('week', start_time), start_time) - 7200) as weekend_minutes
    from feeds
    where is_good = 1
),
pauses as (
    select
        database_of_feed,
        feed_kind,
        feed_name,
        start_time,
        day_of_run,
        hour_of_run,
        on_weekend,
        weekend_minutes,
        datediff(minute, lag(start_time) over (
            partition by database_of_feed, feed_kind, feed_name order by start_time
        ), start_time) as pause_minutes,
        weekend_minutes - lag(weekend_minutes) over (
            partition by database_of_feed, feed_kind, feed_name order by start_time
        ) as pause_weekend_minutes
    from good
),
rhythm as (
    select
        database_of_feed,
        feed_kind,
        feed_name,
        count(*) as runs,
        count(distinct day_of_run) as days_with_runs,
        count(distinct hour_of_run) as hours_with_runs,
        max(on_weekend) as on_weekends,
        min(start_time) as first_run,
        min(weekend_minutes) as first_weekend_minutes,
        max(start_time) as last_run,
        max(weekend_minutes) as last_weekend_minutes,
        max(pause_minutes) as longest_pause,
        max(pause_minutes - pause_weekend_minutes) as longest_working_pause
    from pauses
    group by database_of_feed, feed_kind, feed_name
),
bounds as (
    select
        begins_at,
        ends_at,
        cast(datediff(day, cast('2000-01-03' as timestamp), date_trunc('week', begins_at)) / 7 as bigint) * 2880
            + greatest(0, datediff(minute, date_trunc('week', begins_at), begins_at) - 7200) as first_weekend_minutes,
        cast(datediff(day, cast('2000-01-03' as timestamp), date_trunc('week', ends_at)) / 7 as bigint) * 2880
            + greatest(0, datediff(minute, date_trunc('week', ends_at), ends_at) - 7200) as last_weekend_minutes
    from (select dateadd(day, -:days, getdate()) as begins_at, getdate() as ends_at) as window_of_days
),
moment as (
    select
        r.database_of_feed,
        r.feed_kind,
        r.feed_name,
        r.runs,
        r.days_with_runs,
        r.hours_with_runs,
        r.on_weekends,
        r.last_run,
        case when r.on_weekends = 1 then r.longest_pause else r.longest_working_pause end as longest_pause,
        datediff(minute, b.begins_at, r.first_run)
            - case when r.on_weekends = 1 then 0 else r.first_weekend_minutes - b.first_weekend_minutes end as minutes_before,
        datediff(minute, r.last_run, b.ends_at)
            - case when r.on_weekends = 1 then 0 else b.last_weekend_minutes - r.last_weekend_minutes end as silence
    from rhythm as r
    cross join bounds as b
),
failures as (
    select
        f.database_of_feed,
        f.feed_kind,
        f.feed_name,
        count(*) as failed_runs,
        sum(case when f.start_time > r.last_run then 1 else 0 end) as failed_since
    from feeds as f
    inner join rhythm as r
        on r.database_of_feed = f.database_of_feed
        and r.feed_kind = f.feed_kind
        and r.feed_name = f.feed_name
    where f.is_failed = 1
    group by f.database_of_feed, f.feed_kind, f.feed_name
)
select
    cast(m.database_of_feed as varchar(128)) as database_name,
    cast(m.feed_kind as varchar(16)) as feed_kind,
    cast(m.feed_name as varchar(260)) as feed_name,
    cast(m.runs as bigint) as runs,
    cast(m.days_with_runs as bigint) as days_with_runs,
    cast(m.hours_with_runs as bigint) as hours_with_runs,
    case when m.on_weekends = 1 then true else false end as runs_on_weekends,
    case when m.minutes_before <= m.longest_pause then true else false end as runs_from_the_start,
    cast(round(m.longest_pause / 60.0, 2) as numeric(9, 2)) as longest_pause_hours,
    cast(m.last_run as timestamp) as last_run,
    cast(round(m.silence / 60.0, 2) as numeric(9, 2)) as silent_hours,
    cast(round(1.0 * m.silence / nullif(m.longest_pause, 0), 2) as numeric(12, 2)) as silent_pauses,
    cast(coalesce(f.failed_runs, 0) as bigint) as failed_runs,
    cast(coalesce(f.failed_since, 0) as bigint) as failed_runs_since
from moment as m
left join failures as f
    on f.database_of_feed = m.database_of_feed
    and f.feed_kind = m.feed_kind
    and f.feed_name = m.feed_name
order by database_name, feed_kind, feed_name
limit :row_limit;
