/* redshift-review preflight
   How busy each hour of the day (UTC) was in the last seven days: seconds that statements ran and waited in a queue.
   SYSDATE is UTC whatever the session's time zone is. The review's own statements are left out. */
select
    cast(extract(hour from start_time) as bigint) as hour_of_day,
    cast(sum(coalesce(execution_time, 0)) / 1000000 as bigint) as running_seconds,
    cast(sum(coalesce(queue_time, 0)) / 1000000 as bigint) as queued_seconds,
    cast(max(extract(hour from sysdate)) as bigint) as hour_now
from sys_query_history
where user_id > 1
    and start_time >= dateadd(day, -7, getdate())
    and coalesce(query_text, '') not like '%redshift-review%'
group by 1
order by 1
