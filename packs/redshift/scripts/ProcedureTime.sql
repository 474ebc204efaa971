/* redshift-review ProcedureTime
   Shows: for each stored procedure and the user whose session called it: how often, how long in all and at the longest,
          how much of that without the procedures it called itself, and how many calls did not come to their end.
   Why:   a procedure is one line in a schedule and many statements in the warehouse; where its time goes and how often
          it is stopped cannot be seen in the list of statements.
   From:  sys_procedure_call, sys_query_history for the names of users (provisioned and Serverless).
   Mind:  the name is what stands between CALL and the first parenthesis; arguments are left out. A call that was stopped
          by the system, an error for one, or cancelled by a user is canceled; both look the same. Time is that from
          beginning to end, so two calls at once count twice, and a call made by another call is in the time of both:
          own time is without it. A call that still runs has no end and is counted apart. */
with calls as (
    select
        query_id,
        session_user_id,
        lower(trim(split_part(query_text, '(', 1))) as call_text,
        lower(trim(coalesce(status, ''))) as status,
        caller_procedure_query_id,
        case when end_time >= start_time then datediff(microsecond, start_time, end_time) end as duration
    from sys_procedure_call
    where session_user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(query_text, '') not like '%redshift-review%'
),
named as (
    select
        query_id,
        session_user_id,
        case when call_text like 'call %' then trim(substring(call_text, 6, 251)) else '(other)' end
            as procedure_name,
        status,
        caller_procedure_query_id,
        duration
    from calls
),
inner_calls as (
    select
        caller_procedure_query_id,
        sum(coalesce(duration, 0)) as inner_duration
    from named
    where caller_procedure_query_id is not null
    group by caller_procedure_query_id
),
names as (
    select
        user_id,
        max(trim(username)) as user_name
    from sys_query_history
    where user_id > 1
    group by user_id
)
select
    cast(c.procedure_name as varchar(256)) as procedure_name,
    cast(coalesce(n.user_name, 'user ' || cast(c.session_user_id as varchar(12))) as varchar(128)) as user_name,
    cast(count(*) as bigint) as calls,
    cast(sum(case when c.caller_procedure_query_id is null then 0 else 1 end) as bigint) as nested_calls,
    cast(sum(case when c.duration is null then 1 else 0 end) as bigint) as running_calls,
    cast(sum(case when c.status = 'canceled' then 1 else 0 end) as bigint) as canceled_calls,
    cast(round(100.0 * sum(case when c.status = 'canceled' then 1 else 0 end) / count(*), 2) as numeric(9, 2))
        as canceled_pct,
    cast(round(sum(coalesce(c.duration, 0)) / 1000000.0, 3) as numeric(18, 3)) as call_seconds,
    cast(round(sum(coalesce(c.duration, 0) - coalesce(i.inner_duration, 0)) / 1000000.0, 3) as numeric(18, 3))
        as own_seconds,
    cast(round(max(coalesce(c.duration, 0)) / 1000000.0, 3) as numeric(18, 3)) as longest_seconds,
    cast(round(sum(case when c.status = 'canceled' then coalesce(c.duration, 0) else 0 end) / 1000000.0, 3)
        as numeric(18, 3)) as canceled_seconds
from named as c
left join inner_calls as i on i.caller_procedure_query_id = c.query_id
left join names as n on n.user_id = c.session_user_id
group by c.procedure_name, c.session_user_id, n.user_name
order by call_seconds desc, procedure_name, user_name
limit :row_limit;
