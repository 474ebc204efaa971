/* redshift-review OpenTransactions
   Shows: transactions that are open at this moment: since when, how long nothing has run in them, what they lock, whom
          they block and by whom they are blocked.
   Why:   locks last until the transaction ends, rows deleted since it began cannot be vacuumed, and an open
          transaction keeps a Serverless workgroup awake.
   From:  svv_transactions, sys_query_history, pg_class. Two availability zones hide SVV views.
   Mind:  this is one moment, not the window. Transactions younger than open_transaction_seconds, those of the system
          and of this review are left out. Nothing has run means: no statement of the transaction is on its way in
          sys_query_history. Names of tables are known in the connected database only. Of several that block, the
          session with the lowest number is named. The view has no fixed state: a lock that comes or goes while this
          runs may be missing on one side. */
with locks as (
    select
        xid,
        pid,
        trim(txn_owner) as txn_owner,
        trim(txn_db) as txn_db,
        txn_start,
        lower(trim(lock_mode)) as lock_mode,
        relation,
        case when granted then 1 else 0 end as granted
    from svv_transactions
    where lower(trim(txn_owner)) <> 'rdsdb'
),
transactions as (
    select
        xid,
        pid,
        txn_owner,
        txn_db,
        min(txn_start) as txn_start,
        count(distinct case when granted = 1 then relation end) as tables_locked,
        max(case
            when granted = 0 or relation is null then 0
            when lock_mode = 'accessexclusivelock' then 3
            when lock_mode = 'accesssharelock' then 1
            else 2
        end) as strength,
        min(case when granted = 0 then relation end) as waits_for
    from locks
    group by xid, pid, txn_owner, txn_db
),
conflicts as (
    select
        w.pid as waiting_pid,
        h.pid as holding_pid
    from locks as w
    join locks as h on h.relation = w.relation
    where w.granted = 0
        and h.granted = 1
        and h.pid <> w.pid
        and (
            h.lock_mode = 'accessexclusivelock'
            or w.lock_mode = 'accessexclusivelock'
            or (h.lock_mode <> 'accesssharelock' and w.lock_mode <> 'accesssharelock')
        )
    group by w.pid, h.pid
),
blocked as (
    select
        waiting_pid,
        min(holding_pid) as blocked_by
    from conflicts
    group by waiting_pid
),
blocking as (
    select
        holding_pid,
        count(*) as sessions
    from conflicts
    group by holding_pid
),
statements as (
    select
        q.transaction_id,
        count(*) as statement_count,
        sum(case when lower(trim(q.status)) in ('success', 'failed', 'canceled') then 0 else 1 end) as unfinished,
        max(q.end_time) as last_end,
        max(case when q.query_text like '%redshift-review%' then 1 else 0 end) as is_review
    from sys_query_history as q
    join transactions as t on t.xid = q.transaction_id
    where q.start_time >= dateadd(day, -:days, getdate())
    group by q.transaction_id
)
select
    cast(t.xid as bigint) as transaction_id,
    cast(t.pid as bigint) as session_id,
    cast(t.txn_owner as varchar(128)) as user_name,
    cast(t.txn_db as varchar(128)) as database_name,
    cast(t.txn_start as timestamp) as transaction_start,
    cast(datediff(second, t.txn_start, getdate()) as bigint) as open_seconds,
    cast(case
        when coalesce(s.unfinished, 0) >= 1 then 0
        else datediff(second, coalesce(s.last_end, t.txn_start), getdate())
    end as bigint) as idle_seconds,
    cast(coalesce(s.statement_count, 0) as bigint) as statements,
    cast(t.tables_locked as bigint) as tables_locked,
    cast(case t.strength
        when 3 then 'all others wait'
        when 2 then 'others may wait to write'
        when 1 then 'definitions wait'
        else 'none'
    end as varchar(40)) as strongest_lock,
    cast(coalesce(g.sessions, 0) as bigint) as blocks_sessions,
    cast(b.blocked_by as bigint) as blocked_by_session,
    cast(t.waits_for as bigint) as waits_for_table_id,
    cast(c.relname as varchar(128)) as waits_for_table
from transactions as t
left join statements as s on s.transaction_id = t.xid
left join blocking as g on g.holding_pid = t.pid
left join blocked as b on b.waiting_pid = t.pid
left join pg_class as c on c.oid = t.waits_for
where datediff(second, t.txn_start, getdate()) >= :open_transaction_seconds
    and coalesce(s.is_review, 0) = 0
order by open_seconds desc, transaction_id, session_id
limit :top_queries;
