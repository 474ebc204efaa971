/* redshift-review UnusedTables
   Shows: the larger tables of the connected database that no query scanned in the window, and who still writes them.
   Why:   what nobody reads costs storage, loads and upkeep. One window proves little: yearly work is not in it.
   From:  svv_table_info, svv_datashare_objects, svv_datashares, sys_query_detail (provisioned and Serverless). The
          first shows the connected database only, so this runs once for each database.
   Mind:  readers of a datashare leave no trace here, so a table in an outbound share is marked, unless the share is
          known to be of another database. The system's own scans, as by a vacuum, do not count as reading. Neither
          does an automatic refresh that Redshift runs itself, so a table that only materialized views read may stand
          here: no view lists the tables that they rest on, so look into their definitions. History is shorter than
          the window after a restart or when space was short: history_days says how far back it goes. Storage of
          materialized views is left out. */
with tables as (
    select
        table_id,
        trim("schema") as schema_name,
        trim("table") as table_name,
        size,
        tbl_rows,
        create_time,
        sum(size) over () as all_mb
    from svv_table_info
    where trim("schema") not in ('information_schema', 'pg_automv')
        and left(trim("schema"), 3) <> 'pg_'
        and trim("database") <> 'sample_data_dev'
),
steps as (
    select
        table_id,
        query_id,
        start_time,
        case when lower(trim(coalesce(step_name, ''))) = 'scan' then 1 else 0 end as is_scan
    from sys_query_detail
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and step_id <> -1
        and table_id >= 1
        and lower(trim(coalesce(step_name, ''))) in ('scan', 'insert', 'delete')
),
used as (
    select
        table_id,
        sum(is_scan) as scans,
        count(distinct case when is_scan = 0 then query_id end) as writes,
        max(case when is_scan = 0 then start_time end) as last_write
    from steps
    group by table_id
),
history as (
    -- dialect: allow D405 how far the history reaches is asked, not whose statements they were
    select min(start_time) as first_step
    from sys_query_detail
    where start_time >= dateadd(day, -:days, getdate())
),
shares_elsewhere as (
    select trim(share_name) as name_of_share
    from svv_datashares
    where upper(trim(share_type)) = 'OUTBOUND'
        and trim(source_database) <> current_database()
    group by 1
),
shared as (
    select trim(o.object_name) as object_name
    from svv_datashare_objects as o
    left join shares_elsewhere as e on e.name_of_share = trim(o.share_name)
    where upper(trim(o.share_type)) = 'OUTBOUND'
        and e.name_of_share is null
    group by 1
)
select
    cast(t.schema_name as varchar(128)) as schema_name,
    cast(t.table_name as varchar(128)) as table_name,
    cast(t.table_id as bigint) as table_id,
    cast(t.size as bigint) as size_mb,
    cast(round(100.0 * t.size / nullif(t.all_mb, 0), 2) as numeric(9, 2)) as size_pct,
    cast(t.tbl_rows as numeric(38, 0)) as tbl_rows,
    cast(coalesce(u.writes, 0) as bigint) as writes,
    cast(u.last_write as timestamp) as last_write,
    case when s.object_name is null then false else true end as is_shared,
    cast(datediff(day, t.create_time, getdate()) as bigint) as age_days,
    cast(round(datediff(second, h.first_step, getdate()) / 86400.0, 2) as numeric(9, 2)) as history_days
from tables as t
cross join history as h
left join used as u on u.table_id = t.table_id
left join shared as s on s.object_name = t.schema_name || '.' || t.table_name
where coalesce(u.scans, 0) = 0
    and t.size >= :unread_table_mb
    and left(t.table_name, 8) <> 'mv_tbl__'
order by size_mb desc, schema_name, table_name
limit :top_tables;
