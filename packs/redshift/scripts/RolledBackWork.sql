/* redshift-review RolledBackWork
   Shows: by user, how many transactions were rolled back, what share of theirs, how much time their statements had
          taken, how much of that in statements that had succeeded, and how many met a conflict with another one.
   Why:   a statement that succeeded is lost all the same when its transaction is rolled back; nothing else shows that.
   From:  sys_transaction_history, sys_query_history (provisioned and Serverless).
   Mind:  a statement's status says nothing about the commit. Transactions that are open or only read may be missing in
          the history of transactions. Some tools roll back after reading on purpose: look at the time, not the number.
          Conflicts are known by error 1023 or the words serializable isolation violation. This review is left out. */
with transactions as (
    select
        transaction_id,
        user_id,
        case when lower(trim(status)) = 'rolledback' then 1 else 0 end as rolled_back
    from sys_transaction_history
    where user_id > 1
        and transaction_start_time >= dateadd(day, -:days, getdate())
),
statements as (
    select
        transaction_id,
        trim(username) as user_name,
        lower(trim(status)) as status,
        upper(trim(query_type)) as query_type,
        coalesce(elapsed_time, 0) as elapsed_time,
        lower(coalesce(error_message, '')) as error_message,
        sum(coalesce(elapsed_time, 0)) over () as window_time
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(service_class_id, -1) not in (1, 2, 3, 4)
        and lower(trim(status)) in ('success', 'failed', 'canceled')
        and coalesce(query_text, '') not like '%redshift-review%'
),
work as (
    select
        transaction_id,
        max(user_name) as user_name,
        count(*) as statement_count,
        sum(elapsed_time) as elapsed_time,
        sum(case when status = 'success' then elapsed_time else 0 end) as successful_time,
        max(case
            when error_message like '%serializable isolation violation%' then 1
            when error_message like '%1023%' then 1
            else 0
        end) as has_conflict,
        max(window_time) as window_time
    from statements
    group by transaction_id
)
select
    cast(w.user_name as varchar(128)) as user_name,
    cast(count(*) as bigint) as transactions,
    cast(sum(t.rolled_back) as bigint) as rolled_back,
    cast(round(100.0 * sum(t.rolled_back) / count(*), 2) as numeric(9, 2)) as rolled_back_pct,
    cast(sum(t.rolled_back * w.has_conflict) as bigint) as conflicts,
    cast(round(sum(t.rolled_back * w.elapsed_time) / 1000000.0, 3) as numeric(18, 3)) as rolled_back_seconds,
    cast(round(sum(t.rolled_back * w.successful_time) / 1000000.0, 3) as numeric(18, 3)) as undone_seconds,
    cast(round(100.0 * sum(t.rolled_back * w.successful_time) / nullif(max(w.window_time), 0), 2) as numeric(9, 2))
        as undone_pct,
    cast(max(t.rolled_back * w.statement_count) as bigint) as most_statements,
    cast(max(case when t.rolled_back = 1 then t.transaction_id end) as bigint) as latest_rolled_back
from transactions as t
join work as w on w.transaction_id = t.transaction_id
group by w.user_name
having sum(t.rolled_back) >= 1
order by undone_seconds desc, rolled_back_seconds desc, user_name
limit :top_queries;
