/* redshift-review WorkloadEvaluation
   Shows: for each whole day how many minutes queries ran, how many ran at once on average, and the mix of scan sizes.
   Why:   compute that stands idle most of the day is paid for; small queries beside very large scans wait for them.
   From:  sys_query_history, sys_query_detail (provisioned and Serverless).
   Mind:  a minute in which several queries ran counts once. A query that runs past midnight counts on both days.
          Today is left out because it is not over, and so is the first day of the window, of which history holds only
          a part. Data read stands on segment rows in blocks of 1 MB. */
with ended as (
    select
        query_id,
        coalesce(service_class_id, -1) as service_class,
        start_time,
        end_time
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, 1 - :days, date_trunc('day', getdate()))
        and start_time < date_trunc('day', getdate())
        and end_time >= start_time
        and coalesce(service_class_id, -1) not in (1, 2, 3, 4)
        and lower(trim(status)) in ('success', 'failed', 'canceled')
        and coalesce(query_text, '') not like '%redshift-review%'
),
scans as (
    select
        query_id,
        sum(coalesce(blocks_read, 0)) as read_mb
    from sys_query_detail
    where user_id > 1
        and start_time >= dateadd(day, 1 - :days, date_trunc('day', getdate()))
        and step_id = -1
        and segment_id <> -1
    group by query_id
),
days as (
    select date_trunc('day', start_time) as day_start
    from ended
    group by 1
),
pieces as (
    select
        d.day_start,
        e.query_id,
        case when e.service_class >= 5 then 1 else 0 end as provisioned,
        case when e.start_time >= d.day_start then 1 else 0 end as started_here,
        case when e.start_time > d.day_start then e.start_time else d.day_start end as piece_start,
        case when e.end_time < dateadd(day, 1, d.day_start) then e.end_time else dateadd(day, 1, d.day_start) end
            as piece_end
    from ended as e
    join days as d
        on e.start_time < dateadd(day, 1, d.day_start)
        and e.end_time > d.day_start
),
minutes as (
    select
        p.*,
        date_trunc('minute', piece_start) as minute_start,
        case
            when piece_end >= dateadd(day, 1, day_start) then piece_end
            else dateadd(minute, 1, date_trunc('minute', piece_end))
        end as minute_end
    from pieces as p
),
reached as (
    select
        m.*,
        max(minute_end) over (
            partition by day_start
            order by minute_start, minute_end, query_id
            rows between unbounded preceding and 1 preceding
        ) as busy_until
    from minutes as m
),
fresh as (
    select
        r.*,
        case
            when busy_until is null or busy_until <= minute_start then datediff(minute, minute_start, minute_end)
            when busy_until < minute_end then datediff(minute, busy_until, minute_end)
            else 0
        end as new_minutes
    from reached as r
)
select
    cast(f.day_start as date) as workload_day,
    cast(sum(f.started_here) as bigint) as queries,
    cast(sum(f.provisioned * f.started_here) as bigint) as provisioned_queries,
    cast(sum(f.new_minutes) as bigint) as busy_minutes,
    cast(round(100.0 * sum(f.new_minutes) / 1440, 2) as numeric(9, 2)) as busy_pct,
    cast(round(sum(datediff(second, f.piece_start, f.piece_end)) / 60.0, 2) as numeric(18, 2)) as query_minutes,
    cast(round(sum(datediff(second, f.piece_start, f.piece_end)) / 60.0 / nullif(sum(f.new_minutes), 0), 2)
        as numeric(18, 2)) as queries_at_once,
    cast(sum(case when f.started_here = 1 and coalesce(s.read_mb, 0) < :small_scan_mb then 1 else 0 end) as bigint)
        as small_queries,
    cast(sum(case when f.started_here = 1 and s.read_mb between :small_scan_mb and :large_scan_mb then 1 else 0 end)
        as bigint) as medium_queries,
    cast(sum(case when f.started_here = 1 and s.read_mb > :large_scan_mb then 1 else 0 end) as bigint) as large_queries,
    cast(sum(case when f.started_here = 1 then coalesce(s.read_mb, 0) else 0 end) as bigint) as read_mb
from fresh as f
left join scans as s on s.query_id = f.query_id
group by f.day_start
order by workload_day;
