/* redshift-review LongTransactions
   Shows: sessions that are in a transaction or hold others up, the oldest first.
   Why:   an open transaction keeps dead rows from being cleaned in every table, and its locks stop others.
   From:  pg_stat_activity, pg_blocking_pids.
   Mind:  this is one moment, without the sessions of this review. Quoted text and numbers in the query's text are
          replaced by a question mark; of other users' sessions only somebody with pg_read_all_stats sees the text. */
with sessions as (
    select
        a.pid,
        a.datname,
        a.usename,
        a.application_name,
        a.state,
        a.wait_event_type,
        a.xact_start,
        a.query,
        a.backend_xid,
        cardinality(pg_blocking_pids(a.pid)) as blocked_by
    from pg_stat_activity as a
    where a.backend_type = 'client backend'
        and a.pid <> pg_backend_pid()
        and a.xact_start is not null
        and coalesce(a.query, '') not like '%redshift-review%'
)
select
    cast(s.pid as bigint) as process_id,
    cast(s.datname as varchar(63)) as database_name,
    cast(s.usename as varchar(63)) as user_name,
    cast(s.application_name as varchar(63)) as application_name,
    cast(s.state as varchar(40)) as state,
    cast(s.wait_event_type as varchar(40)) as waits_for,
    cast(s.xact_start as timestamp) as transaction_start,
    cast(floor(extract(epoch from now() - s.xact_start)) as bigint) as transaction_seconds,
    case when s.backend_xid is not null then true else false end as has_written,
    cast(s.blocked_by as bigint) as blocked_by,
    cast(left(regexp_replace(
        regexp_replace(s.query, '''[^'']*(''|$)', '''?''', 'g'),
        '[[:<:]][0-9][0-9.]*', '?', 'g'), :query_text_length) as varchar(1200)) as query_text
from sessions as s
order by s.xact_start, s.pid
limit :row_limit;
