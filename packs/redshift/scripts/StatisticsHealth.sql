/* redshift-review StatisticsHealth
   Shows: for the tables of the connected database how old their statistics are, what gathered them in the window, and
          how many queries read the tables.
   Why:   the planner chooses joins by statistics; old ones matter where queries are planned on them, and an ANALYZE
          that runs after every load costs time of its own.
   From:  svv_table_info, sys_analyze_history, sys_query_detail (provisioned and Serverless). The first shows the
          connected database only, so this runs once for each database.
   Mind:  Skipped is a good end: too little had changed. stats_off is NULL where statistics were never gathered.
          Columns wider than people expect are skipped when predicate columns alone are gathered. Storage of
          materialized views is left out. */
with tables as (
    select
        table_id,
        trim("schema") as schema_name,
        trim("table") as table_name,
        size,
        tbl_rows,
        stats_off
    from svv_table_info
    where trim("schema") not in ('information_schema', 'pg_automv')
        and left(trim("schema"), 3) <> 'pg_'
        and trim("database") <> 'sample_data_dev'
        and left(trim("table"), 8) <> 'mv_tbl__'
),
analyses as (
    select
        table_id,
        case when lower(trim(coalesce(is_automatic, ''))) in ('t', 'true', '1', 'y') then 1 else 0 end as automatic,
        case when lower(trim(status)) = 'skipped' then 0 else 1 end as gathered,
        trim(status) as status,
        start_time,
        case when end_time >= start_time then datediff(microsecond, start_time, end_time) else 0 end as duration,
        modified_rows,
        row_number() over (partition by table_id order by start_time desc, transaction_id desc, trim(status)) as recency
    from sys_analyze_history
    where start_time >= dateadd(day, -:days, getdate())
),
by_table as (
    select
        table_id,
        sum(gathered) as gathered,
        sum(gathered * automatic) as gathered_automatically,
        sum(1 - gathered) as skipped,
        sum(1 - automatic) as by_hand,
        cast(sum(duration) as bigint) as duration,
        cast(sum(case when automatic = 0 then duration else 0 end) as bigint) as duration_by_hand,
        max(case when gathered = 1 then start_time end) as last_gathered,
        max(case when recency = 1 then status end) as last_status,
        max(case when recency = 1 then modified_rows end) as last_modified_rows
    from analyses
    group by table_id
),
reads as (
    select
        table_id,
        count(distinct query_id) as queries,
        count(distinct case
            when lower(coalesce(alert, '')) like '%missing query planner statistics%' then query_id
        end) as queries_without
    from sys_query_detail
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and step_id <> -1
        and table_id >= 1
        and lower(trim(coalesce(step_name, ''))) = 'scan'
    group by table_id
)
select
    cast(t.schema_name as varchar(128)) as schema_name,
    cast(t.table_name as varchar(128)) as table_name,
    cast(t.table_id as bigint) as table_id,
    cast(t.size as bigint) as size_mb,
    cast(t.tbl_rows as numeric(38, 0)) as tbl_rows,
    cast(t.stats_off as numeric(5, 2)) as stats_off,
    cast(coalesce(r.queries, 0) as bigint) as reading_queries,
    cast(coalesce(r.queries_without, 0) as bigint) as queries_without_statistics,
    cast(coalesce(a.gathered, 0) as bigint) as gathered,
    cast(coalesce(a.gathered_automatically, 0) as bigint) as gathered_automatically,
    cast(coalesce(a.skipped, 0) as bigint) as skipped,
    cast(coalesce(a.by_hand, 0) as bigint) as runs_by_hand,
    cast(round(coalesce(a.duration_by_hand, 0) / 1000000.0, 3) as numeric(18, 3)) as seconds_by_hand,
    cast(round(coalesce(a.duration, 0) / 1000000.0, 3) as numeric(18, 3)) as analyze_seconds,
    cast(a.last_gathered as timestamp) as last_gathered,
    cast(a.last_status as varchar(15)) as last_status,
    cast(a.last_modified_rows as numeric(38, 0)) as last_modified_rows
from tables as t
left join by_table as a on a.table_id = t.table_id
left join reads as r on r.table_id = t.table_id
order by tbl_rows desc, schema_name, table_name
limit :row_limit;
