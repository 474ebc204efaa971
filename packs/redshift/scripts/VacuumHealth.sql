/* redshift-review VacuumHealth
   Shows: what vacuums did to the tables of the connected database in the window: how they ended, what they gave back
          and how long they took.
   Why:   a vacuum that fails, or that may not take deleted rows away, leaves work to every scan and costs time
          itself. How long ago the last one ran says nothing: a table that needs none gets none.
   From:  sys_vacuum_history, svv_table_info (provisioned and Serverless). The latter shows the connected database
          only, so this runs once for each database.
   Mind:  times are taken from start and end, because the column duration is an integer of microseconds and ends at
          36 minutes. Sorts give no rows back, so only deleting and full vacuums count for what was reclaimed. What one
          vacuum leaves, the next counts again. Storage of materialized views is left out. */
with vacuums as (
    select
        table_id,
        lower(trim(vacuum_type)) as vacuum_type,
        case when is_automatic then 1 else 0 end as automatic,
        lower(trim(status)) as status,
        start_time,
        case when end_time >= start_time then datediff(microsecond, start_time, end_time) else 0 end as duration,
        case when lower(trim(vacuum_type)) in ('delete', 'full') and lower(trim(status)) = 'complete' then 1 else 0 end
            as deleting,
        coalesce(reclaimable_rows, 0) as reclaimable_rows,
        coalesce(reclaimed_rows, 0) as reclaimed_rows,
        row_number() over (
            partition by table_id
            order by start_time desc, record_time desc, transaction_id desc
        ) as recency
    from sys_vacuum_history
    where start_time >= dateadd(day, -:days, getdate())
),
by_table as (
    select
        table_id,
        count(*) as vacuums,
        sum(automatic) as automatic_vacuums,
        sum(case when status = 'complete' then 1 else 0 end) as completed,
        sum(case when status = 'failed' then 1 else 0 end) as failed,
        sum(case when status = 'skipped' then 1 else 0 end) as skipped,
        max(case when recency = 1 then status end) as last_status,
        max(case when recency = 1 then vacuum_type end) as last_type,
        max(start_time) as last_vacuum,
        cast(sum(duration) as bigint) as duration,
        cast(sum(case when automatic = 0 then duration else 0 end) as bigint) as duration_by_hand,
        sum(deleting) as deleting_vacuums,
        cast(sum(deleting * reclaimable_rows) as numeric(38, 0)) as reclaimable_rows,
        cast(sum(deleting * reclaimed_rows) as numeric(38, 0)) as reclaimed_rows
    from vacuums
    group by table_id
),
tables as (
    select
        table_id,
        trim("schema") as schema_name,
        trim("table") as table_name,
        size,
        tbl_rows,
        estimated_visible_rows,
        unsorted
    from svv_table_info
    where trim("schema") not in ('information_schema', 'pg_automv')
        and left(trim("schema"), 3) <> 'pg_'
        and trim("database") <> 'sample_data_dev'
        and left(trim("table"), 8) <> 'mv_tbl__'
)
select
    cast(t.schema_name as varchar(128)) as schema_name,
    cast(t.table_name as varchar(128)) as table_name,
    cast(t.table_id as bigint) as table_id,
    cast(t.size as bigint) as size_mb,
    cast(t.tbl_rows as numeric(38, 0)) as tbl_rows,
    cast(round(100.0 * (t.tbl_rows - t.estimated_visible_rows) / nullif(t.tbl_rows, 0), 2) as numeric(9, 2))
        as deleted_pct,
    cast(t.unsorted as numeric(5, 2)) as unsorted_pct,
    cast(v.vacuums as bigint) as vacuums,
    cast(v.automatic_vacuums as bigint) as automatic_vacuums,
    cast(v.completed as bigint) as completed,
    cast(v.failed as bigint) as failed,
    cast(v.skipped as bigint) as skipped,
    cast(v.last_vacuum as timestamp) as last_vacuum,
    cast(v.last_type as varchar(32)) as last_type,
    cast(v.last_status as varchar(64)) as last_status,
    cast(v.deleting_vacuums as bigint) as deleting_vacuums,
    cast(v.reclaimable_rows as numeric(38, 0)) as reclaimable_rows,
    cast(v.reclaimed_rows as numeric(38, 0)) as reclaimed_rows,
    cast(round(100.0 * cast(v.reclaimed_rows as float8) / nullif(cast(v.reclaimable_rows as float8), 0), 2)
        as numeric(18, 2)) as reclaimed_pct,
    cast(round(v.duration / 1000000.0, 3) as numeric(18, 3)) as vacuum_seconds,
    cast(round(v.duration_by_hand / 1000000.0, 3) as numeric(18, 3)) as seconds_by_hand
from by_table as v
join tables as t on t.table_id = v.table_id
order by vacuum_seconds desc, schema_name, table_name
limit :row_limit;
