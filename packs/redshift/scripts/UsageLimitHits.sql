/* redshift-review UsageLimitHits
   Shows: each usage limit that queries met, on how many days, for how many queries and users, and how these fared.
   Why:   a limit that is met on most days is part of the daily run: either it or the work should change.
   From:  sys_query_history (provisioned and Serverless).
   Mind:  the column usage_limit holds ids as the console and describe-usage-limits show them; a query that met several
          holds them all and is a group of its own. A limit that stops a feature also shows by queries that wait. */
select
    cast(trim(usage_limit) as varchar(150)) as usage_limit,
    cast(count(distinct date_trunc('day', start_time)) as bigint) as days_reached,
    cast(count(*) as bigint) as queries,
    cast(count(distinct user_id) as bigint) as users,
    cast(sum(case when lower(trim(status)) in ('failed', 'canceled') then 1 else 0 end) as bigint) as lost_queries,
    cast(round(sum(coalesce(queue_time, 0)) / 1000000.0, 3) as numeric(18, 3)) as queue_seconds,
    cast(min(start_time) as timestamp) as first_reached,
    cast(max(start_time) as timestamp) as last_reached
from sys_query_history
where user_id > 1
    and start_time >= dateadd(day, -:days, getdate())
    and length(trim(coalesce(usage_limit, ''))) >= 1
    and coalesce(query_text, '') not like '%redshift-review%'
group by trim(usage_limit)
order by days_reached desc, usage_limit
limit :row_limit;
