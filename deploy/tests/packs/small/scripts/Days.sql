-- How many queries users ran on each of the last :days days.
select date_trunc('day', q.start_time) as day,
       count(*) as query_count,
       sum(case when q.status = 'failed' then 1 else 0 end) as failed_count
from sys_query_history as q
where q.user_id > 1
  and q.start_time >= dateadd(day, -:days, getdate())
group by 1
order by 1
