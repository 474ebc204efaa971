/* redshift-review UserChanges
   Shows: each user that was created, altered, renamed or dropped in the window, when, by whom, and whether that made
          a superuser.
   Why:   a new superuser should be known to whoever answers for the warehouse.
   From:  sys_userlog, sys_query_history (provisioned and Serverless).
   Mind:  the log says what a user is after a change, not before: every new password of a superuser shows as one. A
          user became a superuser where it was created as one, where the entry before in the window says it was none,
          or where the statement of the same transaction asks for it. The texts of statements are not shown. */
with changes as (
    select
        trim(user_name) as user_name,
        trim(coalesce(original_user_name, '')) as original_user_name,
        lower(trim(action)) as action,
        coalesce(is_superuser, 0) as is_superuser,
        coalesce(has_create_db_privs, 0) as may_create_databases,
        lag(coalesce(is_superuser, 0)) over (
            partition by user_id order by record_time, transaction_id, trim(action)
        ) as was_superuser,
        transaction_id,
        record_time
    from sys_userlog
    where record_time >= dateadd(day, -:days, getdate())
),
statements as (
    select
        transaction_id,
        max(trim(username)) as changed_by,
        max(case
            when lower(query_text) like '%nocreateuser%' then 0
            when lower(query_text) like '%createuser%' then 1
            else 0
        end) as asks_superuser
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and lower(query_text) like '%user%'
    group by transaction_id
)
select
    cast(c.record_time as timestamp) as changed_at,
    cast(c.user_name as varchar(50)) as user_name,
    cast(c.original_user_name as varchar(50)) as original_user_name,
    cast(c.action as varchar(10)) as action,
    cast(coalesce(s.changed_by, '') as varchar(128)) as changed_by,
    case when c.is_superuser = 1 then true else false end as is_superuser,
    case when c.may_create_databases = 1 then true else false end as may_create_databases,
    case
        when c.is_superuser <> 1 then false
        when c.action = 'create' then true
        when c.action = 'alter' and c.was_superuser = 0 then true
        when c.action = 'alter' and s.asks_superuser = 1 then true
        else false
    end as became_superuser
from changes as c
left join statements as s on s.transaction_id = c.transaction_id
order by changed_at desc, user_name, action, original_user_name
limit :row_limit;
