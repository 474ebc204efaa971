/* redshift-review ServerlessScaling
   Shows: in one row how the compute of a Serverless workgroup moved in the window, and what was charged.
   Why:   capacity that swings far, or never rests, asks for other limits or another way to buy it.
   From:  sys_serverless_usage, a row a minute (Serverless only).
   Mind:  the 5th and 95th percentile of the minutes with compute stand for low and high water, so that a single
          minute does not decide. What is charged appears when a transaction ends, so the last minutes are not
          complete. */
with readings as (
    select
        start_time,
        case when compute_capacity > 0 then compute_capacity end as active_capacity,
        coalesce(compute_seconds, 0) as compute_seconds,
        coalesce(charged_seconds, 0) as charged_seconds,
        coalesce(charged_extra_compute_for_automatic_optimization_seconds, 0) as extra_seconds,
        coalesce(cross_region_transferred_data, 0) as cross_region_bytes,
        coalesce(data_storage, 0) as data_storage_mb
    from sys_serverless_usage
    where start_time >= dateadd(day, -:days, getdate())
)
select
    cast('workgroup' as varchar(16)) as subject,
    cast(min(start_time) as timestamp) as first_minute,
    cast(max(start_time) as timestamp) as last_minute,
    cast(count(*) as bigint) as minutes,
    cast(count(active_capacity) as bigint) as active_minutes,
    cast(round(100.0 * count(active_capacity) / nullif(count(*), 0), 2) as numeric(9, 2)) as active_pct,
    cast(percentile_cont(0.05) within group (order by active_capacity) as numeric(18, 2)) as low_rpu,
    cast(percentile_cont(0.95) within group (order by active_capacity) as numeric(18, 2)) as high_rpu,
    cast(max(active_capacity) as numeric(18, 2)) as peak_rpu,
    cast(round(sum(charged_seconds) / 3600.0, 2) as numeric(18, 2)) as charged_rpu_hours,
    cast(round(sum(extra_seconds) / 3600.0, 2) as numeric(18, 2)) as extra_rpu_hours,
    cast(round(100.0 * sum(extra_seconds) / nullif(sum(charged_seconds), 0), 2) as numeric(9, 2)) as extra_pct,
    cast(round(sum(cross_region_bytes) / 1073741824.0, 3) as numeric(18, 3)) as cross_region_gb,
    cast(max(data_storage_mb) as bigint) as data_storage_mb
from readings
having count(*) >= 1
order by first_minute;
