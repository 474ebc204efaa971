/* redshift-review ServerlessUsage
   Shows: for each day what a Serverless workgroup was charged, how long it computed, and what that cost.
   Why:   Serverless is paid by what it draws; a day far above the others is a bill nobody expected.
   From:  sys_serverless_usage, a row a minute (Serverless only).
   Mind:  charged_seconds are seconds of one unit (RPU), computed when a transaction ends; today and the first day of
          the window are not whole, so the usual day is the median of the whole ones. Minutes without a row count as
          idle. cost is empty until the parameter rpu_hour_price holds the price of an RPU-hour; storage and transfer
          are not in it. Extra compute for automatic optimization stands apart: whether it is part of the charge is
          not documented. */
with readings as (
    select
        date_trunc('day', start_time) as day_start,
        case when coalesce(compute_seconds, 0) > 0 or coalesce(charged_seconds, 0) > 0 then 1 else 0 end as awake,
        case when compute_capacity > 0 then compute_capacity end as active_capacity,
        coalesce(charged_seconds, 0) as charged_seconds,
        coalesce(charged_extra_compute_for_automatic_optimization_seconds, 0) as extra_seconds,
        coalesce(cross_region_transferred_data, 0) as cross_region_bytes,
        coalesce(data_storage, 0) as data_storage_mb
    from sys_serverless_usage
    where start_time >= dateadd(day, -:days, getdate())
),
days as (
    select
        day_start,
        case
            when day_start >= dateadd(day, -:days, getdate()) and day_start < date_trunc('day', getdate()) then 1
            else 0
        end as is_whole,
        datediff(
            minute,
            case when day_start < dateadd(day, -:days, getdate()) then dateadd(day, -:days, getdate())
                else day_start end,
            case when dateadd(day, 1, day_start) > getdate() then getdate() else dateadd(day, 1, day_start) end
        ) as minutes,
        sum(awake) as awake_minutes,
        cast(round(sum(charged_seconds) / 3600.0, 4) as numeric(18, 4)) as charged_hours,
        cast(round(sum(extra_seconds) / 3600.0, 4) as numeric(18, 4)) as extra_hours,
        max(active_capacity) as peak_rpu,
        sum(cross_region_bytes) as cross_region_bytes,
        max(data_storage_mb) as data_storage_mb
    from readings
    group by day_start
),
usual as (
    select
        count(*) as whole_days,
        percentile_cont(0.5) within group (order by charged_hours) as usual_hours
    from days
    where is_whole = 1
)
select
    cast(d.day_start as date) as usage_day,
    case when d.is_whole = 1 then true else false end as is_whole_day,
    cast(u.whole_days as bigint) as whole_days,
    cast(d.awake_minutes as bigint) as awake_minutes,
    cast(round(100.0 * (d.minutes - d.awake_minutes) / nullif(d.minutes, 0), 2) as numeric(9, 2)) as idle_pct,
    cast(round(d.charged_hours, 2) as numeric(18, 2)) as charged_rpu_hours,
    cast(round(u.usual_hours, 2) as numeric(18, 2)) as usual_rpu_hours,
    cast(round(100.0 * d.charged_hours / nullif(u.usual_hours, 0), 2) as numeric(18, 2)) as pct_of_usual,
    cast(round(d.extra_hours, 2) as numeric(18, 2)) as extra_rpu_hours,
    cast(d.peak_rpu as numeric(18, 2)) as peak_rpu,
    cast(case when :rpu_hour_price > 0 then round(d.charged_hours * :rpu_hour_price, 2) end as numeric(18, 2)) as cost,
    cast(round(d.cross_region_bytes / 1073741824.0, 3) as numeric(18, 3)) as cross_region_gb,
    cast(d.data_storage_mb as bigint) as data_storage_mb
from days as d
cross join usual as u
order by usage_day;
