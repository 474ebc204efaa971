/* redshift-review CommitPressure
   Shows: the hours in which most time went into committing: how many transactions, how long their commits took, what
          share of the hour that was, and how little each of them wrote.
   Why:   commits are worked off one after another for the whole warehouse; many that write little keep all others
          that write waiting.
   From:  sys_transaction_history (provisioned and Serverless).
   Mind:  commits that overlap count each, so a share may pass 100 percent, and several may have been written together.
          A transaction that was rolled back has no commit. Blocks are 1 MB. Transactions of the system are left out;
          those of this review write nothing. */
with commits as (
    select
        trim(isolation_level) as isolation_level,
        transaction_id,
        user_id,
        date_trunc('hour', commit_start_time) as hour_start,
        datediff(microsecond, commit_start_time, commit_end_time) as commit_time,
        coalesce(blocks_committed, 0) as blocks
    from sys_transaction_history
    where user_id > 1
        and transaction_start_time >= dateadd(day, -:days, getdate())
        and lower(trim(status)) = 'committed'
        and commit_start_time >= dateadd(day, -:days, getdate())
        and commit_end_time >= commit_start_time
),
by_user as (
    select
        hour_start,
        user_id,
        count(*) as commit_count,
        row_number() over (partition by hour_start order by sum(commit_time) desc, user_id) as place
    from commits
    group by hour_start, user_id
),
hours as (
    select
        hour_start,
        count(*) as commit_count,
        sum(commit_time) as commit_time,
        max(commit_time) as longest_commit,
        sum(blocks) as blocks,
        count(distinct user_id) as users
    from commits
    group by hour_start
)
select
    cast(h.hour_start as timestamp) as hour_start,
    cast(h.commit_count as bigint) as commits,
    cast(round(h.commit_time / 1000000.0, 3) as numeric(18, 3)) as commit_seconds,
    cast(round(100.0 * h.commit_time / 3600000000.0, 2) as numeric(9, 2)) as hour_pct,
    cast(round(h.longest_commit / 1000000.0, 3) as numeric(18, 3)) as longest_commit_seconds,
    cast(h.blocks as bigint) as committed_mb,
    cast(round(1.0 * h.blocks / h.commit_count, 1) as numeric(18, 1)) as mb_per_commit,
    cast(h.users as bigint) as users,
    cast(u.user_id as bigint) as busiest_user_id,
    cast(u.commit_count as bigint) as busiest_user_commits
from hours as h
join by_user as u on u.hour_start = h.hour_start and u.place = 1
order by commit_seconds desc, hour_start
limit :top_queries;
