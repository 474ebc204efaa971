/* redshift-review ConcurrencyScalingUsage
   Shows: for each day how long clusters of concurrency scaling worked, and how that compares with the free time that
          the same days earn.
   Why:   up to the free time scaling costs nothing; beyond it every second is charged.
   From:  svcs_concurrency_scaling_usage. No SYS view holds what is charged, so a cluster in one availability zone is
          needed; the column burst_seconds of UsagePattern is there on all clusters.
   Mind:  a cluster earns an hour of free time for each day it runs and keeps up to thirty of them, so a window beyond
          its own earnings may still be paid from older ones. Time of several scaling clusters at once adds up. A
          period counts on the day on which it began. */
with days as (
    select
        date_trunc('day', start_time) as day_start,
        count(*) as periods,
        sum(coalesce(queries, 0)) as queries,
        sum(coalesce(usage_in_seconds, 0)) as usage_seconds
    from svcs_concurrency_scaling_usage
    where start_time >= dateadd(day, -:days, getdate())
    group by 1
)
select
    cast(day_start as date) as usage_day,
    cast(periods as bigint) as periods,
    cast(queries as bigint) as queries,
    cast(usage_seconds as bigint) as usage_seconds,
    cast(case when usage_seconds > 3600 then usage_seconds - 3600 else 0 end as bigint) as over_free_hour_seconds,
    cast(sum(usage_seconds) over () as bigint) as window_seconds,
    cast(3600 * :days as bigint) as window_free_seconds
from days
order by usage_day;
