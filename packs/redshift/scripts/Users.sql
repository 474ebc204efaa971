/* redshift-review Users
   Shows: the users with what they may do beyond their grants, and what they ran in the window.
   Why:   a superuser reads and changes everything; daily work under such a user turns a mistake, or a password that
          got out, into the worst case.
   From:  svv_user_info, sys_query_history (provisioned in one availability zone and Serverless).
   Mind:  how many superusers there are says little; what they do says more. Statements of this review are left out.
          A user who ran nothing in the window may be needed once a month, so nothing is said about that. A user whom
          the review may not see is not listed. */
with work as (
    select
        user_id,
        count(*) as statements,
        count(distinct date_trunc('day', start_time)) as active_days,
        sum(coalesce(execution_time, 0)) as execution_time,
        max(start_time) as last_statement
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(query_text, '') not like '%redshift-review%'
    group by user_id
),
whole as (
    select sum(execution_time) as execution_time
    from work
)
select
    cast(trim(u.user_name) as varchar(128)) as user_name,
    u.superuser as is_superuser,
    u.createdb as may_create_databases,
    cast(upper(trim(coalesce(u.syslog_access, ''))) as varchar(16)) as syslog_access,
    cast(trim(coalesce(u.connection_limit, '')) as varchar(16)) as connection_limit,
    cast(coalesce(u.session_timeout, 0) as bigint) as session_timeout_seconds,
    cast(coalesce(w.statements, 0) as bigint) as statements,
    cast(coalesce(w.active_days, 0) as bigint) as active_days,
    cast(round(coalesce(w.execution_time, 0) / 1000000.0, 3) as numeric(18, 3)) as execution_seconds,
    cast(round(100.0 * coalesce(w.execution_time, 0) / nullif(a.execution_time, 0), 2) as numeric(9, 2))
        as execution_pct,
    cast(w.last_statement as timestamp) as last_statement
from svv_user_info as u
cross join whole as a
left join work as w on w.user_id = u.user_id
where u.user_id > 1
order by is_superuser desc, execution_seconds desc, user_name
limit :row_limit;
