/* redshift-review UsageLimitHits
   Shows: each usage limit that queries met, on how many days, for how many queries and users, and how these fared.
   Why:   a limit that is met on most days is part of the daily run: either it or the work should change.
   From:  sys_query_history (provisioned and Serverless).
   Mind:  the column usage_limit holds ids as the console and describe-usage-limits show them, several where a query met
          several; it counts for each then. What stands between ids is not documented: anything that is neither a
          letter, a digit nor a hyphen is taken for it. The column ends after 150 characters, which are four ids. A
          limit that stops a feature also shows by queries that wait. */
with hits as (
    select
        btrim(regexp_replace(trim(usage_limit), '[^0-9A-Za-z-]+', ','), ',') as limits_met,
        user_id,
        lower(trim(status)) as status,
        coalesce(queue_time, 0) as queue_time,
        start_time
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and length(trim(coalesce(usage_limit, ''))) >= 1
        and coalesce(query_text, '') not like '%redshift-review%'
),
places as (
    select 1 as place
    union all
    select 2 as place
    union all
    select 3 as place
    union all
    select 4 as place
),
met as (
    select
        split_part(h.limits_met, ',', p.place) as usage_limit,
        h.user_id,
        h.status,
        h.queue_time,
        h.start_time
    from hits as h
    cross join places as p
)
select
    cast(usage_limit as varchar(150)) as usage_limit,
    cast(count(distinct date_trunc('day', start_time)) as bigint) as days_reached,
    cast(count(*) as bigint) as queries,
    cast(count(distinct user_id) as bigint) as users,
    cast(sum(case when status in ('failed', 'canceled') then 1 else 0 end) as bigint) as lost_queries,
    cast(round(sum(queue_time) / 1000000.0, 3) as numeric(18, 3)) as queue_seconds,
    cast(min(start_time) as timestamp) as first_reached,
    cast(max(start_time) as timestamp) as last_reached
from met as m
where length(m.usage_limit) >= 1
group by m.usage_limit
order by days_reached desc, usage_limit
limit :row_limit;
