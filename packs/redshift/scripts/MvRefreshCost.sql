/* redshift-review MvRefreshCost
   Shows: what the refreshes of each materialized view took, beside how many statements read the view.
   Why:   a refresh is worth its time when the view is read in between; one that nobody reads in between is work for
          nothing.
   From:  sys_mv_refresh_history, sys_query_detail, sys_query_history (provisioned and Serverless).
   Mind:  a view is read through its own table, mv_tbl__NAME__0, also where Redshift rewrote a query to use it. Statements
          that write count as well, except those that ran within a refresh and in its transaction. Answers from the
          result cache and readers behind a datashare are not seen here, so reads are a lower bound. Views that
          Redshift made for itself (pg_automv) are left out. */
with refreshes as (
    select
        trim(database_name) as database_of_view,
        trim(schema_name) as schema_of_view,
        trim(mv_name) as name_of_view,
        count(*) as refreshes,
        sum(case
            when lower(status) like '%auto refresh aborted%' then 0
            when lower(status) like '%fail%' then 1
            when lower(status) like '%abort%' then 1
            when lower(status) like '%not refreshed%' then 1
            else 0
        end) as failed_refreshes,
        sum(case when lower(status) like '%recomputed%' then 1 else 0 end) as full_refreshes,
        sum(case when lower(trim(refresh_type)) = 'manual' then 1 else 0 end) as manual_refreshes,
        sum(coalesce(duration, 0)) as duration,
        max(start_time) as last_refresh
    from sys_mv_refresh_history
    where left(trim(schema_name), 9) <> 'pg_automv'
        and start_time >= dateadd(day, -:days, getdate())
    group by 1, 2, 3
),
scans as (
    select distinct
        query_id,
        trim(table_name) as table_scanned
    from sys_query_detail
    where user_id > 1
        and lower(trim(step_name)) = 'scan'
        and table_name like '%.mv_tbl__%'
        and start_time >= dateadd(day, -:days, getdate())
),
reads as (
    select
        s.table_scanned,
        count(distinct s.query_id) as reading_queries,
        max(h.start_time) as last_read
    from scans as s
    inner join sys_query_history as h on h.query_id = s.query_id
    left join sys_mv_refresh_history as m
        on m.transaction_id = h.transaction_id
        and h.start_time between m.start_time and m.end_time
    where upper(trim(h.query_type)) in ('SELECT', 'UNLOAD', 'CTAS', 'INSERT', 'UPDATE', 'DELETE', 'MERGE')
        and lower(coalesce(h.query_text, '')) not like '%refresh materialized view%'
        and m.transaction_id is null
    group by s.table_scanned
)
select
    cast(r.database_of_view as varchar(128)) as database_name,
    cast(r.schema_of_view as varchar(128)) as schema_name,
    cast(r.name_of_view as varchar(128)) as view_name,
    cast(r.refreshes as bigint) as refreshes,
    cast(r.failed_refreshes as bigint) as failed_refreshes,
    cast(r.full_refreshes as bigint) as full_refreshes,
    cast(r.manual_refreshes as bigint) as manual_refreshes,
    cast(round(r.duration / 1000000.0, 3) as numeric(18, 3)) as refresh_seconds,
    cast(round(r.duration / 1000000.0 / nullif(r.refreshes, 0), 3) as numeric(18, 3)) as seconds_per_refresh,
    cast(round(100.0 * r.duration / nullif(:days * 86400000000, 0), 3) as numeric(9, 3)) as refresh_pct_of_time,
    cast(r.last_refresh as timestamp) as last_refresh,
    cast(coalesce(d.reading_queries, 0) as bigint) as reading_queries,
    cast(d.last_read as timestamp) as last_read
from refreshes as r
left join reads as d
    on d.table_scanned = r.database_of_view || '.' || r.schema_of_view || '.mv_tbl__' || r.name_of_view || '__0'
order by refresh_seconds desc, database_name, schema_name, view_name
limit :row_limit;
