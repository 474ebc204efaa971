/* redshift-review QueryAlerts
   Shows: what Redshift itself warned about while statements ran, by kind of warning and table: how many statements and
          patterns, and how much time they took.
   Why:   Top50QueriesByRunTime sees the slowest run of long patterns only; here many short statements on the same
          table add up, and the table is what can be mended.
   From:  sys_query_detail, sys_query_history (provisioned and Serverless).
   Mind:  a warning stands on a step. A join has no table of its own; its warning goes to the largest table that the
          same statement scans. The whole time of a statement counts, once for each kind and table, so times do not
          add up over kinds. Kinds are known by their whole names; others keep the words before the colon. The rows are
          of all databases: what mends a table has to run in database_name. schema_name and table_name are NULL where no
          statement can mend the table by that name: temporary and external tables, which have no identifier, the
          storage of a materialized view, and a name that was cut off. */
with statements as (
    select
        query_id,
        trim(generic_query_hash) as query_hash,
        coalesce(elapsed_time, 0) as elapsed_time,
        sum(coalesce(elapsed_time, 0)) over () as window_time
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(service_class_id, -1) not in (1, 2, 3, 4)
        and lower(trim(status)) in ('success', 'failed', 'canceled')
        and coalesce(query_text, '') not like '%redshift-review%'
),
warned as (
    select
        d.query_id,
        trim(coalesce(d.table_name, '')) as table_name,
        coalesce(d.table_id, 0) as table_id,
        case
            when lower(d.alert) like '%missing query planner statistics%' then 'missing statistics'
            when lower(d.alert) like '%nested loop join in the query plan%' then 'nested loop'
            when lower(d.alert) like '%very selective query filter%' then 'selective filter'
            when lower(d.alert) like '%scanned a large number of deleted rows%' then 'deleted rows'
            when lower(d.alert) like '%distributed a large number of rows across the network%' then 'rows moved'
            when lower(d.alert) like '%broadcasted a large number of rows across the network%' then 'rows moved'
            when lower(d.alert) like '%ds_dist_all_inner%' then 'rows moved'
            else left(split_part(trim(d.alert), ':', 1), 80)
        end as alert_kind,
        greatest(coalesce(d.input_rows, 0), coalesce(d.output_rows, 0)) as step_rows
    from sys_query_detail as d
    join statements as s on s.query_id = d.query_id
    where d.start_time >= dateadd(day, -:days, getdate())
        and d.step_id <> -1
        and length(trim(coalesce(d.alert, ''))) >= 1
),
warned_queries as (
    select query_id
    from warned
    group by query_id
),
scanned as (
    select
        d.query_id,
        trim(d.table_name) as table_name,
        max(coalesce(d.table_id, 0)) as table_id,
        row_number() over (
            partition by d.query_id
            order by sum(coalesce(d.input_rows, 0)) desc, trim(d.table_name)
        ) as place
    from sys_query_detail as d
    join warned_queries as w on w.query_id = d.query_id
    where d.step_id <> -1
        and lower(trim(d.step_name)) = 'scan'
        and length(trim(coalesce(d.table_name, ''))) >= 1
    group by d.query_id, trim(d.table_name)
),
attributed as (
    select
        w.query_id,
        w.alert_kind,
        case when length(w.table_name) >= 1 then w.table_name else coalesce(c.table_name, '') end as table_name,
        max(case when length(w.table_name) >= 1 then w.table_id else coalesce(c.table_id, 0) end) as table_id,
        max(w.step_rows) as step_rows
    from warned as w
    left join scanned as c on c.query_id = w.query_id and c.place = 1
    group by 1, 2, 3
),
timed as (
    select
        a.*,
        s.query_hash,
        s.elapsed_time,
        s.window_time,
        row_number() over (
            partition by a.alert_kind, a.table_name
            order by s.elapsed_time desc, s.query_id desc
        ) as slowness
    from attributed as a
    join statements as s on s.query_id = a.query_id
),
by_table as (
    select
        alert_kind,
        table_name as full_name,
        split_part(table_name, '.', 1) as database_part,
        split_part(table_name, '.', 2) as schema_part,
        split_part(table_name, '.', 3) as table_part,
        max(table_id) as table_id,
        count(*) as statements,
        count(distinct query_hash) as patterns,
        sum(elapsed_time) as elapsed_time,
        max(window_time) as window_time,
        max(step_rows) as most_rows,
        max(case when slowness = 1 then query_id end) as slowest_query
    from timed
    group by alert_kind, table_name
),
named as (
    select
        b.*,
        case
            when length(table_part) = 0 or length(full_name) >= 136 then 0
            when table_id < 1 or left(schema_part, 8) = 'pg_temp_' then 0
            when left(table_part, 8) = 'mv_tbl__' then 0
            else 1
        end as can_be_named
    from by_table as b
)
select
    cast(alert_kind as varchar(320)) as alert_kind,
    cast(full_name as varchar(136)) as full_name,
    cast(case when length(table_part) >= 1 then database_part end as varchar(128)) as database_name,
    cast(case when can_be_named = 1 then schema_part end as varchar(128)) as schema_name,
    cast(case when can_be_named = 1 then table_part end as varchar(128)) as table_name,
    cast(statements as bigint) as statements,
    cast(patterns as bigint) as patterns,
    cast(round(elapsed_time / 1000000.0, 3) as numeric(18, 3)) as elapsed_seconds,
    cast(round(100.0 * elapsed_time / nullif(window_time, 0), 2) as numeric(9, 2)) as elapsed_pct,
    cast(most_rows as bigint) as most_rows,
    cast(slowest_query as bigint) as slowest_query
from named as n
order by elapsed_seconds desc, alert_kind, full_name
limit :top_queries;
