/* redshift-review Sessions
   Shows: for each user, and for all together, how many sessions there were, how many at the same moment, how long they
          stayed and how much of that time a statement ran.
   Why:   a warehouse takes 2,000 connections (500 on dc2.large); who comes after them is refused.
   From:  sys_session_history, sys_query_history (provisioned and Serverless).
   Mind:  sessions of the system are left out. A session that is still open counts until now. Sessions at the same
          moment are counted at each beginning and end, an end before a beginning of the same moment. By its page
          user_id of a session is text, and its status one character for words: the first letter decides. An idle
          session costs no compute by itself; one with an open transaction does on Serverless: see KeepAwake. */
with sessions as (
    select
        trim(cast(user_id as varchar(50))) as user_key,
        session_id,
        lower(trim(coalesce(status, ''))) as status,
        coalesce(session_timeout, 0) as session_timeout,
        start_time,
        case when end_time >= start_time then 1 else 0 end as is_over,
        case when end_time >= start_time then end_time else getdate() end as end_time
    from sys_session_history
    where trim(cast(user_id as varchar(50))) not in ('0', '1')
        and start_time <= getdate()
        and (end_time >= dateadd(day, -:days, getdate()) or end_time is null)
),
names as (
    select
        cast(user_id as varchar(50)) as user_key,
        max(trim(username)) as user_name,
        sum(case when start_time >= dateadd(day, -:days, getdate()) then coalesce(elapsed_time, 0) else 0 end)
            as busy_time
    from sys_query_history
    where user_id > 1
    group by 1
),
changes as (
    select user_key, session_id, start_time as moment, 1 as change from sessions
    union all
    select user_key, session_id, end_time as moment, -1 as change from sessions where is_over = 1
),
counted as (
    select
        user_key,
        sum(change) over (
            partition by user_key order by moment, change, session_id rows unbounded preceding
        ) as user_sessions,
        sum(change) over (
            order by moment, change, session_id, user_key rows unbounded preceding
        ) as all_sessions
    from changes
),
peaks as (
    select
        user_key,
        max(user_sessions) as peak_sessions
    from counted
    group by user_key
),
stays as (
    select
        user_key,
        count(*) as sessions,
        sum(1 - is_over) as open_sessions,
        sum(case when left(status, 1) = 't' then 1 else 0 end) as timed_out_sessions,
        sum(case when session_timeout = 0 then 1 else 0 end) as sessions_without_timeout,
        sum(datediff(second, start_time, end_time)) as stay_seconds,
        max(datediff(second, start_time, end_time)) as longest_seconds
    from sessions
    group by user_key
),
users as (
    select
        coalesce(n.user_name, 'user ' || s.user_key) as user_name,
        0 as is_sum,
        s.sessions,
        s.open_sessions,
        p.peak_sessions,
        s.timed_out_sessions,
        s.sessions_without_timeout,
        s.stay_seconds,
        s.longest_seconds,
        coalesce(n.busy_time, 0) as busy_time
    from stays as s
    join peaks as p on p.user_key = s.user_key
    left join names as n on n.user_key = s.user_key
),
everybody as (
    select
        cast('(all users)' as varchar(128)) as user_name,
        1 as is_sum,
        sum(sessions) as sessions,
        sum(open_sessions) as open_sessions,
        (select max(all_sessions) from counted) as peak_sessions,
        sum(timed_out_sessions) as timed_out_sessions,
        sum(sessions_without_timeout) as sessions_without_timeout,
        sum(stay_seconds) as stay_seconds,
        max(longest_seconds) as longest_seconds,
        sum(busy_time) as busy_time
    from users
    having count(*) >= 1
),
listed as (
    select * from users
    union all
    select * from everybody
)
select
    cast(user_name as varchar(128)) as user_name,
    case when is_sum = 1 then true else false end as is_everybody,
    cast(sessions as bigint) as sessions,
    cast(open_sessions as bigint) as open_sessions,
    cast(peak_sessions as bigint) as peak_sessions,
    cast(timed_out_sessions as bigint) as timed_out_sessions,
    cast(sessions_without_timeout as bigint) as sessions_without_timeout,
    cast(round(stay_seconds / 3600.0, 2) as numeric(18, 2)) as session_hours,
    cast(round(longest_seconds / 3600.0, 2) as numeric(18, 2)) as longest_hours,
    cast(round(busy_time / 3600000000.0, 2) as numeric(18, 2)) as busy_hours,
    cast(round(100.0 * busy_time / nullif(1000000.0 * stay_seconds, 0), 2) as numeric(18, 2)) as busy_pct
from listed
order by is_everybody desc, sessions desc, user_name
limit :row_limit;
