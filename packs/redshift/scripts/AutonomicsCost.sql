/* redshift-review AutonomicsCost
   Shows: for each day how long extra compute ran automatic tasks, such as vacuum, analyze and changes of keys.
   Why:   extra compute is charged by the second; it should be on because somebody decided so.
   From:  sys_extra_compute_for_automatic_optimization. It exists on clusters; what a Serverless workgroup was charged
          stands in ServerlessScaling.
   Mind:  no rows where extra compute is off, as it is unless somebody switched it on. The view is for superusers and
          sys:monitor. */
select
    cast(date_trunc('day', start_time) as date) as usage_day,
    cast(count(*) as bigint) as periods,
    cast(sum(coalesce(query_count, 0)) as bigint) as queries,
    cast(sum(coalesce(compute_seconds, 0)) as bigint) as compute_seconds,
    cast(round(sum(coalesce(compute_seconds, 0)) / 3600.0, 2) as numeric(18, 2)) as compute_hours
from sys_extra_compute_for_automatic_optimization
where start_time >= dateadd(day, -:days, getdate())
group by 1
order by usage_day;
