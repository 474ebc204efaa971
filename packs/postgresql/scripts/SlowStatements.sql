/* redshift-review SlowStatements
   Shows: the statements that took most of the server's time, with their mean, their share, and what they wrote to
          temporary files; one row without a statement, and with the reason, where statements are not counted.
   Why:   a few statements take most of the time of most servers.
   From:  the extension pg_stat_statements of the database connected to, version 1.8 (PostgreSQL 13) or later. It counts for
          the whole server.
   Mind:  the extension may be absent, and SQL cannot name a view that is not there. So the statement that reads it is
          handed to query_to_xml, which runs it only when it can run; text travels in base64, because XML does not
          hold every character. Times are sums since pg_stat_statements_reset. COPY, maintenance and other
          commands are left out. */
with found as (
    select
        n.nspname,
        string_to_array(e.extversion, '.')::int[] >= array[1, 8] as new_enough,
        -- The setting is known only where the library was loaded when the server started.
        current_setting('pg_stat_statements.max', true) is not null as loaded,
        has_schema_privilege(n.oid, 'usage') as may_use
    from pg_extension as e
    join pg_namespace as n on n.oid = e.extnamespace
    where e.extname = 'pg_stat_statements'
),
reason as (
    select
        case
            when not exists (select 1 from found) then 'the extension is not installed in this database'
            when exists (select 1 from found where not loaded) then 'the library is not in shared_preload_libraries'
            when exists (select 1 from found where not new_enough) then 'the extension is older than version 1.8'
            when exists (select 1 from found where not may_use) then 'this user may not use the schema of the extension'
        end as missing
),
answer as (
    select
        case
            when r.missing is null then query_to_xml(format(
                'select s.userid::text as u, s.dbid::text as d, s.queryid::text as q, s.calls::text as c,
                    s.total_exec_time::text as t, s.max_exec_time::text as m, s.rows::text as r,
                    s.shared_blks_hit::text as h, s.shared_blks_read::text as b, s.temp_blks_written::text as w,
                    (sum(s.total_exec_time) over ())::text as a,
                    encode(convert_to(left(s.query, 2000), ''UTF8''), ''base64'') as x
                from %I.pg_stat_statements as s
                where s.query not like ''%%redshift-review%%''
                    and s.query !~* ''^\s*(/\*.*?\*/\s*)*(copy|vacuum|analyze|create|alter|drop|reindex|cluster|refresh|do|begin|start|commit|end|rollback|prepare|grant|revoke|set|reset|show|truncate|lock|discard|declare|fetch|close|explain)\M''
                order by s.total_exec_time desc
                limit 200', f.nspname), true, false, '')
        end as document
    from reason as r
    left join found as f on true
),
statements as (
    select x.*
    from answer as a
    cross join xmltable('/table/row' passing a.document columns
        u oid path 'u', d oid path 'd', q text path 'q', c numeric path 'c', t numeric path 't', m numeric path 'm',
        r numeric path 'r', h numeric path 'h', b numeric path 'b', w numeric path 'w', a numeric path 'a',
        x text path 'x') as x
    where a.document is not null
)
select
    cast(coalesce(s.q, 'hidden') as varchar(24)) as statement_id,
    cast(d.datname as varchar(63)) as database_name,
    cast(pg_get_userbyid(s.u) as varchar(63)) as user_name,
    cast(s.c as bigint) as calls,
    cast(round(s.t / 1000, 2) as numeric(18, 2)) as total_seconds,
    cast(round(s.t / nullif(s.c, 0), 2) as numeric(18, 2)) as mean_ms,
    cast(round(s.m, 2) as numeric(18, 2)) as max_ms,
    cast(round(100 * s.t / nullif(s.a, 0), 2) as numeric(9, 2)) as share_pct,
    cast(round(s.r / nullif(s.c, 0), 2) as numeric(18, 2)) as rows_a_call,
    cast(round(100 * s.h / nullif(s.h + s.b, 0), 2) as numeric(9, 2)) as cache_hit_pct,
    cast(round(s.w * current_setting('block_size')::numeric / 1048576 / nullif(s.c, 0), 2) as numeric(18, 2))
        as temporary_mb_a_call,
    cast(left(regexp_replace(
        regexp_replace(convert_from(decode(s.x, 'base64'), 'UTF8'), '''[^'']*(''|$)', '''?''', 'g'),
        '\s+', ' ', 'g'), :query_text_length) as varchar(1200)) as query_text,
    cast(null as varchar(80)) as not_counted_because
from statements as s
left join pg_database as d on d.oid = s.d
union all
select null, cast(current_database() as varchar(63)), null, null, null, null, null, null, null, null, null, null,
    cast(r.missing as varchar(80))
from reason as r
where r.missing is not null
order by total_seconds desc nulls last, statement_id
limit :row_limit;
