/* redshift-review ATOWorkerActions
   Shows: the last thing automatic table optimization did with each table of the connected database, by kind.
   Why:   an optimization that keeps failing or is refused leaves the table as it was, and nobody is told.
   From:  sys_auto_table_optimization, joined to svv_table_info for the name, which shows the connected database only,
          so this runs once for each database. Tables that are gone or empty drop out.
   Mind:  Start and Checkpoint are work in progress; Complete, with or without a percentage, and "already the
          recommended style" are good ends. Storage of materialized views is left out. */
with actions as (
    select
        table_id,
        lower(trim(alter_table_type)) as action_type,
        trim(status) as status,
        lower(trim(status)) as status_lower,
        event_time,
        trim(coalesce(alter_from, '')) as altered_from,
        row_number() over (
            partition by table_id, trim(alter_table_type)
            order by event_time desc, transaction_id desc, trim(status)
        ) as recency
    from sys_auto_table_optimization
    where event_time >= dateadd(day, -:days, getdate())
),
outcomes as (
    select
        a.*,
        case
            when status_lower like 'complete%' then 'done'
            when status_lower like '%already the recommended style%' then 'done'
            when status_lower like 'start%' then 'in progress'
            when status_lower like 'checkpoint%' then 'in progress'
            when status_lower like '%is not auto%' then 'not auto'
            when status_lower like '%recently converted%' then 'postponed'
            when status_lower like 'failed%' then 'failed'
            when status_lower like '%retry exceeds%' then 'failed'
            when status_lower like '%exceeds table size%' then 'too large'
            when status_lower like 'abort%' then 'aborted'
            when status_lower like 'skipped%' then 'skipped'
            else 'other'
        end as outcome
    from actions as a
),
latest as (
    select
        table_id,
        action_type,
        count(*) as events,
        sum(case when outcome = 'failed' then 1 else 0 end) as failures,
        max(case when recency = 1 then status end) as status,
        max(case when recency = 1 then outcome end) as outcome,
        max(case when recency = 1 then altered_from end) as altered_from,
        max(event_time) as last_event
    from outcomes
    group by table_id, action_type
),
tables as (
    select
        table_id,
        trim("schema") as schema_name,
        trim("table") as table_name,
        size,
        tbl_rows
    from svv_table_info
    where left(trim("table"), 8) <> 'mv_tbl__'
)
select
    cast(t.schema_name as varchar(128)) as schema_name,
    cast(t.table_name as varchar(128)) as table_name,
    cast(a.action_type as varchar(32)) as action_type,
    cast(a.outcome as varchar(16)) as outcome,
    cast(a.status as varchar(128)) as status,
    cast(a.events as bigint) as events,
    cast(a.failures as bigint) as failures,
    cast(a.last_event as timestamp) as last_event,
    cast(a.altered_from as varchar(200)) as altered_from,
    cast(t.size as bigint) as size_mb,
    cast(t.tbl_rows as numeric(38, 0)) as tbl_rows
from latest as a
join tables as t on t.table_id = a.table_id
order by schema_name, table_name, action_type
limit :row_limit;
