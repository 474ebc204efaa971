/* redshift-review LongTransactions
   Shows: sessions in a transaction, prepared transactions, and sessions that this user may not look into; the oldest
          transaction first.
   Why:   an open transaction keeps dead rows from being cleaned in every table, and its locks stop others.
   From:  pg_stat_activity, pg_blocking_pids, pg_prepared_xacts.
   Mind:  this is one moment, without the sessions of this review. Without pg_monitor (or pg_read_all_stats) other
          users' sessions are hidden: they are listed as such. Quoted text and numbers in the text of a statement are
          replaced by a question mark. How long a session has waited is at most as long as its statement has run. */
with sessions as (
    select
        a.pid,
        a.datname,
        a.usename,
        a.application_name,
        a.state,
        a.wait_event_type,
        a.xact_start,
        a.state_change,
        a.query_start,
        a.backend_xid,
        a.backend_xmin,
        case when a.query = '<insufficient privilege>' then null else a.query end as query,
        coalesce(a.query = '<insufficient privilege>', false) as hidden,
        case when a.wait_event_type = 'Lock' then pg_blocking_pids(a.pid) end as blockers
    from pg_stat_activity as a
    where a.datid is not null
        and a.usesysid is not null
        and a.pid <> pg_backend_pid()
        and (a.backend_type = 'client backend' or a.query = '<insufficient privilege>')
        and (a.xact_start is not null or a.query = '<insufficient privilege>')
        and coalesce(a.query, '') not like '%/* redshift-review %'
),
listed as (
    select
        cast(s.pid as varchar(300)) as session,
        s.datname,
        s.usename,
        s.application_name,
        s.state,
        s.wait_event_type,
        s.xact_start,
        s.state_change,
        s.query_start,
        s.backend_xid is not null as has_written,
        greatest(age(s.backend_xid), age(s.backend_xmin)) as held_back,
        s.hidden,
        s.blockers,
        s.query
    from sessions as s
    union all
    select
        cast('prepared ' || p.gid as varchar(300)),
        p.database,
        p.owner,
        null,
        'prepared',
        null,
        p.prepared,
        p.prepared,
        null,
        true,
        age(p.transaction),
        false,
        null,
        null
    from pg_prepared_xacts as p
)
select
    l.session,
    cast(l.datname as varchar(63)) as database_name,
    cast(l.usename as varchar(63)) as user_name,
    cast(l.application_name as varchar(63)) as application_name,
    cast(case when l.hidden then 'hidden' else l.state end as varchar(40)) as state,
    cast(l.wait_event_type as varchar(40)) as waits_for,
    cast(l.xact_start at time zone 'UTC' as timestamp) as transaction_start,
    cast(floor(extract(epoch from now() - l.xact_start)) as bigint) as transaction_seconds,
    cast(floor(extract(epoch from now() - l.state_change)) as bigint) as state_seconds,
    cast(floor(extract(epoch from now() - l.query_start)) as bigint) as statement_seconds,
    l.has_written,
    cast(l.held_back as bigint) as transactions_held_back,
    cast(coalesce(cardinality(l.blockers), 0) as bigint) as blocked_by_count,
    -- A prepared transaction has no process; pg_blocking_pids answers 0 for it.
    cast((
        select string_agg(case when b.pid = 0 then 'a prepared transaction' else cast(b.pid as text) end, ', ')
        from unnest(l.blockers) as b (pid)
    ) as varchar(256)) as blocked_by,
    cast(left(regexp_replace(
        regexp_replace(l.query, '''[^'']*(''|$)', '''?''', 'g'),
        '[[:<:]][0-9][0-9.]*', '?', 'g'), :query_text_length) as varchar(1200)) as query_text
from listed as l
order by l.xact_start nulls last, l.session
limit :row_limit;
